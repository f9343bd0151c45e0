/** What the account keeps comes back on the form as it is written, and goes out again the same. */
import { describe, expect, it } from "vitest";
import type { Facts } from "../src/api";
import { given } from "../src/questions/given";
import { typedOf } from "../src/questions/typed";
import { OWNER, toComplete } from "../src/screens/espace/profile";
import { sample } from "./typed";

const PARTS = ["creditor", "mediator", "payment", "signatory", "place"];

function profile(name: string): Facts {
  const facts = sample(name);
  return Object.fromEntries(PARTS.flatMap((part) => (facts[part] ? [[part, facts[part]]] : [])));
}

describe("a profile", () => {
  it.each(["formal_notice.b2b", "formal_notice.b2c"])("of %s is the same once shown and sent again", (name) => {
    const kept = profile(name) as Record<string, Facts>;
    const sent = given(OWNER, typedOf(kept)) as Record<string, Facts>;
    const { siren: _, ...creditor } = kept.creditor!; // the SIRET says it too
    const { reference: __, ...payment } = kept.payment!; // of one letter
    expect(sent.creditor).toMatchObject(kept.creditor!.siret ? creditor : kept.creditor!);
    expect(sent.payment).toMatchObject(payment);
    expect(sent.signatory).toEqual(kept.signatory);
    expect(sent.place).toBe(kept.place);
  });

  it("says what it lacks in the order of its form, once", () => {
    const missing = ["place", "creditor.name", "creditor.address.street", "payment.iban", "payment.link"];
    expect(toComplete(missing, {}).map(({ name }) => name)).toEqual([
      "creditor.name",
      "creditor.address.street",
      "payment.iban",
      "payment.link",
      "place",
    ]);
  });

  it("shows amounts, days and numbers as people write them", () => {
    expect(
      typedOf({ creditor: { siren: "404833048", share_capital: "5000.00", variable_capital: true, rna: null } }),
    ).toEqual({
      "creditor.siren": "404\u00a0833\u00a0048",
      "creditor.share_capital": "5\u202f000,00",
      "creditor.variable_capital": "on",
    });
    expect(typedOf({ day: "2026-03-07", payments: [{ amount: "12.50" }] })).toEqual({
      day: "7/3/2026",
      "payments[0].amount": "12,50",
    });
  });
});
