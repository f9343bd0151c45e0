"""What leaves the service: answers, and refusals as problem+json (RFC 9457).

Nothing here may show or log what a person typed: an unexpected error becomes an opaque reference, and its log
line holds the kind of error and a place in the code.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from chalice.app import Request, Response

from chalicelib.cases.statement import UnknownRateInStatement
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents.pdf import PrintFailed
from chalicelib.documents.phrases import phrase
from chalicelib.documents.statement_json import line_document
from chalicelib.services.ports import Conflict, Gone

PROBLEM = "application/problem+json"
# Letters name people and their debts: no cache on the way may keep one.
NOT_STORED = {"Cache-Control": "no-store"}
SIGN_IN = "/connexion/"  # where a person who follows a link after the end of a session is led

_STATUS = {
    "BODY_EMPTY": HTTPStatus.BAD_REQUEST,
    "ENCODING_INVALID": HTTPStatus.BAD_REQUEST,
    "FORM_FIELD_MISSING": HTTPStatus.BAD_REQUEST,
    "JSON_INVALID": HTTPStatus.BAD_REQUEST,
    "JSON_TOO_DEEP": HTTPStatus.BAD_REQUEST,
    "BODY_TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "CONTENT_TYPE_UNSUPPORTED": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "NOT_SIGNED_IN": HTTPStatus.UNAUTHORIZED,
    "CROSS_SITE": HTTPStatus.FORBIDDEN,
    "GONE": HTTPStatus.NOT_FOUND,
    "CASE_UNKNOWN": HTTPStatus.NOT_FOUND,
    "LETTER_UNKNOWN": HTTPStatus.NOT_FOUND,
    "FILE_UNKNOWN": HTTPStatus.NOT_FOUND,
    "LINK_EXPIRED": HTTPStatus.NOT_FOUND,
    "LINK_CLOSED": HTTPStatus.NOT_FOUND,
    "CONFLICT": HTTPStatus.CONFLICT,
    "TOO_MANY_ANSWERS": HTTPStatus.TOO_MANY_REQUESTS,
    "TOO_MANY_SIGN_INS": HTTPStatus.TOO_MANY_REQUESTS,
}

log = logging.getLogger("acquit")


def give(request: Request | None, serve: Callable[[Request], Response]) -> Response:
    """The answer of `serve`, or its refusal; an error nobody foresaw becomes a 500 that tells nothing."""
    assert request is not None  # chalice has one whenever a route runs
    try:
        return serve(request)
    except Refusal as refusal:
        if refusal.code == "NOT_SIGNED_IN" and request.headers.get("sec-fetch-dest") == "document":
            return Response(b"", headers={"Location": SIGN_IN, **NOT_STORED}, status_code=303)
        return refused(refusal)
    except Conflict:
        return refused(Refusal("CONFLICT"))
    except Gone:
        return refused(Refusal("GONE"))
    except UnknownRateInStatement as unknown:
        return _unknown_rate(unknown)
    except PrintFailed as failure:
        return _failed(
            request, "PRINT_FAILED", HTTPStatus.SERVICE_UNAVAILABLE, f"{failure.code} {failure.detail}"
        )
    except Exception as error:
        return _failed(request, "UNEXPECTED", HTTPStatus.INTERNAL_SERVER_ERROR, _kind_and_place(error))


def as_json(document: Any, **headers: str) -> Response:
    """`document` in UTF-8; text that Unicode cannot encode (a lone surrogate) shows as a question mark."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, headers={"Content-Type": "application/json", **NOT_STORED, **headers})


def as_file(content: bytes, content_type: str, filename: str) -> Response:
    """A file to save: its name in ASCII for old clients, then as it is (RFC 6266)."""
    plain = (
        filename.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    )
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    return Response(
        content, headers={"Content-Type": content_type, "Content-Disposition": disposition, **NOT_STORED}
    )


def refused(refusal: Refusal, **more: Any) -> Response:
    """A refusal under the status of its code; `more` is added to the document (a conflict's `current`)."""
    return problem(_STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY), refusal, **more)


def problem(status: HTTPStatus, refusal: Refusal, **more: Any) -> Response:
    """A refusal: its stable code, and every fault with its field and what to do about it, in French."""
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": phrase("refusals", refusal.code, **refusal.details),
        "code": refusal.code,
        "errors": [_error(fault) for fault in refusal.faults],
        **more,
    }
    response = as_json(document)
    response.headers["Content-Type"] = PROBLEM
    response.status_code = status.value
    return response


def _error(fault: Fault) -> dict[str, str]:
    message = phrase("refusals", fault.code, **fault.details)
    return {"field": fault.field, "code": fault.code, "message": message}


def _unknown_rate(unknown: UnknownRateInStatement) -> Response:
    """B22: what is known up to the last published semester, and nothing after it."""
    last_day = unknown.until_known.claim.computation_date
    refusal = Refusal(
        "UNKNOWN_RATE", "computation_date", unknown_semester=unknown.semester, last_computable_date=last_day
    )
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        refusal,
        unknown_semester=unknown.semester,
        last_computable_date=last_day.isoformat(),
        priced_lines_before_unknown=[line_document(line) for line in unknown.until_known.lines],
    )


def _failed(request: Request, code: str, status: HTTPStatus, what: str) -> Response:
    reference = secrets.token_hex(4)
    log.error("%s: %s %s: %s", reference, request.method, request.path, what)
    return problem(status, Refusal(code, reference=reference), reference=reference)


def _kind_and_place(error: BaseException) -> str:
    """The class of the error and the innermost places in the code; never its message, which may quote."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__qualname__} at {places}"
