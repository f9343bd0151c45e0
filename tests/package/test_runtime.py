"""The package serves where nothing else is: Lambda's protocol, Lambda's client, a machine without a system."""

import base64
import io
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from tests.package.bridge import INSIDE, bridge
from tests.package.conftest import ROOT
from tests.package.sandbox import Function, Machine, api_event

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("bwrap"), reason="the bare machine is made with bubblewrap"),
]

EXAMPLES = ROOT / "chalicelib" / "web" / "examples"
STATEMENT = (EXAMPLES / "statement.json").read_bytes()
DEADLINES = json.dumps(json.loads((EXAMPLES / "deadlines.json").read_bytes())["term"]["value"]).encode()
LETTER = (EXAMPLES / "letter.json").read_bytes()
TODAY = "2026-11-21"
OUTSIDE = ("192.0.2.1", 80)

LOCALLY = """
import json, sys
from pathlib import Path
from chalicelib.documents import pdf
pdf.NATIVE = (Path(sys.argv[1]),)
from app import app
print(app(json.load(sys.stdin), None)["body"])
"""


@pytest.fixture(scope="module")
def function(machine: Machine) -> Iterator[Function]:
    with machine.function(ACQUIT_TODAY=TODAY) as function:
        assert "init" in function.started, function.started
        yield function


BARE = {"writes": ["/tmp"], "pango": False, "interfaces": ["lo"], "user": 993}


def test_the_machine_gives_a_function_what_lambda_gives_and_no_way_out(machine: Machine) -> None:
    with machine.function("probe.handler") as function:
        assert function.invoke({"addresses": [OUTSIDE, INSIDE]})["answer"] == BARE | {"reached": []}


def test_a_stand_in_is_all_that_is_reached_where_there_is_one(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = server.getsockname()
        with bridge(f"http://127.0.0.1:{there[1]}") as aws, machine.function("probe.handler", aws=aws) as function:
            answer = function.invoke({"addresses": [OUTSIDE, there, INSIDE]})["answer"]
    assert answer == BARE | {"reached": [list(INSIDE)]}


def test_a_statement_comes_back(function: Function) -> None:
    status, headers, body = function.call("POST", "/statements", STATEMENT)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body)["lines"]


def test_a_letter_is_the_one_this_machine_prints_with_the_same_libraries(function: Function, builds: Path) -> None:
    status, headers, body = function.call("POST", "/letters", LETTER)
    assert (status, headers["content-type"]) == (200, "application/pdf")
    printed = subprocess.run(
        [sys.executable, "-c", LOCALLY, builds / "native"], cwd=ROOT, text=True, capture_output=True, check=True,
        input=json.dumps(api_event("POST", "/letters", LETTER, {})),
        env={"AWS_LAMBDA_FUNCTION_NAME": "here", "ACQUIT_TODAY": TODAY},
    )  # fmt: skip
    assert body == base64.b64decode(printed.stdout)


def test_a_letter_embeds_our_faces_and_reads_as_written(function: Function) -> None:
    _, _, body = function.call("POST", "/letters", LETTER)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        fonts = [thing for thing in pdf.objects if getattr(thing, "Type", None) == "/FontDescriptor"]
        assert {str(font.FontName).partition("+")[2] for font in fonts} == {"Noto-Sans", "Noto-Sans-Bold"}
        assert all("/FontFile2" in font for font in fonts)
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Mise en demeure" in text
    assert "€" in text
    assert "é" in text


def test_a_pdf_from_outside_is_opened_by_a_child_of_the_function(function: Function) -> None:
    _, _, letter = function.call("POST", "/letters", LETTER)
    status, _, body = function.call("POST", "/invoices/read", letter, **{"content-type": "application/pdf"})
    assert (status, json.loads(body)["container"]) == (200, "pdf")


def test_without_its_native_folder_it_prints_nothing_and_still_computes(machine: Machine) -> None:
    with machine.function(hidden=("native",), ACQUIT_TODAY=TODAY) as function:
        assert function.call("POST", "/letters", LETTER)[0] == 500
        assert function.call("POST", "/statements", STATEMENT)[0] == 200


def test_an_unknown_handler_is_reported_as_such(machine: Machine) -> None:
    with machine.function("app.nothing") as function:
        assert function.started["error"]["errorType"] == "Runtime.HandlerNotFound"


def test_a_function_holds_little_memory(machine: Machine) -> None:
    with machine.function(memory=512, ACQUIT_TODAY=TODAY) as function:
        for _ in range(3):
            assert function.call("POST", "/letters", LETTER)[0] == 200
        assert function.peak() < 160


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/law", b""), ("POST", "/statements", STATEMENT), ("POST", "/deadlines", DEADLINES)],
)
def test_what_makes_no_document_loads_no_printer_and_no_cloud(
    machine: Machine, method: str, path: str, body: bytes
) -> None:
    with machine.function("probe.load", ACQUIT_TODAY=TODAY) as function:
        assert function.invoke(api_event(method, path, body, {}))["answer"] == {"status": 200, "loaded": []}
