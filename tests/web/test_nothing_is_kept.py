"""A one-off letter leaves no trace: canaries posted to the real service are in no file, table or log line."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"
CANARY = "canari"
AMOUNT, IBAN, SIREN = "8765.43", "FR7618999005180003350719289", "996204715"
TRACES = (CANARY, AMOUNT, "8765,43", "8\u202f765,43", IBAN, SIREN, "%pdf")
LETTERS = ("/letters", "/letters/preview", "/letters/sheet", "/letters/calendar")
CLAIM = {
    "regime": "b2b",
    "computation_date": "2026-11-16",
    "invoices": [{"ref": f"{CANARY} 1", "amount_ttc": AMOUNT, "due_date": "2026-09-30"}],
}
SHAPED = {  # fields whose text has a form of its own
    "email": f"{CANARY}@example.fr",
    "link": f"https://{CANARY}.example.fr/",
    "website": f"https://{CANARY}.example.fr/",
    "iban": IBAN,
    "siren": SIREN,
    "amount_ttc": AMOUNT,
}
FREE = {
    "accountant", "address", "attention", "authority", "buyer", "capacity", "chorus_number", "city", "complement",
    "contract_number", "description", "enclosures", "holder", "legal_form", "message", "name", "order_reference",
    "other", "place", "postcode", "reference", "ref", "registered_number", "registry_town", "rna", "service", "street",
} - {"buyer"}  # fmt: skip


def with_canaries(value: Any, field: str = "", path: str = "") -> Any:
    """The same facts, a canary in every text a person can type."""
    if isinstance(value, dict):
        return {name: with_canaries(item, name, f"{path}{name[0]}") for name, item in value.items()}
    if isinstance(value, list):
        return [with_canaries(item, field, f"{path}{position}") for position, item in enumerate(value)]
    if field in SHAPED:
        return SHAPED[field]
    return f"{CANARY} {path}" if field in FREE else value


def letter(name: str) -> dict[str, Any]:
    facts = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    facts["message"] = "x"
    facts["payments"] = []
    facts["credit_notes"] = []
    facts["creditor"].pop("siret", None)
    canaries: dict[str, Any] = with_canaries(facts)
    return canaries


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the service left behind, by place, once it was asked everything and stopped."""
    folder = tmp_path_factory.mktemp("service")
    (folder / "temporary").mkdir()
    variables = {"PORT": "0", "ACQUIT_DATA": str(folder / "data"), "TMPDIR": str(folder / "temporary")}
    service = subprocess.Popen(
        [sys.executable, "-m", "chalicelib.local"],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert service.stderr is not None
        address = service.stderr.readline().split()[3]
        issued = [ask(f"{address}api{path}", body) for path, body in good_letters()]
        refused = [ask(f"{address}api{path}", body, kind) for path, body, kind in refusals()]
        service.terminate()
        stdout, stderr = service.communicate(timeout=20)
    finally:
        service.kill()
    assert set(issued) == {200}
    assert set(refused) == {400, 413, 415, 422}
    assert stderr.count("POST /api/") == len(issued) + len(refused)
    files = {
        str(path): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }
    return {"stdout": stdout, "stderr": stderr, **files}


def good_letters() -> Iterator[tuple[str, bytes]]:
    """What is answered: path and body."""
    for name in ("formal_notice.b2b", "formal_notice.b2c", "last_notice.public"):
        body = json.dumps(letter(name)).encode()
        for path in LETTERS:
            yield path, body
        yield f"/letters?{CANARY}={CANARY}", body
    yield "/statements", json.dumps(CLAIM).encode()


def refusals() -> Iterator[tuple[str, bytes, str]]:
    """What is refused, in every way: path, body, content type."""
    json_type, form = "application/json", "application/x-www-form-urlencoded"
    for name in ("formal_notice.b2b", "last_notice.b2b"):
        good = letter(name)
        body = json.dumps(good).encode()
        for path in LETTERS:
            yield path, json.dumps({**good, CANARY: CANARY}).encode(), json_type
            yield path, json.dumps({**good, "regime": CANARY}).encode(), json_type
            yield (
                path,
                json.dumps({**good, "creditor": {**good["creditor"], "siren": CANARY}}).encode(),
                json_type,
            )
            yield path, json.dumps({**good, "invoices": good["invoices"][:1] * 2}).encode(), json_type
            yield path, json.dumps({**good, "computation_date": "2027-03-01"}).encode(), json_type
            yield path, body[:-1], json_type
            yield path, body + b"\xff", json_type
            yield path, body, "text/plain"
        yield "/letters", json.dumps({**good, "place": f"{CANARY} \u4e2d\u6587"}).encode(), json_type
        yield "/letters/preview", urlencode({"letter": body[:-1]}).encode(), form
    yield "/statements", json.dumps({**CLAIM, "computation_date": "2027-03-01"}).encode(), json_type
    yield "/statements", b'"' + CANARY.encode() * 1_000_000 + b'"', json_type
    yield "/deadlines", json.dumps({"kind": CANARY}).encode(), json_type


def ask(url: str, body: bytes, content_type: str = "application/json") -> int:
    request = urllib.request.Request(url, body, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            status: int = answer.status
            answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            status = refused.code
    return status


def test_a_letter_full_of_canaries_says_them() -> None:
    text = json.dumps(letter("formal_notice.b2b"))
    assert text.count(CANARY) > 20
    assert text.count(AMOUNT) == 3
    assert IBAN in text
    assert SIREN in text


@pytest.mark.parametrize("trace", TRACES)
def test_no_file_table_or_log_line_keeps_a_trace(traces: dict[str, str], trace: str) -> None:
    assert any("data" in place for place in traces)
    assert [place for place, text in traces.items() if trace in text.lower() or trace in text] == []
