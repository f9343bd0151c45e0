import { expect, test } from "vitest";
import { given } from "../src/questions/given";
import { nextAt } from "../src/space/address";
import type { CaseView } from "../src/space/api";
import { choicesOf, decisionsFor, firstChoices, mendedAt } from "../src/space/choices";
import { claimForm } from "../src/space/claim";
import { readCode } from "../src/space/code";
import { formOf } from "../src/space/forms";
import { isInterrupted, wayBack } from "../src/space/session";
import { split, total } from "../src/space/split";
import { longDay, month, written } from "../src/space/words";

const TODAY = "2026-11-23";
const INVOICE = { ref: "F-1", amount_ttc: "1200.00", due_date: "2026-10-01", issue_date: "2026-09-01" };

test.each([
  ["123456", "123456"],
  [" 123 456 ", "123456"],
  ["Code : 123-456", "123456"],
])("the code %j is read", (typed, value) => {
  expect(readCode(typed)).toEqual({ value });
});

test.each([
  ["12345", "vous en avez saisi 5"],
  ["", "Saisissez le code"],
])("the code %j is refused", (typed, words) => {
  expect(readCode(typed)).toMatchObject({ reason: expect.stringContaining(words) });
});

test.each([
  ["?vers=%2Fespace%2Fdossier%2F%3Fd%3Dcase-1", "/espace/dossier/?d=case-1", true],
  ["?vers=%2Fespace%2F", "/espace/", false],
  ["?vers=https%3A%2F%2Fexample.fr%2Fespace%2F", "/espace/", false],
  ["?vers=%2F%2Fexample.fr", "/espace/", false],
  ["", "/espace/", false],
])("after a sign-in, %j leads to %j", (search, address, interrupted) => {
  expect(wayBack(search)).toBe(address);
  expect(isInterrupted(search)).toBe(interrupted);
});

test("a sum is split to the cent, month after month, on the last day when there is no such day", () => {
  expect(split("1256.93", 3, "2026-12-31")).toEqual([
    { date: "2026-12-31", amount: "418.97" },
    { date: "2027-01-31", amount: "418.97" },
    { date: "2027-02-28", amount: "418.99" },
  ]);
  expect(split("100", 1, "2026-12-05")).toEqual([{ date: "2026-12-05", amount: "100.00" }]);
  expect(total(["418.97", "418.97", "418.99"])).toBe("1256.93");
  expect(total(["0.5", "12"])).toBe("12.50");
});

test("days are said and written as people do", () => {
  expect(longDay("2026-12-01")).toBe("mardi 1er\u00a0décembre\u00a02026");
  expect(month("2026-08")).toBe("août 2026");
  expect(written("2026-03-07")).toBe("7/3/2026");
});

test("the one button of a case leads where its action is done", () => {
  const to = (next: object) => nextAt(a({ next: { letter: null, document: null, why: { code: "" }, ...next } }));
  expect(to({ kind: "review_and_send", document: "formal_notice" })).toBe(
    "/espace/dossier/lettre/?d=case-0001&document=formal_notice",
  );
  expect(to({ kind: "confirm_sent", letter: 2 })).toBe("/espace/dossier/lettre/?d=case-0001&lettre=2");
  expect(to({ kind: "record_presentation", letter: 2 })).toBe(
    "/espace/dossier/noter/?d=case-0001&fait=presentation&lettre=2",
  );
  expect(to({ kind: "check_payment" })).toBe("/espace/dossier/noter/?d=case-0001&fait=paiement");
  expect(to({ kind: "correct", why: { code: "NOTICE_UNDELIVERED" } })).toBe("/espace/clients/modifier/?c=debtor-1");
  expect(to({ kind: "declare_claim", why: { code: "INSOLVENCY_NOT_PUBLISHED" } })).toBe(
    "/espace/dossier/noter/?d=case-0001&fait=procedure",
  );
  expect(to({ kind: "choose_procedure" })).toBe("/espace/dossier/?d=case-0001");
  expect(to({ kind: "answer_debtor", why: { code: "DEBTOR_PAID" } })).toBe("/espace/dossier/?d=case-0001");
  expect(to({ kind: "correct", why: { code: "ADDRESS_DEAD" } })).toBe("/espace/clients/modifier/?c=debtor-1");
  expect(to({ kind: "correct", document: "first_reminder", why: { code: "STEP_HELD" } })).toBe(
    "/espace/dossier/lettre/?d=case-0001&document=first_reminder",
  );
  expect(to({ kind: "correct", why: { code: "PUBLICATION_TO_READ" } })).toBe("/espace/dossier/?d=case-0001");
});

test("a payment is already written: all that is due, today; other known sums are one choice away", () => {
  const form = formOf("paiement", a({ due: "1260.79", overdue: "1200.00", owed: "1200.00" }), none(), TODAY)!;
  expect(form.first).toEqual({ "asked.amount": "1260.79", date: "23/11/2026" });
  expect(values(form.items[0])).toEqual(["1260.79", "1200.00", "autre"]);
  expect(event(form, form.first!)).toEqual({ date: TODAY, amount: "1260.79" });
  expect(event(form, { ...form.first, "asked.amount": "autre", amount: "300" })).toEqual({
    date: TODAY,
    amount: "300",
  });
});

test("what was promised, or the instalment that comes, is offered first", () => {
  const promise = { until: "2026-11-30", amount: "500.00", note: null };
  const view = a({ due: "1260.79", facts: { ...a().facts, promise } });
  expect(formOf("paiement", view, none(), TODAY)!.first!["asked.amount"]).toBe("500.00");
  const instalments = [{ date: "2026-11-20", amount: "400.00", paid: "0.00", state: "late" }];
  const planned = a({ due: "1260.79", plan: { instalments, state: "running" } });
  expect(formOf("paiement", planned, none(), TODAY)!.first!["asked.amount"]).toBe("400.00");
});

test("nobody is asked which invoice when there is only one", () => {
  const one = formOf("report", a(), none(), TODAY)!;
  expect(event(one, { due_date: "15/12/2026" })).toEqual({ invoice: "F-1", due_date: "2026-12-15" });
  const two = a({ facts: { ...a().facts, invoices: [INVOICE, { ...INVOICE, ref: "F-2" }] } });
  expect(values(formOf("report", two, none(), TODAY)!.items[0])).toEqual(["", "F-1", "F-2"]);
  const dispute = formOf("contestation", two, none(), TODAY)!;
  expect(event(dispute, { reason: "Non conforme" })).toEqual({ reason: "Non conforme", invoices: [] });
  expect(event(dispute, { reason: "Non conforme", invoice: "F-2" }).invoices).toEqual(["F-2"]);
});

test("an invoice is corrected with what it said besides, or leaves the case", () => {
  const form = formOf("facture", a(), new URLSearchParams({ facture: "F-1" }), TODAY)!;
  const answers = { ...form.first, "becomes.amount_ttc": "1 250,00", reason: "Faute de frappe" };
  expect(event(form, answers)).toEqual({
    invoice: "F-1",
    becomes: { ...INVOICE, amount_ttc: "1250.00" },
    reason: "Faute de frappe",
  });
  expect(event(form, { ...answers, "asked.kept": "non" }).becomes).toBeNull();
});

test("a waiver says what is given up", () => {
  const form = formOf("remise", a(), none(), TODAY)!;
  const waived = (what: string) => event(form, { "asked.waived": what, reason: "Geste" });
  expect(waived("penalties")).toEqual({ reason: "Geste", penalties: true, indemnity: false });
  expect(waived("both")).toEqual({ reason: "Geste", penalties: true, indemnity: true });
});

test("what a letter is about comes from the address", () => {
  const about = new URLSearchParams({ lettre: "2" });
  const sent = formOf("envoi", a(), about, TODAY)!;
  expect(sent.title).toBe("Mise en demeure : confirmer l'envoi");
  expect(event(sent, { ...sent.first, registered_number: "1A" })).toEqual({
    letter: 2,
    date: TODAY,
    channel: "registered",
    registered_number: "1A",
  });
  expect(formOf("inconnu", a(), about, TODAY)).toBeNull();
});

test("a reminder that was leaving by itself is said to have left that day, by e-mail", () => {
  const letter = { number: 2, label: "Première relance", document: "first_reminder", issued_on: "2026-11-20" };
  const view = a({ letters: [{ ...letter, uncertain: true }] });
  const form = formOf("envoi", view, new URLSearchParams({ lettre: "2" }), TODAY)!;
  expect(event(form, form.first!)).toEqual({ letter: 2, date: "2026-11-20", channel: "email" });
});

test("the step that leaves by itself is let go at once, and no other", () => {
  const view = a({ next: { document: "second_reminder" } });
  const form = formOf("liberer", view, none(), TODAY)!;
  expect(form.kind).toBe("step_released");
  expect(event(form, {})).toEqual({ document: "second_reminder" });
});

test("a look at the bulletin is noted on its day; what had to be read is quoted", () => {
  const publication = { published_on: "2026-11-18", nature: "Avis", notice: null };
  const form = formOf("verification", a({ facts: { ...a().facts, publication } }), none(), TODAY)!;
  expect(form.says).toContain("« Avis »");
  expect(event(form, form.first!)).toEqual({ date: TODAY });
});

test("the claim keeps what its form does not ask", () => {
  const form = claimForm(a());
  expect(event(form, { ...form.first, "origin.description": "Pose d'un comptoir", nature: "supply" })).toEqual({
    terms: {
      imputation: "interest_first",
      rate: { mode: "default" },
      nature: "supply",
      origin: { description: "Pose d'un comptoir" },
      public: { suspensions: [] },
      between_merchants: false,
    },
  });
});

test("a letter's choices are the usual ones, and numbers are numbers", () => {
  expect(firstChoices("formal_notice", a())).toMatchObject({ channel: "registered", deadline_days: "8" });
  const consumer = a({ debtor: { id: "debtor-1", name: "Mme Durand", regime: "b2c" } });
  expect(firstChoices("formal_notice", consumer)).toMatchObject({ deadline_days: "15" });
  expect(choicesOf({ deadline_days: "8", channel: "registered" }, {})).toEqual({
    deadline_days: 8,
    channel: "registered",
  });
  expect(choicesOf({}, { "asked.UNKNOWN_RATE": "on" })).toEqual({ on_unknown_rate: "stop_at_last_known_day" });
});

test("a decision is offered once the service says that it is needed, and never to threaten", () => {
  const problem = {
    code: "LETTER_REFUSED",
    detail: "",
    errors: [{ field: "", code: "LIMITATION_PASSED", message: "" }],
  };
  expect(decisionsFor(problem, "first_reminder")).toEqual(["LIMITATION_PASSED"]);
  expect(decisionsFor(problem, "formal_notice")).toEqual([]);
  expect(decisionsFor({ ...problem, code: "UNKNOWN_RATE", errors: [] }, "formal_notice")).toEqual(["UNKNOWN_RATE"]);
  expect(decisionsFor(null, "formal_notice")).toEqual([]);
});

test.each([
  ["signatory.name", "/espace/reglages/coordonnees/"],
  ["debtor.address.city", "/espace/clients/modifier/?c=debtor-1"],
  ["origin.description", "/espace/dossier/creance/?d=case-0001"],
  ["public.contract_number", "/espace/dossier/creance/?d=case-0001"],
  ["invoices[0].issue_date", "/espace/dossier/noter/?d=case-0001&fait=facture&facture=F-1"],
])("what a letter lacks, %s, is written at %s", (field, href) => {
  expect(mendedAt(field, a())?.href).toBe(href);
});

test("what time alone mends leads nowhere", () => {
  expect(mendedAt("computation_date", a())).toBeNull();
});

// --- a case -----------------------------------------------------------------------------------------------------------

function a(changes: object = {}): CaseView {
  return {
    id: "case-0001",
    version: 3,
    debtor: { id: "debtor-1", name: "Société Exemple", regime: "b2b" },
    invoices: ["F-1"],
    owed: "1200.00",
    overdue: "1200.00",
    due: "1200.00",
    situation: { kind: "late", label: "En retard", days: 53, day: null },
    facts: {
      invoices: [INVOICE],
      payments: [],
      disputes: [],
      promise: null,
      terms: {
        imputation: "interest_first",
        rate: { mode: "default", contract_rate_pct: null },
        nature: "supply",
        origin: { description: null },
        public: { suspensions: [] },
        between_merchants: false,
      },
    },
    letters: [{ number: 2, document: "formal_notice", label: "Mise en demeure" }],
    plan: null,
    timeline: [],
    ...changes,
  } as unknown as CaseView;
}

function none(): URLSearchParams {
  return new URLSearchParams();
}

/** What the service is told, once these answers are read. */
function event(form: ReturnType<typeof claimForm>, answers: Record<string, string>) {
  return form.event(given(form.items, answers), answers);
}

function values(item: unknown): string[] {
  return (item as { options: { value: string }[] }).options.map(({ value }) => value);
}
