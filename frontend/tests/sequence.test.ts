/** A sequence shown in force, sent as the changes that make it so. */
import { describe, expect, it } from "vitest";
import { given } from "../src/questions/given";
import { changesOf, inForce, sequenceAnswers, sequenceItems, whenOf } from "../src/sequence";
import type { Scenario, ScenarioChanges } from "../src/space/api";

const OURS: Scenario = {
  courtesy_reminder: -5,
  first_reminder: 5,
  second_reminder: 15,
  formal_notice: 30,
  last_notice: 2,
  hour: 9,
  gap_days: 5,
  minimum_amount: "15.00",
  validate_above: null,
};

/** What is sent when these answers are changed. */
function sent(typed: Record<string, string>, wider = OURS, changes: ScenarioChanges = {}): ScenarioChanges {
  const answers = { ...sequenceAnswers(inForce(wider, changes)), ...typed };
  return changesOf(given(sequenceItems(wider), answers), answers, wider);
}

describe("a change of sequence", () => {
  it("is nothing when nothing is changed", () => expect(sent({})).toEqual({}));
  it("states one step alone", () => expect(sent({ first_reminder: "7 jours" })).toEqual({ first_reminder: 7 }));
  it("counts a courtesy reminder before the due date", () =>
    expect(sent({ courtesy_reminder: "3" })).toEqual({ courtesy_reminder: -3 }));
  it("removes a step", () => expect(sent({ "asked.last_notice": "" })).toEqual({ last_notice: { off: true } }));
  it("brings back a step that was removed", () =>
    expect(sent({ "asked.last_notice": "on", last_notice: "2" }, OURS, { last_notice: { off: true } })).toEqual({}));
  it("adds a step that the wider sequence lacks", () =>
    expect(
      sent({ "asked.courtesy_reminder": "on", courtesy_reminder: "4" }, { ...OURS, courtesy_reminder: null }),
    ).toEqual({ courtesy_reminder: -4 }));
  it("leaves a step off that the wider sequence lacks", () =>
    expect(sent({}, { ...OURS, courtesy_reminder: null })).toEqual({}));
  it("states limits", () =>
    expect(sent({ hour: "14", gap_days: "8", minimum_amount: "0", validate_above: "1 000" })).toEqual({
      hour: 14,
      gap_days: 8,
      minimum_amount: "0",
      validate_above: "1000",
    }));
  it("is the same once saved and shown again", () => {
    const changes = { second_reminder: 20, last_notice: { off: true } as const, minimum_amount: "40.00" };
    expect(sent({}, OURS, changes)).toEqual({ ...changes, minimum_amount: "40.00" });
  });
});

it("never narrows the gap between two messages", () => {
  expect(inForce(OURS, { gap_days: 2 }).gap_days).toBe(5);
});

it("says when a step comes", () => {
  expect(whenOf("courtesy_reminder", -5)).toBe("5\u00a0jours avant l'échéance");
  expect(whenOf("first_reminder", 1)).toBe("1\u00a0jour après l'échéance");
  expect(whenOf("last_notice", 2)).toBe("2\u00a0jours ouvrés après le délai de la mise en demeure");
  expect(whenOf("last_notice", null)).toBe("jamais");
});
