/** The facts that reach the API are those of the sample letters, whatever page they were typed on. */
import { describe, expect, it } from "vitest";
import { letterFacts, statementFacts } from "../src/letter";
import type { Wizard } from "../src/path";
import { type Sample, sample, typed } from "./typed";

const REGIMES = ["b2b", "b2c", "public", "non_professional"];

/** What the wizard says in its own way: payments are numbered, nothing left unsaid, no fact twice. */
function expected(facts: Sample): Sample {
  const whole = structuredClone(facts) as Record<string, Sample>;
  if (whole.creditor?.siret) delete whole.creditor.siren;
  const payments = (whole.payments ?? []) as unknown as Sample[];
  payments.forEach((payment, position) => {
    payment.id = `n°\u00a0${position + 1}`;
  });
  return whole;
}

describe.each(REGIMES)("a %s debtor", (regime) => {
  it.each<[string, Wizard]>([
    ["formal_notice", "mise-en-demeure"],
    ["last_notice", "dernier-avis"],
    ["first_reminder", "relance"],
    ["second_reminder", "relance"],
    ["courtesy", "relance"],
  ])("gets the %s of the sample", (document, wizard) => {
    const facts = sample(`${document}.${regime}`);
    expect(facts).toMatchObject({ regime });
    const made = letterFacts(wizard, typed(facts));
    const wanted = expected(facts);
    for (const name of Object.keys(made))
      if (name in wanted) expect({ [name]: made[name] }).toMatchObject({ [name]: pruned(wanted[name], made[name]) });
    for (const name of [
      "document",
      "regime",
      "creditor",
      "debtor",
      "invoices",
      "payment",
      "signatory",
      "place",
      "computation_date",
    ])
      expect(made).toHaveProperty(name);
    if (document === "formal_notice") expect(Object.keys(made)).toEqual(expect.arrayContaining(Object.keys(wanted)));
  });
});

/** Of what the sample says, the part that this letter's shorter path asks for. */
function pruned(wanted: unknown, made: unknown): unknown {
  if (Array.isArray(wanted) && Array.isArray(made)) return wanted.map((each, rank) => pruned(each, made[rank]));
  if (typeof wanted !== "object" || wanted === null || typeof made !== "object" || made === null) return wanted;
  return Object.fromEntries(
    Object.entries(wanted)
      .filter(([name]) => name in made)
      .map(([name, each]) => [name, pruned(each, (made as Sample)[name])]),
  );
}

describe("the facts", () => {
  const answers = typed(sample("formal_notice.b2b"));

  it("of the complete notice are exactly the sample's, with what was asked beside", () => {
    const { creditor, ...made } = letterFacts("mise-en-demeure", answers);
    const { creditor: wanted, ...rest } = expected(sample("formal_notice.b2b"));
    expect(creditor).toEqual({ ...(wanted as Sample), variable_capital: false, in_liquidation: false });
    expect(made).toEqual({
      ...rest,
      rate: { mode: "default" },
      nature: "supply",
      waiver: { penalties: false, indemnity: false },
    });
  });

  it("leave out the answers to questions that are no longer asked", () => {
    const facts = letterFacts("mise-en-demeure", {
      ...answers,
      "asked.received": "non",
      "rate.contract_rate_pct": "12",
    });
    expect(facts).not.toHaveProperty("payments");
    expect(facts.rate).toEqual({ mode: "default" });
  });

  it("leave out what cannot be read", () => {
    expect(letterFacts("mise-en-demeure", { ...answers, place: " ", answer_by: "demain" })).not.toHaveProperty("place");
  });

  it("hold a decision only once it was taken", () => {
    expect(letterFacts("mise-en-demeure", answers)).not.toHaveProperty("on_unknown_rate");
    const decided = letterFacts("mise-en-demeure", { ...answers, "asked.UNKNOWN_RATE": "on" });
    expect(decided).toHaveProperty("on_unknown_rate", "stop_at_last_known_day");
  });

  it("are dated today in Paris when no date is typed", () => {
    const { computation_date: _, ...undated } = answers;
    expect(letterFacts("mise-en-demeure", undated).computation_date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it("count legal interest from the presentation of the earlier notice", () => {
    const facts = letterFacts("dernier-avis", typed(sample("last_notice.b2c")));
    expect(facts.notice_effect_date).toBe("2026-08-13");
  });

  it("of a statement are the claim's alone", () => {
    const facts = statementFacts(letterFacts("mise-en-demeure", answers));
    expect(Object.keys(facts).sort()).toEqual(
      ["computation_date", "credit_notes", "invoices", "nature", "payments", "rate", "regime", "waiver"].sort(),
    );
  });
});
