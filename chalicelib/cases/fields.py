"""The kinds of field a person fills in: what each accepts, and the code of each refusal.

The same types validate a request and describe it in the OpenAPI document. Reading is strict here (decimal
strings, ISO days): generous reading of typed text is the site's work.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from chalicelib.core import identity, text
from chalicelib.core.money import parse_amount

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERCENT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")
_EMAIL = re.compile(
    r"[^@\s<>\"',;:()\[\]\\]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE
)
_PHONE = re.compile(r"\+?[0-9][0-9 .()\-]{5,22}[0-9]")


def _fault(code: str, **details: Any) -> PydanticCustomError:
    # The code is the whole message here: its French sentence is looked up in templates/phrases.toml.
    return PydanticCustomError(code, code, details or None)


def _amount(value: Any) -> Decimal:
    if isinstance(value, Decimal):  # Python callers; a JSON number is refused: it may not be what was typed
        value = str(value)
    try:
        amount = parse_amount(value)
    except (ValueError, TypeError):
        raise _fault("AMOUNT_INVALID") from None
    return amount


def _above_zero(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise _fault("AMOUNT_NOT_POSITIVE")
    return amount


def _percent(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        value = str(value)
    if not isinstance(value, str) or not _PERCENT.fullmatch(value) or Decimal(value) <= 0:
        raise _fault("PERCENT_INVALID")
    return Decimal(value)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise _fault("DATE_INVALID")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise _fault("DATE_INVALID") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _fault("DATE_OUT_OF_RANGE", first=FIRST_DAY, last=LAST_DAY)
    return day


def _cleaned(clean: Callable[[str], str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        try:
            cleaned = clean(value)
        except text.UnprintableText:
            raise _fault("TEXT_UNPRINTABLE") from None
        if not cleaned:
            raise _fault("TEXT_EMPTY")
        return cleaned

    return check


def _identifier(check: Callable[[str], str], code: str) -> Callable[[str], str]:
    def validate(value: str) -> str:
        try:
            return check(value)
        except ValueError:
            raise _fault(code) from None

    return validate


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[str], str]:
    def validate(value: str) -> str:
        if not pattern.fullmatch(value):
            raise _fault(code)
        return value

    return validate


def _https_link(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        raise _fault("LINK_INVALID") from None
    plain = re.fullmatch(r"https://[!-~]+", value) and "@" not in parts.netloc
    if not plain or not re.fullmatch(r"([a-z0-9-]+\.)+[a-z0-9-]{2,}", host):
        raise _fault("LINK_INVALID")
    return value


_AMOUNT_SCHEMA = {
    "type": "string",
    "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$",
    "description": "Euros, as a decimal string: at most two decimals.",
    "examples": ["1200.00"],
}
AmountOrZero = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(_AMOUNT_SCHEMA),
]
Amount = Annotated[AmountOrZero, AfterValidator(_above_zero)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[0-9]{1,2}(\.[0-9]{1,3})?$",
            "description": "Percent per year, as a decimal string, above zero.",
            "examples": ["12.15"],
        }
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {"type": "string", "format": "date", "description": f"A civil date from {FIRST_DAY} to {LAST_DAY}."}
    ),
]


ShortLine = Annotated[
    str, StringConstraints(min_length=1, max_length=60), AfterValidator(_cleaned(text.clean))
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_cleaned(text.clean))]
Paragraph = Annotated[
    str, StringConstraints(min_length=1, max_length=1500), AfterValidator(_cleaned(text.clean_lines))
]
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(_cleaned(text.clean_lines))
]
Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=40), AfterValidator(_cleaned(text.clean))
]
Siren = Annotated[
    str, StringConstraints(max_length=30), AfterValidator(_identifier(identity.siren, "SIREN_INVALID"))
]
Siret = Annotated[
    str, StringConstraints(max_length=30), AfterValidator(_identifier(identity.siret, "SIRET_INVALID"))
]
Iban = Annotated[
    str, StringConstraints(max_length=50), AfterValidator(_identifier(identity.iban, "IBAN_INVALID"))
]
Bic = Annotated[
    str, StringConstraints(max_length=20), AfterValidator(_identifier(identity.bic, "BIC_INVALID"))
]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_matching(_EMAIL, "EMAIL_INVALID"))]
Phone = Annotated[str, StringConstraints(max_length=25), AfterValidator(_matching(_PHONE, "PHONE_INVALID"))]
HttpsLink = Annotated[str, StringConstraints(max_length=300), AfterValidator(_https_link)]
