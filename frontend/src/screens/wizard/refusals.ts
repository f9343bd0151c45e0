/** What the check page heard, kept in the draft so that the page that holds the field says it in the same words. */
import type { Answers } from "../../questions/question";
import type { Faults } from "../../ui/ErrorSummary";

const NAME = "asked.refusals";

export function refusalsIn(answers: Answers): Faults {
  return JSON.parse(answers[NAME] || "[]");
}

export function withRefusals(answers: Answers, faults: Faults): Answers {
  return { ...answers, [NAME]: faults.length ? JSON.stringify(faults) : "" };
}
