import { describe, expect, it } from "vitest";
import published from "../../tests/site/published/invoice_read.json";
import { CLAUSE, type InvoiceRead, takeOver, toCheck } from "../src/invoice/invoice";

const READ = published as InvoiceRead;

function read(changed: {
  expect?: Partial<InvoiceRead["expect"]>;
  suggested?: Partial<InvoiceRead["suggested"]>;
  checks?: Record<string, boolean>;
  remarks?: InvoiceRead["remarks"];
}): InvoiceRead {
  return {
    ...READ,
    expect: { ...READ.expect, ...changed.expect },
    suggested: { ...READ.suggested, ...changed.suggested },
    checks: changed.checks ?? READ.checks,
    remarks: changed.remarks ?? READ.remarks,
  };
}

const taken = (answers: Record<string, string>, invoice = READ) => takeOver(invoice, answers);
const told = (answers: Record<string, string>, invoice = READ) =>
  taken(answers, invoice).conflicts.map(({ theirs, mine }) => [theirs.label, mine.shown, theirs.shown]);

describe("an invoice that was read", () => {
  it("fills a blank form as a person would have typed it, what remains to pay and not the total", () => {
    const { answers, conflicts } = taken({});
    expect(answers).toMatchObject({
      "invoices[0].ref": "F-2026-118",
      "invoices[0].amount_ttc": "1\u202f000,00",
      "invoices[0].issue_date": "31/8/2026",
      "invoices[0].due_date": "30/9/2026",
      "origin.order_reference": "BC-7",
      "origin.performance_date": "15/8/2026",
      "debtor.name": "Société Lambda",
      "debtor.siren": "732829320",
      "debtor.address.street": "3 quai de la Fosse",
      "debtor.address.postcode": "97400",
      "debtor.address.city": "Saint-Denis",
      "creditor.siren": "404833048",
      "creditor.address.complement": "Bâtiment B",
      "payment.iban": "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
      "payment.bic": "AGRIFRPP",
      "payment.reference": "F-2026-118",
      "rate.mode": "none",
    });
    expect(answers[CLAUSE]).toContain("majoré de 10 points");
    expect(answers).not.toHaveProperty("debtor.address.country");
    expect(conflicts).toEqual([]);
  });

  it("changes nothing the second time", () => {
    const once = taken({}).answers;
    const again = taken(once);
    expect(again).toEqual({ answers: once, filled: [], conflicts: [] });
  });

  it("sees through other ways to write the same answer", () => {
    const answers = {
      "invoices[0].ref": "f-2026-118",
      "invoices[0].amount_ttc": "1000",
      "invoices[0].due_date": "30 septembre 2026",
      "debtor.siren": "732 829 320",
      "payment.iban": "FR7630006000011234567890189",
    };
    expect(taken(answers).conflicts).toEqual([]);
    expect(taken(answers).answers).toMatchObject(answers);
  });

  it("keeps what was answered, and shows what the invoice says otherwise", () => {
    const answers = { "invoices[0].amount_ttc": "1200", "invoices[0].due_date": "30/9/2026", "debtor.name": "Lambda" };
    expect(taken(answers).answers).toMatchObject(answers);
    expect(told(answers)).toEqual([
      ["montant à réclamer", "1200\u00a0€", "1\u202f000,00\u00a0€"],
      ["nom de votre débiteur", "Lambda", "Société Lambda"],
    ]);
  });

  it("takes an address whole or not at all", () => {
    const conflict = taken({ "debtor.address.street": "1 rue A", "debtor.address.city": "Nantes" }).conflicts[0]!;
    expect(conflict.mine.values).toMatchObject({ "debtor.address.street": "1 rue A", "debtor.address.postcode": "" });
    expect(conflict.theirs.values).toMatchObject({
      "debtor.address.city": "Saint-Denis",
      "debtor.address.complement": "",
    });
    expect(taken({ "debtor.address.street": "1 rue A" }).answers).not.toHaveProperty("debtor.address.postcode");
    expect(taken({ "debtor.address.city": "Saint-Denis" }).answers).toMatchObject({
      "debtor.address.postcode": "97400",
    });
  });

  it("becomes another invoice when the form already holds one, and finds its own again", () => {
    const first = { "invoices[0].ref": "F-1", "invoices[0].amount_ttc": "50" };
    const both = taken(first).answers;
    expect(both).toMatchObject({ ...first, "invoices[1].ref": "F-2026-118" });
    expect(taken(both).answers).toEqual(both);
  });

  it("proposes the rate of a clause that was understood, in words when it differs", () => {
    const fixed = read({
      suggested: { clause: { sentence: "12,5 % par an", mode: "contract_fixed", percent: "12.5" } },
    });
    expect(taken({}, fixed).answers).toMatchObject({ "rate.mode": "contract_fixed", "rate.contract_rate_pct": "12,5" });
    expect(told({ "rate.mode": "unknown" }, fixed)).toEqual([
      ["taux des pénalités, à confirmer", "je ne sais pas", "12,5\u00a0% par an"],
    ]);
    const free = read({ suggested: { clause: { sentence: "Taux au choix", mode: null, percent: null } } });
    expect(taken({}, free).answers).not.toHaveProperty("rate.mode");
    expect(taken({}, free).answers[CLAUSE]).toBe("Taux au choix");
  });
});

describe("what is never taken over", () => {
  it("a number whose checksum is wrong; the SIREN of a SIRET that is wrong further on", () => {
    expect(taken({}, read({ checks: { buyer_siren: false, buyer_siret: false } })).answers).not.toHaveProperty(
      "debtor.siren",
    );
    const seller = { ...READ.expect.seller, legal_id: "404 833 048 00023" };
    const wrong = read({ expect: { seller }, checks: { seller_siren: true, seller_siret: false } });
    expect(taken({}, wrong).answers["creditor.siren"]).toBe("404833048");
  });

  it("a sum that is not in euros", () => {
    expect(taken({}, read({ expect: { currency: "USD" } })).answers).not.toHaveProperty("invoices[0].amount_ttc");
  });

  it("anything of a credit note, or of what is paid", () => {
    expect(taken({}, read({ suggested: { chase: false, clause: null } }))).toEqual({
      answers: {},
      filled: [],
      conflicts: [],
    });
  });

  it("what the file does not say", () => {
    const bare = read({ expect: { due_date: null, delivery_date: null }, suggested: { iban: null, principal: null } });
    const { answers } = taken({}, bare);
    for (const name of ["invoices[0].due_date", "origin.performance_date", "payment.iban", "invoices[0].amount_ttc"])
      expect(answers).not.toHaveProperty(name);
  });
});

it("names the country of a buyer abroad", () => {
  const buyer = { ...READ.expect.buyer, country: "BE" };
  const abroad = read({ expect: { buyer }, suggested: { buyer_in_france: false } });
  expect(taken({}, abroad).answers["debtor.address.country"]).toBe("Belgique");
});

it("says what each remark is about, but those that this form has no use for", () => {
  const remarks = [
    { code: "FIELD_MISSING", field: "number", message: "Indiquez-la." },
    { code: "SIREN_WRONG", field: "buyer.legal_id", message: "Vérifiez-le." },
    { code: "IBAN_WRONG", field: "iban", message: "L’IBAN est faux." },
    { code: "EMAIL_TO_CONFIRM", field: "buyer.email", message: "…" },
  ];
  expect(toCheck(read({ remarks })).map(({ about }) => about)).toEqual(["Numéro de la facture", "Votre débiteur", ""]);
});
