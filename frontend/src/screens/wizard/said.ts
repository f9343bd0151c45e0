/** The answers read again, page by page: each line as a person would say it. */
import { type Page, pagesOf, type Wizard } from "../../path";
import { type Answers, optionsOf, type Question, questionsOf, read, words } from "../../questions/question";
import { amount, day, iban, NBSP, percent, siren, typography } from "../../text";

/** Plain on a letter, plain here. */
const NEEDS_NO_LABEL = /^(debtor|creditor)\.(kind|name|address\.\w+)$|^asked\.(case|received|reminders)$/;
const SPOKEN: Record<string, (value: string) => string> = { amount, day, iban, percent, siren, sirenOrSiret: siren };

export interface Said {
  page: Page;
  lines: string[];
}

/** Every page of this person's path that holds an answer. */
export function saidOn(wizard: Wizard, answers: Answers): Said[] {
  return pagesOf(wizard, answers)
    .map((page) => ({ page, lines: linesOf(page, answers) }))
    .filter(({ lines }) => lines.length > 0);
}

function linesOf(page: Page, answers: Answers): string[] {
  const lines: string[] = [];
  let before: Question | undefined;
  for (const question of questionsOf(page.items, answers)) {
    const line = lineOf(question, page, answers);
    if (line === null) continue;
    const joint = before && jointOf(before, question);
    if (joint) lines.push(`${lines.pop()}${joint}${line}`);
    else lines.push(line);
    before = question;
  }
  return lines;
}

/** What belongs on one line: a postcode and its city, all that is said of one invoice. */
function jointOf(before: Question, question: Question): string {
  if (before.name.endsWith(".postcode")) return " ";
  const entry = /^.*\[\d+\]/.exec(question.name)?.[0];
  return entry && before.name.startsWith(entry) ? " · " : "";
}

function lineOf(question: Question, page: Page, answers: Answers): string | null {
  const reading = read(question, answers);
  if (!reading || "reason" in reading || reading.value === false) return null;
  const label = typography(words(question.label, answers));
  if (question.control === "tick") return label;
  const value = spoken(question, answers, reading.value);
  if (NEEDS_NO_LABEL.test(question.name) || question.label === page.title) return value;
  return /[?]$/.test(label) ? `${label} ${value}` : `${label}${NBSP}: ${value}`;
}

function spoken(question: Question, answers: Answers, value: unknown): string {
  if ("options" in question)
    return typography(
      optionsOf(question, answers).find((option) => option.value === answers[question.name])?.label ?? "",
    );
  if (question.control === "tick") return "";
  if (Array.isArray(value)) return value.join(", ");
  const told = SPOKEN[question.kind ?? ""]?.(String(value)) ?? String(value);
  return question.unit === "jours" ? `${told}${NBSP}jours` : told;
}
