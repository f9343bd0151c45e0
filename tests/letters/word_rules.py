"""Words our templates never use, though a creditor's own message may: each with an example that trips it.

The words nobody may write are in `chalicelib/law/mots_interdits.toml`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class TemplateRule:
    rule: str
    pattern: re.Pattern[str]
    example: str
    documents: tuple[str, ...] = ()  # empty: all
    regimes: tuple[str, ...] = ()


def _rule(rule: str, pattern: str, example: str, **where: tuple[str, ...]) -> TemplateRule:
    return TemplateRule(rule, re.compile(pattern, re.IGNORECASE), example, **where)


TEMPLATE_RULES = (
    # Z01: the program gives no verdict on the claim.
    _rule("Z01", r"certaine, liquide|liquide et exigible", "une créance certaine, liquide et exigible"),
    _rule("Z01", r"nous (sommes|serions) en droit|avons droit|êtes en droit", "Nous sommes en droit d’agir."),
    _rule("Z01", r"conseil juridique|nos juristes|notre service juridique", "Nos juristes sont saisis."),
    # Z02: nobody writes for the creditor.
    _rule("Z02", r"pour le compte de|mandat(é|és|ée)s? par|agissant au nom de", "agissant pour le compte de"),
    # M01: a notice is a private letter.
    _rule("M01", r"acte (d’avocat|authentique)|valeur juridique|juridiquement", "Cette lettre a valeur juridique."),
    # A05: the administrative fine is no argument.
    _rule("A05", r"amende|DGCCRF|sanction", "vous encourez une amende administrative"),
    # I-02: a defect of the invoice stays between us and the creditor.
    _rule("I-02", r"mention (manquante|obligatoire)|à défaut de mention", "Une mention manquante sur la facture"),
    # Formal notices use no adjective of blame.
    _rule("LT4", r"inadmissible|inacceptable|scandaleu|négligen|manquement|fautif", "ce manquement inadmissible"),
    # LT6: administrative and neutral; LT1: a message of service.
    _rule("LT6", r"pénalités?", "des pénalités de retard", regimes=("public",)),
    _rule("B10", r"1231-6|intérêts? au taux légal", "article 1231-6", documents=("formal_notice",), regimes=("b2b",)),
    _rule("LT1", r"somme due|reste dû|intérêts (de|mora)", "Reste dû", documents=("courtesy",)),
    _rule("LT5", r"médiateur de la consommation", "le médiateur de la consommation", regimes=("non_professional",)),
)  # fmt: skip
