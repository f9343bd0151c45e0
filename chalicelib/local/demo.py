"""`make demo`: an account with a believable year of invoices, told day by day as it was lived.

Each fact is recorded on its own past day, by the same services as the site's. Told again the same day, it changes
nothing. Beside a running `make run` it is told there; without one, in the same data, for the next.
"""

import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from chalicelib import wiring
from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.case_letter import Choices
from chalicelib.cases.facts import InvoiceFacts, Origin
from chalicelib.cases.opening import Opening, Owing
from chalicelib.core.days import next_working_day
from chalicelib.documents.case_json import CaseSeen
from chalicelib.law.regimes import Regime
from chalicelib.local import beside
from chalicelib.local.demo_year import DEBTORS, EMAIL, PROFILE, TALES, Sent, Tale
from chalicelib.services import case_letters, cases
from chalicelib.services.accounts import SIGN_IN_LASTS, change_profile
from chalicelib.services.space import Space

HOUR = time(10, 30)


def tell() -> str:
    """Tells the year up to now; the address that signs in to it."""
    now = wiring.now()
    account = wiring.accounts().of_email(EMAIL, now.date() - timedelta(days=340))
    change_profile(account.id, account.version, PROFILE, wiring.accounts())
    space = wiring.space(account.id)
    for rank, tale in enumerate(TALES):
        _tell(replace(space), f"demo-{rank:04}", tale)
    proof = wiring.sign_ins().create(EMAIL, now + SIGN_IN_LASTS)
    return f"{wiring.site()}/connexion/lien/#{proof.link}"


def _tell(space: Space, id: str, tale: Tale) -> None:
    today = space.today
    opened_on = today - timedelta(days=max(age for _, _, age, _ in tale.invoices) - 3)
    seen, _ = cases.open_case(_on(space, opened_on), _opening(id, tale, today))
    for rank, (ago, fact) in enumerate(tale.then, start=1):
        day = min(next_working_day(today - timedelta(days=ago)), today)
        then = _on(space, day)
        if isinstance(fact, Sent):
            _send(then, seen, f"{id}-{rank:02}", fact)
        else:
            event = fact(day) if callable(fact) else fact
            cases.record_fact(
                then, seen.position.case.id, seen.position.case.version, f"{id}-{rank:02}", event
            )
        seen = cases.case_of(then, seen.position.case.id)


def _send(space: Space, seen: CaseSeen, id: str, sent: Sent) -> None:
    case = seen.position.case
    number, drawn = case_letters.issue(
        space,
        case.id,
        case.version,
        id,
        sent.document,
        Choices(channel=sent.channel),
        wiring.files(),
        wiring.print_pdf(),
    )
    event = e.LetterSent(letter=number, date=space.today, channel=sent.channel, registered_number=sent.number)
    cases.record_fact(space, case.id, drawn.position.case.version, f"{id}-sent", event)


def _opening(id: str, tale: Tale, today: date) -> Opening:
    facts = DEBTORS[tale.debtor]
    public = facts.regime is Regime.PUBLIC
    return Opening(
        id=id,
        debtor=Owing(facts=facts),
        terms=e.Terms(
            imputation=tale.imputation,
            origin=Origin(description=tale.origin),
            public=facts.public.model_copy(update={"contract_number": "2026-COM-07" if public else None}),
        ),
        invoices=tuple(
            InvoiceFacts(
                ref=ref,
                amount_ttc=Decimal(amount),
                issue_date=today - timedelta(days=age),
                due_date=today - timedelta(days=age - days),
                performance_date=today - timedelta(days=age) if public else None,
                chorus_number="CPP-2026-118824" if public else None,
                chorus_notification_date=today - timedelta(days=age) if public else None,
            )
            for ref, amount, age, days in tale.invoices
        ),
        sending=tale.sending,
    )


def _on(space: Space, day: date) -> Space:
    """The space as it was on that day, at an hour of work."""
    return replace(space, now=datetime.combine(day, HOUR, PARIS))


def main() -> int:
    """Tells it here, or asks the service that holds the data to."""
    link, by_the_service = beside.ask(beside.DEMO, "", lambda _: tell())
    if link is None:
        return 1
    first = "Open" if by_the_service else "Start `make run`, then open"
    print(f"The year is told. {first} within a quarter of an hour:\n{link}")
    tomorrow = next_working_day(wiring.today() + timedelta(days=1))
    print(f"Then let the clock live the days to come: make tick DATE={tomorrow}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
