/** A draft of the wizard becomes the case that the API opens, and nothing that was said is lost on the way. */
import { describe, expect, it } from "vitest";
import { follow } from "../src/follow";
import { letterFacts } from "../src/letter";
import type { Wizard } from "../src/path";
import { EMAIL, SENT } from "../src/questions/followed";
import { faultsIn, given } from "../src/questions/given";
import { type Sample, sample, typed } from "./typed";

const ID = "00000000-0000-4000-8000-000000000001";

function drafted(wizard: Wizard, name: string): Sample {
  return { ...letterFacts(wizard, typed(sample(name))), sending: "tell_me" };
}

describe("a case opened from a draft", () => {
  it.each([
    ["b2b", "sole_trader", "sole_trader"],
    ["b2c", undefined, "natural_person"],
    ["non_professional", undefined, "legal_person"],
    ["public", undefined, "legal_person"],
  ])("tells who a %s debtor is", (regime, person, kept) => {
    const facts = { ...drafted("mise-en-demeure", `formal_notice.${regime}`), person };
    const { debtor } = follow(facts, { id: ID }).opening as { debtor: { facts: Sample } };
    expect(debtor.facts).toMatchObject({ regime, person: kept, debtor: (facts as Sample).debtor });
  });

  it("keeps the claim: invoices, terms, payments without their numbers, credit notes, reminders", () => {
    const facts = drafted("mise-en-demeure", "formal_notice.b2b");
    const { opening } = follow(facts, { id: ID });
    expect(opening).toMatchObject({
      id: ID,
      invoices: facts.invoices,
      reminders: facts.reminders,
      sending: "tell_me",
      terms: { rate: facts.rate, nature: facts.nature, origin: facts.origin },
    });
    for (const payment of opening.payments as Sample[]) expect(payment).not.toHaveProperty("id");
    expect(Object.keys(opening)).not.toContain("document");
  });

  it("names what a public purchase needs, on the case and on the client", () => {
    const facts = drafted("mise-en-demeure", "formal_notice.public");
    const { opening } = follow(facts, { id: ID });
    const { buyer, authority, accountant } = facts.public as Sample;
    expect(opening).toMatchObject({
      terms: { public: facts.public },
      debtor: { facts: { public: { buyer, authority, accountant } } },
    });
  });

  it("leaves a client already followed as it is", () => {
    const facts = drafted("relance", "first_reminder.b2b");
    expect(follow(facts, { id: ID, client: "client-1" }).opening.debtor).toEqual({ id: "client-1" });
  });

  it("carries the notice that a last notice follows", () => {
    const facts = drafted("dernier-avis", "last_notice.b2b");
    expect(follow(facts, { id: ID }).opening.notice).toEqual(facts.earlier_notice);
  });
});

describe("the letter that was sent meanwhile", () => {
  const sent = { date: "2026-11-20", channel: "email" };

  it("joins the reminders when it is one", () => {
    const facts = drafted("relance", "second_reminder.b2b");
    const { reminders } = follow(facts, { id: ID, sent }).opening;
    expect(reminders).toEqual([...(facts.reminders as Sample[]), sent]);
  });

  it("is the notice in force when it is one, with its deadline and its presentation", () => {
    const answers = {
      document: "formal_notice",
      "asked.sent": "oui",
      "sent.date": "20/11/2026",
      "sent.presented_on": "21/11/2026",
    };
    const facts = drafted("mise-en-demeure", "formal_notice.b2b");
    const { notice } = follow(facts, { id: ID, sent: given([SENT], answers).sent as Sample }).opening;
    expect(notice).toEqual({ date: "2026-11-20", presented_on: "2026-11-21", deadline_days: facts.deadline_days });
  });

  it.each([
    ["relance", "courtesy.b2b", "courtesy_reminder"],
    ["dernier-avis", "last_notice.b2b", "last_notice"],
  ] as [Wizard, string, string][])("of %s is not proposed again", (wizard, name, document) => {
    const facts = drafted(wizard, name);
    expect(follow(facts, { id: ID, sent }).afterwards).toContainEqual({ kind: "step_skipped", document });
    expect(follow(facts, { id: ID }).afterwards).toEqual([]);
  });
});

it("records a waiver, which an opening cannot say", () => {
  const facts = { ...drafted("mise-en-demeure", "formal_notice.b2b"), waiver: { penalties: true, indemnity: false } };
  expect(follow(facts, { id: ID }).afterwards).toEqual([
    { kind: "accessories_waived", penalties: true, indemnity: false, reason: "Geste commercial" },
  ]);
});

it("asks where reminders that leave by themselves are sent", () => {
  expect(faultsIn([EMAIL], { sending: "tell_me" })).toEqual([]);
  expect(faultsIn([EMAIL], { sending: "send_reminders" }).map(({ name }) => name)).toEqual(["email"]);
});
