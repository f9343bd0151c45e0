/**
 * The answers of a draft as the API wants them: the facts of the questions this person is asked, and no others.
 *
 *   const facts = letterFacts("mise-en-demeure", draft.answers);
 *   await letter(facts);  await statements(statementFacts(facts));
 */
import type { Facts } from "./api";
import { answersFor, pagesOf, type Wizard } from "./path";
import { given } from "./questions/given";
import type { Answers } from "./questions/question";
import { today } from "./reading/dates";
import { NBSP } from "./text";

/** What the check page lets a person decide, once the API has said that it is needed. */
export const DECISIONS = {
  UNKNOWN_RATE: { on_unknown_rate: "stop_at_last_known_day" },
  BELOW_RESIDUE_THRESHOLD: { residue_threshold: "0.00" },
  LIMITATION_PASSED: { amicable_after_limitation: true },
} as const;
export type Decision = keyof typeof DECISIONS;

const STATEMENT_FIELDS = [
  "regime",
  "rate",
  "nature",
  "notice_effect_date",
  "payments",
  "credit_notes",
  "waiver",
  "on_unknown_rate",
  "computation_date",
  "invoices",
];

/** What cannot be read is left out: path.ts has said so. */
export function letterFacts(wizard: Wizard, kept: Answers): Facts {
  const answers = answersFor(wizard, kept);
  const items = pagesOf(wizard, answers).flatMap((page) => page.items);
  const facts: Facts = { document: answers.document, computation_date: today(), ...given(items, answers) };
  if (typeof facts.deadline_days === "string") facts.deadline_days = Number(facts.deadline_days);
  for (const [position, payment] of (facts.payments as Facts[] | undefined)?.entries() ?? [])
    payment.id = `n°${NBSP}${position + 1}`;
  const presented = (facts.earlier_notice as Facts | undefined)?.presented_on;
  if (presented) facts.notice_effect_date = presented; // the same day: legal interest runs from the next one
  for (const [code, fact] of Object.entries(DECISIONS))
    if (answers[`asked.${code}`] === "on") Object.assign(facts, fact);
  return facts;
}

/** The part of a letter's facts that a statement is drawn from. */
export function statementFacts(letter: Facts): Facts {
  return Object.fromEntries(Object.entries(letter).filter(([name]) => STATEMENT_FIELDS.includes(name)));
}
