"""Who a subscriber is, and whom it follows: what its letters take from its account and from its clients."""

from enum import StrEnum
from typing import Self

from pydantic import StrictBool, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.facts import (
    Creditor,
    Debtor,
    Facts,
    Logo,
    Mediator,
    PaymentMeans,
    PublicPurchase,
    Signatory,
)
from chalicelib.cases.fields import Email, ShortLine
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.law.regimes import Regime


class Person(StrEnum):
    """What the debtor is to the law on personal data: only a legal person may have a payment record (E07)."""

    LEGAL = "legal_person"
    SOLE_TRADER = "sole_trader"
    NATURAL = "natural_person"


class FollowedDebtor(Facts):
    """A client of the subscriber. `opted_out`: no message of the sequence leaves to it."""

    regime: Regime
    person: Person
    debtor: Debtor = Debtor()
    public: PublicPurchase = PublicPurchase()
    email: Email | None = None
    scenario: ScenarioChanges = ScenarioChanges()
    opted_out: StrictBool = False

    @model_validator(mode="after")
    def _person_goes_with_regime(self) -> Self:
        """A consumer is a natural person; a public body is a legal one."""
        natural, public = self.regime is Regime.CONSUMER, self.regime is Regime.PUBLIC
        if natural != (self.person is Person.NATURAL) or (public and self.person is not Person.LEGAL):
            raise PydanticCustomError("PERSON_MISMATCH", "PERSON_MISMATCH")
        return self


class Profile(Facts):
    """The creditor as its letters show it; each part may still be missing."""

    creditor: Creditor = Creditor()
    mediator: Mediator = Mediator()
    payment: PaymentMeans = PaymentMeans()
    signatory: Signatory = Signatory()
    place: ShortLine | None = None
    logo: Logo | None = None


class AccountScenarios(Facts):
    """The subscriber's changes to our scenarios, one regime at a time."""

    b2b: ScenarioChanges = ScenarioChanges()
    b2c: ScenarioChanges = ScenarioChanges()
    non_professional: ScenarioChanges = ScenarioChanges()
    public: ScenarioChanges = ScenarioChanges()

    def of(self, regime: Regime) -> ScenarioChanges:
        changes: ScenarioChanges = getattr(self, regime.value)
        return changes
