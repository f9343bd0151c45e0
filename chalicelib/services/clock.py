"""The parts the clock works with: the stores of every account, the mails, the law. The time comes with each call."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.law.register import Register
from chalicelib.services import ports
from chalicelib.services.letters import PrintPdf
from chalicelib.services.space import Space


@dataclass(frozen=True)
class Clock:
    """What a step is done with; `site` is the address its mails lead to."""

    accounts: ports.Accounts
    cases: ports.Cases
    debtors: ports.Debtors
    files: ports.Files
    mailer: ports.Mailer
    links: ports.Links
    limits: ports.Limits
    tellings: ports.Tellings
    runs: ports.Runs
    register: Register
    site: str
    print_pdf: PrintPdf

    def space(self, account: str, now: datetime) -> Space:
        """The space of this account at this instant; raises Gone."""
        return Space(self.accounts.get(account), self.cases, self.debtors, self.register, now)
