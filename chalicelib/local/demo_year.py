"""The year that `make demo` tells: a graphic designer, her clients, their invoices and what became of each.

Days are counted back from the day it is told, so that the list always has something to do. Everyone is invented.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.cases import events as e
from chalicelib.cases.facts import (
    Address,
    Channel,
    Creditor,
    Debtor,
    Mediator,
    PaymentMeans,
    PenaltyClause,
    PublicPurchase,
    Signatory,
)
from chalicelib.cases.parties import FollowedDebtor, Person, Profile
from chalicelib.cases.plan import PaymentPlan, proposed
from chalicelib.law.imputation import Imputation
from chalicelib.law.notice import CreditorKind, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.terms import PublicBuyer

EMAIL = "demo@acquit.example"

PROFILE = Profile(
    creditor=Creditor(
        kind=CreditorKind.SOLE_TRADER,
        name="Claire Vasseur",
        siren="998412316",
        registered_in_rne=True,
        address=Address(street="14 rue des Carmes", postcode="44000", city="Nantes"),
        email="claire.vasseur@example.fr",
        phone="02 61 91 14 20",
    ),
    mediator=Mediator(name="Médiation des métiers", address="3 rue du Bel-Air, 44000 Nantes"),
    payment=PaymentMeans(iban="FR7618999004120002041578615", bic="EXEMFRPP", holder="Claire Vasseur EI"),
    signatory=Signatory(name="Claire Vasseur", capacity="Graphiste"),
    place="Nantes",
)


@dataclass(frozen=True)
class Sent:
    """A letter drawn, then sent the same day."""

    document: Document
    channel: Channel = Channel.EMAIL
    number: str | None = None


Fact = e.Event | Sent | Callable[[date], e.Event]


@dataclass(frozen=True)
class Tale:
    """One case: its invoices as (number, amount, age in days, days to pay), then what happened, so many days ago."""

    debtor: str
    invoices: tuple[tuple[str, str, int, int], ...]
    then: tuple[tuple[int, Fact], ...] = ()
    sending: e.Sending = e.Sending.TELL_ME
    origin: str = "Création graphique et suivi d’impression"
    imputation: Imputation = Imputation.INTEREST_FIRST


def company(name: str, siren: str, street: str, postcode: str, city: str) -> FollowedDebtor:
    return FollowedDebtor(
        regime=Regime.BUSINESS,
        person=Person.LEGAL,
        debtor=Debtor(name=name, siren=siren, address=Address(street=street, postcode=postcode, city=city)),
        email="comptabilite@example.fr",
    )


def person(name: str, street: str, postcode: str, city: str) -> FollowedDebtor:
    return FollowedDebtor(
        regime=Regime.CONSUMER,
        person=Person.NATURAL,
        debtor=Debtor(name=name, address=Address(street=street, postcode=postcode, city=city)),
        email="client@example.fr",
    )


DEBTORS = {
    "halles": company("Librairie des Halles SARL", "993771617", "8 place des Halles", "49100", "Angers"),
    "port": company("Brasserie du Port SAS", "991200452", "2 quai de la Fosse", "44000", "Nantes"),
    "meridien": company("Studio Méridien SARL", "995007127", "31 rue du Cherche-Midi", "75006", "Paris"),
    "horizon": company("Horizon Conseil SAS", "996118030", "17 boulevard Carnot", "69006", "Lyon"),
    "lenoir": company("Transports Lenoir SARL", "997229141", "Zone artisanale des Prés", "35000", "Rennes"),
    "belleville": company("Agence Belleville SARL", "998330252", "96 rue de Belleville", "75020", "Paris"),
    "alpages": company("Coopérative des Alpages", "999441363", "Route du Col", "73000", "Chambéry"),
    "perrin": company(
        "Garage Perrin", "990552473", "4 route de Vannes", "44800", "Saint-Herblain"
    ).model_copy(update={"person": Person.SOLE_TRADER}),
    "moreau": person("Julien Moreau", "22 rue des Lilas", "44300", "Nantes"),
    "garnier": person("Sophie Garnier", "5 impasse du Moulin", "44400", "Rezé"),
    "mairie": FollowedDebtor(
        regime=Regime.PUBLIC,
        person=Person.LEGAL,
        debtor=Debtor(
            name="Commune de Saint-Aubin-des-Grèves",
            service="Service des finances",
            address=Address(street="1 place de la Mairie", postcode="44250", city="Saint-Aubin-des-Grèves"),
        ),
        public=PublicPurchase(
            buyer=PublicBuyer.LOCAL_AUTHORITY,
            authority="Madame le Maire",
            accountant="Service de gestion comptable de Pornic",
        ),
    ),
}


def paid(amount: str, means: str = "virement") -> Callable[[date], e.Event]:
    return lambda day: e.PaymentReceived(date=day, amount=Decimal(amount), means=means)


GOODWILL = e.AccessoriesWaived(
    penalties=True, indemnity=True, reason="Geste commercial : bon client, retard isolé."
)


def closed(day: date) -> e.Event:
    return e.Closed(reason=e.ClosingReason.PAID)


def settled(debtor: str, ref: str, amount: str, age: int, late: int) -> Tale:
    """An invoice of the year, paid so many days after (or before) its due date, then closed."""
    paid_ago = age - 30 - late
    then: list[tuple[int, Fact]] = [(paid_ago, paid(amount))]
    if late > 0 and DEBTORS[debtor].regime is Regime.BUSINESS:
        then.append((paid_ago, GOODWILL))
    return Tale(
        debtor, ((ref, amount, age, 30),), (*then, (paid_ago, closed)), imputation=Imputation.PRINCIPAL_FIRST
    )


TALES = (
    settled("halles", "2026-001", "1440.00", 338, -2),
    settled("port", "2026-002", "2160.00", 321, 24),
    settled("horizon", "2026-004", "3600.00", 305, 3),
    settled("garnier", "2026-005", "480.00", 298, 6),
    settled("halles", "2026-007", "1080.00", 262, -4),
    settled("belleville", "2026-009", "2880.00", 240, 41),
    settled("port", "2026-011", "1920.00", 224, 33),
    settled("halles", "2026-014", "1680.00", 190, -1),
    settled("horizon", "2026-016", "4200.00", 171, 5),
    settled("perrin", "2026-018", "660.00", 150, 12),
    settled("alpages", "2026-019", "2400.00", 141, 9),
    # Reminded twice, put on notice; a payment in between.
    Tale(
        "port",
        (("2026-021", "3240.00", 105, 30), ("2026-024", "1140.00", 96, 30)),
        (
            (69, Sent(Document.FIRST_REMINDER)),
            (58, Sent(Document.SECOND_REMINDER)),
            (50, paid("1000.00")),
            (41, lambda day: e.InsolvencyChecked(date=day)),
            (41, Sent(Document.FORMAL_NOTICE, Channel.REGISTERED, "1A 204 118 7736 2")),
            (38, lambda day: e.LetterPresented(letter=3, date=day)),
        ),
    ),
    # A first promise was broken; another one runs.
    Tale(
        "meridien",
        (("2026-027", "2760.00", 72, 30),),
        (
            (34, Sent(Document.FIRST_REMINDER)),
            (
                30,
                lambda day: e.PaymentPromised(
                    until=day + timedelta(days=8), note="Au téléphone, avec Mme Rey."
                ),
            ),
            (18, Sent(Document.SECOND_REMINDER)),
            (3, lambda day: e.PaymentPromised(until=day + timedelta(days=9), amount=Decimal("2760.00"))),
        ),
    ),
    Tale(
        "horizon",
        (("2026-026", "5400.00", 76, 30),),
        (
            (39, Sent(Document.FIRST_REMINDER)),
            (
                33,
                e.DisputeRaised(reason="Le client dit n’avoir pas reçu la dernière planche de la brochure."),
            ),
        ),
    ),
    Tale("perrin", (("2026-031", "780.00", 40, 30),), sending=e.Sending.SEND_REMINDERS),
    Tale("halles", (("2026-033", "1320.00", 27, 30),), sending=e.Sending.SEND_REMINDERS),
    Tale(
        "lenoir",
        (("2026-025", "1860.00", 84, 30),),
        (
            (48, Sent(Document.FIRST_REMINDER)),
            (
                21,
                lambda day: e.InsolvencyRecorded(
                    procedure=e.Procedure.RECEIVERSHIP,
                    judgment_date=day - timedelta(days=12),
                    published_on=day - timedelta(days=4),
                ),
            ),
        ),
    ),
    Tale(
        "belleville",
        (("2026-022", "2040.00", 102, 30),),
        ((66, Sent(Document.FIRST_REMINDER)), (40, paid("2040.00"))),
        imputation=Imputation.PRINCIPAL_FIRST,
    ),
    Tale(
        "alpages",
        (("2026-028", "3000.00", 64, 30),),
        (
            (26, Sent(Document.FIRST_REMINDER)),
            (10, lambda day: e.Paused(until=day + timedelta(days=20), reason="Le comptable est en congé.")),
        ),
    ),
    Tale(
        "moreau",
        (("2026-020", "1350.00", 118, 30),),
        (
            (80, Sent(Document.FIRST_REMINDER)),
            (66, Sent(Document.SECOND_REMINDER)),
            (
                60,
                lambda day: e.PlanAgreed(
                    plan=PaymentPlan(
                        agreed_on=day,
                        instalments=proposed(Decimal("1350.00"), 3, day + timedelta(days=10)),
                        penalties=PenaltyClause.STOP_IF_KEPT,
                    )
                ),
            ),
            (49, paid("450.00")),
            (19, paid("450.00")),
        ),
        origin="Faire-part et livret de mariage",
    ),
    Tale(
        "garnier",
        (("2026-030", "540.00", 52, 30),),
        ((14, Sent(Document.FIRST_REMINDER)), (9, paid("200.00", "chèque"))),
        origin="Logo et cartes de visite",
    ),
    Tale("mairie", (("2026-032", "2520.00", 24, 30),), origin="Affiches de la saison culturelle"),
)
