"""A case as a page shows it: the clock's weekly looks at BODACC do not drown its story."""

from chalicelib.cases import events as e
from chalicelib.cases.history import Author
from chalicelib.documents.case_json import case_view
from chalicelib.services.cases import case_of, open_case, record_fact
from chalicelib.services.space import Space
from tests.services.a_space import a_payment, a_space, an_opening, later

CASE = "case-0001"


def looked(space: Space, by: Author) -> None:
    count = len(space.cases.history(space.id, CASE))
    record_fact(space, CASE, count, f"look-{count:04}", e.InsolvencyChecked(date=space.today), by)


def story(space: Space) -> list[tuple[str, str]]:
    entries = case_view(case_of(space, CASE), space.register)["timeline"]
    return [(each["kind"], each["day"]) for each in entries if each["at"]]


def test_of_the_looks_of_the_clock_in_a_row_the_last_is_shown() -> None:
    space = a_space()
    open_case(space, an_opening(CASE))
    for week in range(1, 4):
        looked(later(space, 7 * week), Author.CLOCK)
    record_fact(later(space, 22), CASE, 4, "paid-0001", a_payment("10.00", on="2026-12-12"))
    looked(later(space, 28), Author.CLOCK)
    assert story(later(space, 28)) == [
        ("opened", "2026-11-20"),
        ("insolvency_checked", "2026-12-11"),
        ("payment_received", "2026-12-12"),
        ("insolvency_checked", "2026-12-18"),
    ]


def test_what_a_person_looked_up_is_always_shown() -> None:
    space = a_space()
    open_case(space, an_opening(CASE))
    for week, by in enumerate((Author.CLOCK, Author.CREDITOR, Author.CREDITOR, Author.CLOCK), 1):
        looked(later(space, 7 * week), by)
    assert [kind for kind, _ in story(later(space, 28))].count("insolvency_checked") == 4
