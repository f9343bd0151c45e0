# ruff: noqa: E501 — one block a line
"""What each document must say, as the rule book lists it (letters.md «Required»), and words that prove it is there.

A pattern is read on the letter's text with plain single spaces, whatever the case; `{…}` is a value of the sample.
"""

from dataclasses import dataclass

B2B, B2C, NON_PROFESSIONAL, PUBLIC = "b2b", "b2c", "non_professional", "public"
ALL = (B2B, B2C, NON_PROFESSIONAL, PUBLIC)
PRIVATE = (B2C, NON_PROFESSIONAL)


@dataclass(frozen=True)
class Block:
    """One required item of a document under some regimes."""

    item: str
    pattern: str
    regimes: tuple[str, ...] = ALL


COMMON = (
    Block("creditor: name and seat", r"^{creditor}[\s\S]*{creditor_city}"),
    Block("creditor: legal form, capital, RCS", r"au capital de [\d ]+,\d\d €[\s\S]*\nRCS \w+ \d{{3}} \d{{3}} \d{{3}}\n", (B2B,)),
    Block("creditor: sole trader", r", EI\b[\s\S]*SIREN \d{{3}} \d{{3}} \d{{3}}", (B2C,)),
    Block("creditor: e-mail and telephone", r"@example\.fr\nTél\. 0\d( \d\d){{4}}"),
    Block("debtor: name, postcode and town", r"{debtor}[\s\S]*\n{debtor_postcode} [A-Z ]+\n"),
    Block("place and date", r"\n{place}, le {letter_day}\n"),
    Block("own reference", r"Nos références : {reference}"),
    Block("subject", r"\n# Objet : \S"),
    Block("contact", r"@example\.fr ou au 0\d"),
    Block("signatory: name and capacity", r"salutations distinguées\.\n{signatory}|considération distinguée\.\n{signatory}|Le créancier \| Le débiteur \|\n{signatory}"),
    Block("personal data", r"Données personnelles : .*CNIL"),
)  # fmt: skip

_INVOICES = (
    Block("each invoice: number, issue date, due date, amount, balance", r"{invoice_rows}"),
    Block("Chorus Pro number of each", r"Chorus Pro n° {chorus}", (PUBLIC,)),
)
_PAY = (
    Block("IBAN, its holder, reference to quote", r"titulaire du compte : \S.*\nIBAN FR76( \w{{3,4}})+\nBIC \w+\nRéférence à rappeler : \S"),
)  # fmt: skip
_CROSSED = (Block("a payment that crossed the letter", r"entre-temps"),)
_MONEY = (
    Block("principal, accessories, total", r"Principal restant dû, TTC \| [\s\S]*(Pénalités de retard|Intérêts moratoires), [\s\S]*Indemnité forfaitaire de recouvrement \(40 € × \d factures?\)[\s\S]*Total à régler \| {total}", (B2B, PUBLIC)),
    Block("penalty table: period, days, base, rate, source, amount, total", r"Détail du calcul arrêté au {computed}[\s\S]*\d\d/\d\d/\d{{4}} – \d\d/\d\d/\d{{4}} \| \d+ \| [\d ,]+€ \| [\d,]+ % \| (Taux|Contrat|Minimum)[\s\S]*Total des ", (B2B, PUBLIC)),
    Block("rate of the texts", r"\+ 10 points ; C\. com\., art\. L441-10|Taux prévu au contrat ; C\. com\., art\. L441-10", (B2B,)),
    Block("frozen rate and its semester", r"semestre \d{{4}} \([\d,]+ %\) \+ 8 points, figé", (PUBLIC,)),
)  # fmt: skip

BLOCKS: dict[str, tuple[Block, ...]] = {
    "courtesy": (  # LT1
        *_INVOICES,
        *_PAY,
        Block("amount to come", r"pour un montant (total )?de {total}"),
        Block("invoice attached", r"jointes? à ce message"),
        Block("received and approved?", r"bien parvenues?.*approuvées?"),
        Block("Chorus Pro status", r"traitement dans Chorus Pro", (PUBLIC,)),
    ),
    "first_reminder": (  # LT2
        *_INVOICES,
        *_PAY,
        *_CROSSED,
        Block("due date passed, by oversight", r"Sauf erreur ou omission de notre part.*l’échéance est passée"),
        Block("balance", r"solde restant dû s’élève à {principal}"),
        Block("dispute", r"remarque de votre part, faites-le-nous savoir"),
        Block("invoice attached", r"Pièces? jointes? : Facture"),
        Block("penalties and 40 €: due by law", r"de plein droit, des pénalités et une indemnité forfaitaire .*40 €.*L441-10.*D441-5", (B2B,)),
        Block("interest and 40 €: due by law", r"intérêts moratoires et à une indemnité forfaitaire .*40 €.*L2192-13 et D2192-35", (PUBLIC,)),
    ),
    "second_reminder": (  # LT3
        *_INVOICES,
        *_PAY,
        *_CROSSED,
        *_MONEY,
        Block("recall of the first: date and channel", r"Nous vous avons écrit le {reminder} par (courriel|courrier|lettre)"),
        Block("balance", r"un solde de {principal} demeure impayé"),
        Block("total and date awaited", r"la somme de {total} au plus tard le {answer_by}"),
        Block("citations", r"L441-10, II, et D441-5 du code de commerce", (B2B,)),
        Block("citations", r"L2192-13, R2192-31 et D2192-35 du code de la commande publique", (PUBLIC,)),
        Block("principal only, interest only from a notice", r"Nous ne vous demandons que le prix restant dû.*qu’à compter d’une mise en demeure", PRIVATE),
        Block("a schedule may be discussed", r"convenir d’un échéancier"),
        Block("dispute", r"Si vous contestez"),
        Block("a formal notice will follow", r"nous vous adresserons une mise en demeure"),
    ),
    "formal_notice": (  # LT4, LT5, LT6
        *_INVOICES,
        *_PAY,
        *_CROSSED,
        *_MONEY,
        Block("channel", r"\nLettre recommandée avec demande d’avis de réception\n"),
        Block("subject", r"# Objet : mise en demeure (de payer|et réclamation de paiement) — factures? n° {first_ref}"),
        Block("origin of the debt", r"au titre de la prestation suivante : {origin}"),
        Block("dates of contract, order and performance", r"convenue le .*exécutée le ", (B2B, B2C, NON_PROFESSIONAL)),
        Block("earlier reminders", r"malgré nos (relances|courriers) des \d"),
        Block("summons with the sum, the days and how they are counted", r"(nous vous mettons|Nous vous mettons) en demeure de (nous payer|mandater et de nous payer) la somme de {total} dans un délai de {days} jours à compter de la première présentation"),
        Block("how the days are counted", r"jours calendaires ; le premier est le lendemain de cette présentation", (B2B, B2C, NON_PROFESSIONAL)),
        Block("citations", r"article 1103 du code civil[\s\S]*article 1344 du code civil", (B2B, B2C, NON_PROFESSIONAL)),
        Block("citations", r"article L441-10, II, du code de commerce[\s\S]*article D441-5 du code de commerce", (B2B,)),
        Block("penalties go on running, at which rate", r"Jusqu’au paiement complet du principal, les pénalités continuent de courir au taux de refinancement de la Banque centrale européenne .*majoré de 10 points", (B2B,)),
        Block("consequences", r"À défaut de règlement\nPassé ce délai, nous nous réservons la possibilité de saisir le tribunal compétent, notamment par la voie de l’injonction de payer", (B2B,)),
        Block("complementary compensation on proof", r"indemnisation complémentaire, sur justificatifs", (B2B,)),
        Block("dispute", r"Si vous contestez tout ou partie de cette somme, écrivez-nous", (B2B,)),
        Block("schedule and mediation", r"échéancier ; vous pouvez aussi saisir gratuitement le Médiateur des entreprises", (B2B,)),
        Block("reservation of rights", r"sous réserve de tous nos droits", (B2B,)),
        Block("enclosures", r"Pièces jointes : Factures? "),
        Block("legal interest from the presentation", r"À compter de la première présentation de cette lettre, le prix restant dû porte intérêt au taux légal \(articles 1231-6 et 1344-1 du code civil\)", PRIVATE),
        Block("rate of the semester, «tous autres cas»", r"Pour le (1er|2d) semestre 2026, ce taux est de 2,75 % l’an : c’est celui de la catégorie « tous autres cas » \(article L313-2", PRIVATE),
        Block("no cost nor penalty", r"ni frais ni pénalité", PRIVATE),
        Block("dispute or ask for time", r"Si vous contestez, ou si vous avez besoin de temps\nÉcrivez-nous", PRIVATE),
        Block("consumer mediator: name, address, texts", r"médiateur de la consommation \(articles L612-1 et L616-1 du code de la consommation\) : {mediator}", (B2C,)),
        Block("limited consequences", r"au tribunal judiciaire une injonction de payer, .*conciliation ou de médiation, .*commissaire de justice d’engager la procédure simplifiée", PRIVATE),
        Block("instalment slip", r"Coupon à nous retourner", PRIVATE),
        Block("help in case of difficulty", r"Point conseil budget", PRIVATE),
        Block("ordering authority", r"ordonnateur : {authority}", (PUBLIC,)),
        Block("copy to the accountant", r"Copie au comptable public : {accountant}", (PUBLIC,)),
        Block("contract and order", r"marché n° {contract}, commande n° \S", (PUBLIC,)),
        Block("notification, performance and last day", r"Exécution \| Notification Chorus Pro \| Dernier jour du délai[\s\S]*05/06/2026 \| 10/06/2026 \| 20/07/2026", (PUBLIC,)),
        Block("payment term", r"délai de paiement de 30 jours \(articles L2192-10 et R2192-10", (PUBLIC,)),
        Block("start of the term", r"R2192-12 et suivants", (PUBLIC,)),
        Block("suspension", r"suspension du 18 juin 2026 au 27 juin 2026", (PUBLIC,)),
        Block("interest and indemnity without formality", r"L2192-12, L2192-13 et D2192-35", (PUBLIC,)),
        Block("rate: ECB + 8, frozen", r"figé au premier jour du retard.*majoré de 8 points \(article R2192-31", (PUBLIC,)),
        Block("waiver deemed unwritten", r"réputée non écrite \(article L2192-14", (PUBLIC,)),
        Block("accessories within 45 days", r"dans les 45 jours de ce paiement \(article R2192-36", (PUBLIC,)),
        Block("written claim", r"vaut réclamation écrite de paiement au sens de l’article 2 de la loi n° 68-1250", (PUBLIC,)),
        Block("refusal or suspension decision", r"refuser ou suspendre ce paiement.*décision motivée", (PUBLIC,)),
        Block("consequence", r"tribunal administratif, notamment par la voie du référé-provision", (PUBLIC,)),
        Block("Médiateur des entreprises", r"Médiateur des entreprises", (PUBLIC,)),
    ),
    "last_notice": (  # LT7
        *_INVOICES,
        *_PAY,
        *_CROSSED,
        *_MONEY,
        Block("the notice: date, number, presentation", r"Par lettre du {notice_day}, recommandée n° 1A .*, présentée le {presented}, nous vous avons mis en demeure"),
        Block("interest since the notice", r"intérêts au taux légal courus depuis la mise en demeure \(articles 1231-6 et 1344-1[\s\S]*Total à régler \| {total}", PRIVATE),
        Block("short final date", r"la somme de {total} dans un dernier délai de [5-8] jours à compter"),
        Block("one next step", r"Sans nouvelle de votre part d’ici là, nous avons l’intention de [^;]*\."),
        Block("conciliator before an ordinary action", r"article 750-1 du code de procédure civile\).*conciliateur de justice", (B2C,)),
        Block("amicable door", r"La porte d’un règlement amiable reste ouverte : si vous contestez"),
    ),
    "plan_offer": (  # LT8
        *_INVOICES,
        *_PAY,
        Block("total and its composition", r"la somme de {total} en 3 versements[\s\S]*Principal restant dû, TTC \| [\s\S]*Total à régler \| {total}"),
        Block("number, amounts and dates of instalments", r"{instalments}"),
        Block("free of charge", r"Cette facilité est gratuite"),
        Block("fate of penalties", r"(pénalités de retard|intérêts) cessent de courir à compter de ce jour si chaque versement est fait à sa date[\s\S]*n’est pas respecté"),
        Block("validity date", r"valable jusqu’au {valid_until} inclus"),
        Block("silence is not acceptance", r"Votre silence ne vaut pas acceptation"),
        Block("slip", r"Bon pour accord[\s\S]*J’accepte l’échéancier proposé le {letter_day} par {creditor} : {total} en 3 versements"),
    ),
    "plan_agreement": (  # LT9
        *_INVOICES,
        *_PAY,
        Block("parties and capacity of signatories", r"Entre {creditor}, créancier, représenté par {signatory}, .*, et {debtor}.*, débiteur, représenté par {debtor_signs}, ", (B2B, NON_PROFESSIONAL)),
        Block("parties", r"Entre {creditor}, créancier, et {debtor}, débiteur", (B2C,)),
        Block("unequivocal acknowledgement", r"Le débiteur reconnaît sans réserve devoir au créancier[\s\S]*la somme de {total}"),
        Block("principal and accessories apart", r"dont {principal} de principal et, séparément, [\d ,]+ € d’accessoires", (B2B,)),
        Block("sum written by the debtor, in words and figures", r"écrite de la main du débiteur, en toutes lettres et en chiffres \(article 1376 du code civil\)[\s\S]*En lettres :[\s\S]*En chiffres :", PRIVATE),
        Block("schedule", r"{instalments}"),
        Block("imputation", r"Imputation des versements[\s\S]*article 1343-1 du code civil"),
        Block("penalty clause", r"(pénalités de retard continuent de courir.*sur le principal restant dû|intérêts cessent de courir à compter de ce jour)"),
        Block("acceleration, with notice and cure period", r"Déchéance du terme\n.*avertit le débiteur par écrit. À défaut de régularisation dans les (8|15) jours"),
        Block("no novation", r"sans novation.*article 1330 du code civil"),
        Block("time may still be asked of the judge", r"Il conserve le droit de demander des délais au juge \(article 1343-5"),
        Block("early payment", r"payer par avance"),
        Block("originals", r"Établi en deux originaux, un pour chaque partie \(article 1375"),
        Block("date and signatures of both", r"Le créancier \| Le débiteur[\s\S]*Date et signature :[\s\S]*Date et signature :"),
    ),
    "receipt": (  # LT10
        Block("amount, means, date credited", r"votre règlement de {received}, par [a-zè ]+, crédité le {received_day}"),
        Block("payer", r"{debtor}"),
        Block("allocation by invoice", r"Affectation de ce règlement\nFacture \| [\s\S]*n° {first_ref} \| [\s\S]*Règlement reçu \| {received}"),
        Block("indemnity in the allocation", r"Indemnité forfaitaire \| Total affecté", (B2B, PUBLIC)),
        Block("balance after payment", r"Solde au {computed}, après ce règlement[\s\S]*Solde échu \| {total}"),
        Block("settled or not", r"Reçu pour solde|ne vaut pas quittance pour solde"),
    ),
    "account_statement": (  # LT11
        Block("period", r"du \d.* au {computed}"),
        Block("opening balance", r"Solde d’ouverture \| \| \| 0,00 €"),
        Block("invoices, credit notes and payments", r"Facture n° {first_ref}, échéance [\s\S]*Règlement"),
        Block("penalties and 40 €", r"courue?s à ce jour \| [\s\S]*Indemnité forfaitaire, \d factures?", (B2B, PUBLIC)),
        Block("closing balance", r"Solde de clôture au {computed} \| [\d ]+,\d\d €"),
        Block("not yet due, apart", r"# Factures à échoir"),
        Block("allocation", r"# Affectation des règlements"),
        Block("conventions in a note", r"base × taux × jours ÷ 365, arrondie au centime"),
    ),
}  # fmt: skip
