"""A table of invoices: found whatever the program that wrote it, doubted line by line, never executed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.errors import Refusal
from chalicelib.documents.phrases import sentences
from chalicelib.reading.csv_invoices import FIELDS, ReadLine, checked, guessed, read
from chalicelib.reading.table import table_of

TODAY = date(2026, 11, 20)
GOOD = "Client;Numéro;Échéance;Montant TTC\n"


def lines(text: str, mapping: dict[str, str] | None = None) -> tuple[ReadLine, ...]:
    table = table_of(text)
    return read(table, guessed(table.columns) if mapping is None else mapping, TODAY)


def faults(text: str) -> list[tuple[int, str, str]]:
    """Line, field, code."""
    return [(line.line, fault.field, fault.code) for line in lines(text) for fault in line.faults]


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_delimiter_and_the_ends_of_lines_are_found(delimiter: str, end: str, mark: str) -> None:
    rows = [("Client", "N°", "Total"), ("Dupont, et fils; SARL", "F-1", "1 200,00"), ("Durand", "F-2", "5")]
    text = mark + end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    table = table_of(text)
    assert table.columns == rows[0]
    assert [row.cells for row in table.rows] == rows[1:]
    assert [row.line for row in table.rows] == [2, 3]


def test_a_comma_in_amounts_does_not_hide_the_semicolon() -> None:
    table = table_of("Client;Montant, TTC\nDupont;1 200,00\nDurand, fils;3,50\n")
    assert table.columns == ("Client", "Montant, TTC")


def test_the_line_that_tells_excel_the_delimiter_is_obeyed_and_counted() -> None:
    table = table_of('sep=,\r\nClient,Ville\r\n"A;B;C",Lyon\r\n')
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("A;B;C", "Lyon"))]


def test_quoted_cells_keep_their_quotes_and_their_lines() -> None:
    table = table_of('Client;Ville\n"Les ""3"" frères\nDupont";Lyon\n\n;\nDurand;Nice\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, 'Les "3" frères\nDupont'), (6, "Durand")]


def test_a_repeated_or_empty_heading_gets_a_name_of_its_own() -> None:
    assert table_of("Date;Date;;Date\n1;2;3;4\n").columns == ("Date", "Date (2)", "(3)", "Date (3)")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CSV_EMPTY"),
        ("\ufeff \n;;\n", "CSV_EMPTY"),
        (GOOD, "CSV_EMPTY"),
        (GOOD + "Dupont;F-1;1/9/2026;5\n" * 1001, "CSV_TOO_MANY_LINES"),
        (";".join("abcde" * 25) + "\n1\n", "CSV_TOO_MANY_COLUMNS"),
        (GOOD + "é" * (1024 * 1024 + 1), "CSV_TOO_LARGE"),
        (GOOD + "Soci\ufffdt\ufffd;F-1;1/9/2026;5\n", "CSV_ENCODING"),
        (GOOD + "Dupont\ud800;F-1;1/9/2026;5\n", "CSV_ENCODING"),
        (GOOD + "PK\x03\x04;F-1;1/9/2026;5\n", "CSV_UNREADABLE"),
        (GOOD + '"Dupont;F-1;1/9/2026;5\n', "CSV_UNREADABLE"),
        (GOOD + '"Dupont"x;F-1;1/9/2026;5\n', "CSV_UNREADABLE"),
        (GOOD + f'"{"a" * 20_000}";F-1;1/9/2026;5\n', "CSV_UNREADABLE"),
        (GOOD + f'"{"a" * 200_000}";F-1;1/9/2026;5\n', "CSV_UNREADABLE"),
    ],
)
def test_what_is_no_table_of_invoices_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        table_of(text)
    assert refused.value.code == code


def test_a_thousand_lines_are_read() -> None:
    text = GOOD + "".join(f"Client {n};F-{n};1/9/2026;{n},00\n" for n in range(1, 1001))
    assert sum(line.invoice is not None for line in lines(text)) == 1000


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        table = table_of(text)
    except Refusal:
        return
    assert len(set(table.columns)) == len(table.columns)
    for line in read(table, dict(zip((f.name for f in FIELDS), table.columns, strict=False)), TODAY):
        assert (line.invoice is None) == bool(line.faults)
        assert {fault.code for fault in line.faults} <= set(sentences()["refusals"])


# --- which column is what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (
            "Client;SIREN;E-mail;Adresse;Code postal;Ville;Numéro;Date d’émission;Échéance;Montant TTC;Déjà payé",
            "debtor siren email street postcode city invoice issue_date due_date amount paid",
        ),
        (
            "N° de facture;Date;Date d'échéance;Nom du client;SIRET;Total HT;TVA;Total TTC;Statut",
            "invoice issue_date due_date debtor siren - - amount -",
        ),
        (
            "FACTURE,RAISON SOCIALE,MONTANT,DATE FACTURE,DATE LIMITE DE PAIEMENT,COURRIEL,CP,COMMUNE,PAYS",
            "invoice debtor amount issue_date due_date email postcode city country",
        ),
        (
            "Réf.\tSociété\tTTC (€)\tÀ payer le\tAcompte\tPayé le",
            "invoice debtor amount due_date paid paid_on",
        ),
    ],
)
def test_french_headings_are_recognised(headings: str, found: str) -> None:
    columns = table_of(f"{headings}\nx\n").columns
    names = {column: name for name, column in guessed(columns).items()}
    assert [names.get(column, "-") for column in columns] == found.split()


def test_a_total_without_tax_is_never_taken_for_the_amount() -> None:
    assert "amount" not in guessed(("Client", "Montant HT", "Total HT", "Reste dû"))


def test_a_mapping_is_corrected_by_hand() -> None:
    text = "A;B;C;D\nDupont;F-1;1/9/2026;5\n"
    mapping = {"debtor": "A", "invoice": "B", "due_date": "C", "amount": "D"}
    (line,) = lines(text, checked(mapping, table_of(text).columns))
    assert line.invoice is not None
    assert line.invoice.invoice.ref == "F-1"


def test_a_wrong_mapping_names_its_fields() -> None:
    with pytest.raises(Refusal) as refused:
        checked({"debtor": "A", "invoice": "Z", "city": "A", "owner": "B"}, ("A", "B"))
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("mapping.debtor", "COLUMN_USED_TWICE"),
        ("mapping.invoice", "COLUMN_UNKNOWN"),
        ("mapping.city", "COLUMN_USED_TWICE"),
        ("mapping.owner", "UNKNOWN_FIELD"),
    ]


# --- each line -----------------------------------------------------------------------------------------------------


def test_a_line_is_read_whole() -> None:
    (line,) = lines(
        "Client;SIRET;E-mail;Adresse;Complément;CP;Ville;Pays;N° facture;Date;Échéance;Montant TTC;Déjà payé;Payé le\n"
        " Bâti  Œuvre ;404 833 048 00022;compta@exemple.fr;3 rue du Port;Bât. B;29200;Brest;;F-12;1er août 2026;"
        "31/08/2026;1 234,56 €;234,56;15/9/2026\n"
    )
    found = line.invoice
    assert found is not None
    assert found.debtor.model_dump(exclude_defaults=True) == {
        "name": "Bâti Œuvre",
        "siren": "404833048",
        "address": {"street": "3 rue du Port", "complement": "Bât. B", "postcode": "29200", "city": "Brest"},
    }
    assert found.email == "compta@exemple.fr"
    assert (found.invoice.ref, found.invoice.amount_ttc) == ("F-12", Decimal("1234.56"))
    assert (found.invoice.issue_date, found.invoice.due_date) == (date(2026, 8, 1), date(2026, 8, 31))
    assert (found.paid, found.paid_on) == (Decimal("234.56"), date(2026, 9, 15))


def test_a_payment_without_a_day_is_counted_so_that_it_never_bears_a_penalty() -> None:
    text = (
        "Client;Numéro;Échéance;Montant TTC;Payé\n"
        "A;F-1;31/08/2026;10;4\nA;F-2;31/12/2026;10;4\nA;F-3;31/8/2026;10;0\n"
    )
    assert [line.invoice and line.invoice.paid_on for line in lines(text)] == [
        date(2026, 8, 31),
        TODAY,
        None,
    ]


def test_an_invoice_paid_in_full_is_told_apart() -> None:
    (line,) = lines("Client;Numéro;Échéance;Montant TTC;Payé\nA;F-1;31/08/2026;10;10,00\n")
    assert line.invoice is not None
    assert line.invoice.settled


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (";F-1;1/9/2026;5;;;", "debtor", "MISSING"),
        ("A;;1/9/2026;5;;;", "invoice", "MISSING"),
        ("A;F-1;;5;;;", "due_date", "MISSING"),
        ("A;F-1;1/9/2026;;;;", "amount", "MISSING"),
        ("A;F-1;13/13/2026;5;;;", "due_date", "NO_SUCH_DAY"),
        ("A;F-1;1/9/2026;1.234;;;", "amount", "AMOUNT_TWO_WAYS"),
        ("A;F-1;1/9/2026;-5;;;", "amount", "AMOUNT_NEGATIVE"),
        ("A;F-1;1/9/2026;0;;;", "amount", "AMOUNT_NOT_POSITIVE"),
        ("A;F-1;1/9/2026;5;404833049;;", "siren", "SIREN_INVALID"),
        ("A;F-1;1/9/2026;5;40483304800023;;", "siren", "SIRET_INVALID"),
        ("A;F-1;1/9/2026;5;;nobody;", "email", "EMAIL_INVALID"),
        ("A;F-1;1/9/2026;5;;;6", "paid", "PAID_ABOVE_AMOUNT"),
        (f"{'a' * 201};F-1;1/9/2026;5;;;", "debtor", "TEXT_TOO_LONG"),
        ("A;F-1;1/9/2026;5;;;;x", "", "LINE_TOO_LONG"),
    ],
)
def test_a_fault_names_its_line_its_field_and_its_reason(cells: str, field: str, code: str) -> None:
    text = f"Client;Numéro;Échéance;Montant TTC;SIREN;E-mail;Payé\nBon;F-9;1/9/2026;5;;;\n{cells}\n"
    assert faults(text) == [(3, field, code)]


def test_every_fault_of_a_line_is_told_at_once() -> None:
    assert faults(
        "Client;Numéro;Échéance;Émise le;Montant TTC;Payé le\n;F-1;1/9/2026;2/9/2026;x;21/11/2026\n"
    ) == [
        (2, "amount", "AMOUNT_UNREADABLE"),
        (2, "debtor", "MISSING"),
        (2, "due_date", "DUE_BEFORE_ISSUE"),
        (2, "paid_on", "PAID_IN_FUTURE"),
    ]


def test_a_column_nobody_chose_is_missing_on_every_line() -> None:
    assert faults("Client;Numéro;Montant TTC\nA;F-1;5\n") == [(2, "due_date", "COLUMN_MISSING")]


def test_a_shorter_line_lacks_its_last_cells_only() -> None:
    assert faults("Client;Numéro;Échéance;Montant TTC;Ville\nA;F-1;1/9/2026;5\n") == []


def test_a_number_given_twice_to_one_debtor_names_the_first_line() -> None:
    found = lines(
        "Client;SIREN;Numéro;Échéance;Montant TTC\nDupont SARL;404833048;F-1;1/9/2026;5\nDURAND;;F-1;1/9/2026;5\n"
        "Autre nom;404 833 048;f-1;1/9/2026;5\ndupont sarl;;F-1;1/9/2026;5\n"
    )
    told = [(line.line, [(f.code, f.details) for f in line.faults]) for line in found if line.faults]
    assert told == [(4, [("SAME_INVOICE", {"line": 2})]), (5, [("SAME_INVOICE", {"line": 2})])]


def test_a_line_without_siren_takes_that_of_the_same_name() -> None:
    text = (
        "Client;SIREN;Numéro;Échéance;Montant TTC\nDupont;;F-1;1/9/2026;5\n"
        "DUPONT;404833048;F-2;1/9/2026;5\nDurand;;F-3;1/9/2026;5\n"
    )
    assert [line.invoice and line.invoice.debtor.siren for line in lines(text)] == [
        "404833048",
        "404833048",
        None,
    ]


def test_a_name_that_two_companies_bear_needs_its_siren() -> None:
    text = (
        "Client;SIREN;Numéro;Échéance;Montant TTC\nDupont;404833048;F-1;1/9/2026;5\n"
        "DUPONT;552100554;F-2;1/9/2026;5\nDupont;;F-3;1/9/2026;5\n"
    )
    assert faults(text) == [(4, "siren", "DEBTOR_TWO_COMPANIES")]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+33 SARL", "-Tirets-", "@Home", "=cmd|'/C calc'!A0"])
def test_a_cell_that_begins_like_a_formula_is_a_name(cell: str) -> None:
    (line,) = lines(f"{GOOD}{cell};F-1;1/9/2026;5\n")
    assert line.invoice is not None
    assert line.invoice.debtor.name == cell


def test_a_vat_number_gives_the_siren() -> None:
    (line,) = lines("Client;SIREN;Numéro;Échéance;Montant TTC\nA;FR 83 404833048;F-1;1/9/2026;5\n")
    assert line.invoice is not None
    assert line.invoice.debtor.siren == "404833048"
