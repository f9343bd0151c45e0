"""`make rates-watch` before a stand-in of the ECB: what is proposed, what is refused, and what is left alone.

The stand-in answers what the ECB published of the years since 2023, after a change on the first day of each semester
of the years before, as the register holds them.
"""

import contextlib
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from chalicelib.law.register import PARAMETERS, NotYetPublished, load, read
from chalicelib.local.ecb import MOST_BYTES
from chalicelib.local.rates_watch import watch

SAMPLE = (Path(__file__).parent / "ecb_mrr_dataonly.csv").read_text(encoding="utf-8")
HEADER, *PUBLISHED = SAMPLE.splitlines()
ROW = PUBLISHED[0].rpartition(",")[0].rpartition(",")[0]
BEFORE = [
    f"{ROW},{version.start},{version.value}"
    for version in load().parameter("taux-bce").versions
    if version.start < date(2024, 1, 1)
]
SERIES = "\n".join([HEADER, *BEFORE, *PUBLISHED, ""])
ECB_RATE, PEOPLE, OTHERS = "taux-bce", "taux-legal-particuliers", "taux-legal-autres-cas"
ORDER = "Arrêté du 15 décembre 2026, JORF du 26 décembre 2026"
LEGAL = {"SEMESTER": "2027-01-01", "JO": "6,67 2,62", "BDF": "6.67 2.62", "ARRETE": ORDER}


@dataclass
class Bank:
    """Answers `body` with `status`, or nothing before `over`; remembers what it was asked."""

    body: bytes = SERIES.encode()
    status: int = 200
    silent: bool = False
    address: str = ""
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, series: str) -> None:
        self.body = series.encode()


@pytest.fixture
def bank() -> Iterator[Bank]:
    bank = Bank()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bank.asked.append(self.path)
            if bank.silent:
                bank.over.wait()
                return
            with contextlib.suppress(ConnectionError):
                self.send_response(bank.status)
                self.send_header("Content-Length", str(len(bank.body)))
                self.end_headers()
                self.wfile.write(bank.body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bank.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield bank
    bank.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Desk:
    """A register to complete, and where proposals are kept."""

    bank: Bank
    folder: Path
    kept: Path

    def watches(self, on: str, **typed: str) -> int:
        now = datetime.fromisoformat(f"{on}T10:15:00").replace(tzinfo=ZoneInfo("Europe/Paris"))
        return watch({"ECB": self.bank.address, **typed}, self.folder, self.kept, now, timeout=0.2)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.kept.rglob("*") if path.is_file())

    def proposed(self, name: str = "ecb.diff") -> str:
        (file,) = self.kept.rglob(name)
        return file.read_text(encoding="utf-8")

    def merges(self, name: str) -> None:
        """What a person would do, but for the signature."""
        key = ""
        for line in self.proposed(name).splitlines():
            if line.startswith("+++ "):
                key = Path(line.removeprefix("+++ b/")).name
            elif line.startswith("+"):
                with (self.folder / key).open("a", encoding="utf-8") as file:
                    file.write(line[1:] + "\n")

    def holds(self, key: str, on: str) -> Decimal:
        return read(self.folder).parameter(key).at(date.fromisoformat(on)).value


@pytest.fixture
def desk(bank: Bank, tmp_path: Path) -> Desk:
    """Complete up to the end of 2026."""
    folder = tmp_path / "parameters"
    folder.mkdir()
    for key in (ECB_RATE, PEOPLE, OTHERS):
        name = f"{key.replace('-', '_')}.toml"
        head, *versions = (PARAMETERS / name).read_text(encoding="utf-8").split(f"\n[[{key}.version]]\n")
        held = [each for each in versions if each < "du = 2027"]
        (folder / name).write_text(f"\n[[{key}.version]]\n".join([head, *held]), encoding="utf-8")
    return Desk(bank, folder, tmp_path / "rates")


# --- nothing to do ----------------------------------------------------------------------------------------------------


def test_nothing_is_missing_and_nothing_is_kept(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.watches("2026-11-21") == 0
    assert capsys.readouterr().out == "ECB: 2.65 % since 2026-09-16.\nNothing is missing.\n"
    assert desk.files() == []


def test_the_series_is_asked_once_from_the_day_it_began_again(desk: Desk) -> None:
    desk.watches("2026-11-21")
    (asked,) = map(urlsplit, desk.bank.asked)
    assert asked.path == "/FM/B.U2.EUR.4F.KR.MRR_FR.LEV"
    assert parse_qs(asked.query) == {
        "format": ["csvdata"],
        "detail": ["dataonly"],
        "startPeriod": ["2008-10-15"],
    }


def test_the_other_columns_may_come_too(desk: Desk) -> None:
    wide = [f"{line},{n}" for n, line in enumerate(SERIES.splitlines())]
    desk.bank.says("\r\n".join(wide))
    assert desk.watches("2026-11-21") == 0


def test_only_columns_that_are_read_need_be_there_in_any_order(desk: Desk) -> None:
    rows = [line.split(",") for line in SERIES.splitlines()]
    desk.bank.says("\n".join(f"{row[9]},{row[0]},{row[8]}" for row in rows))
    assert desk.watches("2026-11-21") == 0


# --- a semester begins ------------------------------------------------------------------------------------------------


def test_a_new_rate_is_proposed_with_what_it_was_read_from(desk: Desk) -> None:
    assert desk.watches("2027-01-01") == 1
    told = json.loads(next(desk.kept.rglob("ecb.json")).read_text())
    assert next(desk.kept.rglob("ecb.csv")).read_bytes() == desk.bank.body
    assert told["sha256"] == hashlib.sha256(desk.bank.body).hexdigest()
    assert told["url"] == desk.bank.address + desk.bank.asked[0]
    assert told["at"] == "2027-01-01T10:15:00+01:00"
    diff = desk.proposed()
    assert "+++ b/chalicelib/law/parameters/taux_bce.toml" in diff
    assert [line for line in diff.splitlines() if line.startswith("-") and line[:3] != "---"] == []
    desk.merges("ecb.diff")
    version = read(desk.folder).parameter(ECB_RATE).versions[-1]
    assert (version.start, version.end) == (date(2027, 1, 1), date(2027, 6, 30))
    assert version.value == Decimal("2.65")
    assert "depuis le 16 septembre 2026, lu le 1er janvier 2027" in version.source
    assert version.reviewed_by == ""


def test_the_rate_is_that_of_the_first_day_whatever_moved_since(desk: Desk) -> None:
    desk.bank.says(f"{SERIES}{ROW},2027-01-01,2.9\n{ROW},2027-02-10,3.15\n")
    desk.watches("2027-03-01")
    desk.merges("ecb.diff")
    assert desk.holds(ECB_RATE, "2027-06-30") == Decimal("2.90")


def test_semesters_that_were_forgotten_are_proposed_together(desk: Desk) -> None:
    desk.bank.says(f"{SERIES}{ROW},2027-04-21,2.40\n")
    desk.watches("2027-07-01")
    desk.merges("ecb.diff")
    assert desk.holds(ECB_RATE, "2027-01-01") == Decimal("2.65")
    assert desk.holds(ECB_RATE, "2027-07-01") == Decimal("2.40")


def test_a_semester_that_has_not_begun_is_never_proposed(desk: Desk) -> None:
    desk.bank.says(f"{SERIES}{ROW},2026-12-16,2.90\n{ROW},2027-01-01,3.15\n")
    desk.watches("2026-12-31")
    assert desk.files() == []
    with pytest.raises(NotYetPublished):
        desk.holds(ECB_RATE, "2027-01-01")


# --- alarms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-11-30", None),
        ("2026-12-01", "2027-S1 will be needed on 2027-01-01."),
        ("2026-12-31", "2027-S1 will be needed on 2027-01-01."),
        ("2027-01-01", "2027-S1 has been missing since 2027-01-01."),
        ("2027-05-31", "2027-S1 has been missing since 2027-01-01."),
        ("2027-06-01", "2027-S2 will be needed on 2027-07-01."),
    ],
)
def test_the_alarm_is_given_from_the_first_of_december_and_of_june(
    desk: Desk, capsys: pytest.CaptureFixture[str], on: str, said: str | None
) -> None:
    status = desk.watches(on)
    out = capsys.readouterr().out
    assert status == (1 if said else 0)
    for key in (ECB_RATE, PEOPLE, OTHERS):
        assert (f"ALARM  {key}: {said}" in out) == bool(said)
    assert ("legifrance" in out and "banque-france" in out and "One person" in out) == bool(said)


# --- what is not believed ---------------------------------------------------------------------------------------------

LAST = PUBLISHED[-1]
ODD = {
    "a past value changed": SERIES.replace("2025-06-11,2.15", "2025-06-11,2.20"),
    "a past day is missing": SERIES.replace(f"{ROW},2025-06-11,2.15\n", ""),
    "the years before are missing": SAMPLE,
    "a column is missing": "\n".join(line.rpartition(",")[0] for line in SERIES.splitlines()),
    "a column has another name": SERIES.replace("OBS_VALUE", "VALUE"),
    "a row is short": f"{SERIES}{ROW}\n",
    "a row is long": f"{SERIES}{ROW},2026-11-04,2.65,2.65\n",
    "another series": SERIES.replace(LAST, LAST.replace("MRR_FR.LEV", "MLFR.LEV")),
    "no ISO day": SERIES.replace("2026-09-16", "16/09/2026"),
    "a day without dashes": SERIES.replace("2026-09-16", "20260916"),
    "no such day": SERIES.replace("2026-09-16", "2026-09-31"),
    "a day twice": f"{SERIES}{LAST}\n",
    "days out of order": "\n".join([HEADER, *BEFORE, *reversed(PUBLISHED), ""]),
    "a rate below zero": f"{SERIES}{ROW},2026-11-04,-0.25\n",
    "a rate above twenty": f"{SERIES}{ROW},2026-11-04,20.01\n",
    "a rate of three decimals": f"{SERIES}{ROW},2026-11-04,2.655\n",
    "no rate": f"{SERIES}{ROW},2026-11-04,\n",
    "not a number": f"{SERIES}{ROW},2026-11-04,NaN\n",
    "no row": HEADER,
    "nothing": "",
    "a page": "<!doctype html><title>Maintenance</title>",
    "quotes that never end": f'{SERIES}"{ROW}',
    "far too much": SERIES + "x" * MOST_BYTES,
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_is_refused_and_kept_to_look_at(
    desk: Desk, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    desk.bank.says(ODD[what])
    assert desk.watches("2027-01-01") == 2
    assert capsys.readouterr().err.startswith("Refused: ")
    assert desk.files() == ["ecb.csv", "ecb.json"]


def test_bytes_that_are_no_text_are_refused(desk: Desk) -> None:
    desk.bank.body = b"KEY,\xff\xfe\x00"
    assert desk.watches("2026-11-21") == 2


def test_a_series_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.bank.status = 404
    assert desk.watches("2027-01-01") == 2
    assert desk.files() == []


# --- nobody answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_bank_that_is_busy_changes_nothing(desk: Desk, status: int) -> None:
    desk.bank.status = status
    assert desk.watches("2027-01-01") == 3
    assert desk.files() == []


def test_a_bank_that_says_nothing_is_not_waited_for(desk: Desk) -> None:
    desk.bank.silent = True
    assert desk.watches("2027-01-01") == 3
    assert desk.files() == []


def test_a_bank_that_cannot_be_reached_changes_nothing_and_alarms_are_given_all_the_same(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.bank.address = "http://127.0.0.1:9"
    assert desk.watches("2026-12-01") == 3
    said = capsys.readouterr()
    assert "ALARM  taux-bce" in said.out
    assert "did not answer" in said.err
    assert desk.files() == []


# --- the legal rate ---------------------------------------------------------------------------------------------------


def test_a_legal_rate_that_both_sources_give_is_proposed_for_both_kinds_of_creditors(desk: Desk) -> None:
    assert desk.watches("2026-12-28", **LEGAL) == 1
    assert desk.files() == ["legal.diff"]
    desk.merges("legal.diff")
    assert desk.holds(PEOPLE, "2027-01-01") == Decimal("6.67")
    assert desk.holds(OTHERS, "2027-06-30") == Decimal("2.62")
    version = read(desk.folder).parameter(OTHERS).versions[-1]
    assert version.source.startswith(ORDER)
    assert version.reviewed_by == ""


@pytest.mark.parametrize(
    "typed",
    [
        LEGAL | {"BDF": "6,67 2,61"},
        LEGAL | {"BDF": ""},
        LEGAL | {"ARRETE": ""},
        LEGAL | {"SEMESTER": "2026-07-01"},
        LEGAL | {"SEMESTER": "2027-07-01"},
        LEGAL | {"JO": "6,67", "BDF": "6,67"},
        LEGAL | {"JO": "6,67 2,6", "BDF": "6,67 2,6"},
        LEGAL | {"JO": "66,7 2,62", "BDF": "66,7 2,62"},
        LEGAL | {"JO": "26,67 2,62", "BDF": "26,67 2,62"},
    ],
)
def test_a_legal_rate_that_is_not_sure_is_refused(desk: Desk, typed: dict[str, str]) -> None:
    assert desk.watches("2026-12-28", **typed) == 2
    assert desk.files() == []


def test_a_source_is_quoted_whatever_it_holds(desk: Desk) -> None:
    desk.watches("2026-12-28", **LEGAL | {"ARRETE": 'Arrêté « "spécial" » \\ du\n15'})
    desk.merges("legal.diff")
    assert (
        read(desk.folder).parameter(PEOPLE).versions[-1].source.startswith('Arrêté « "spécial" » \\ du\n15')
    )


def test_the_register_itself_is_never_written(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.folder, tmp_path / "before")
    desk.watches("2027-01-01", **LEGAL)
    assert desk.files() == ["ecb.csv", "ecb.diff", "ecb.json", "legal.diff"]
    assert read(desk.folder).digest == read(tmp_path / "before").digest
