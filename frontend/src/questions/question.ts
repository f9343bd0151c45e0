/**
 * A question as data: what it asks, when it shows, what it accepts. Its name is the API's own path, so that a fault of
 * the API finds its question by name; names below «asked.» stay on this device. Words are written with plain spaces and
 * apostrophes: whoever shows them applies the typography.
 */
import { readAmount, readAmountOrZero } from "../reading/amounts";
import { readDay } from "../reading/dates";
import { readIban } from "../reading/iban";
import { readPercent } from "../reading/percent";
import { readSiren, readSirenOrSiret } from "../reading/siren";
import { oneLine, type Reading, readDays, readEmail, readLines, readLink } from "../reading/text";

/** Everything typed or chosen, by name; a tick is "on". `document` is the letter being written. */
export type Answers = Readonly<Record<string, string>>;
export type Test = (answers: Answers) => boolean;
export type Words = string | ((answers: Answers) => string);

export interface Option {
  value: string;
  label: string;
  hint?: string;
  when?: Test;
  /** What this choice asks next. */
  asks?: readonly Item[];
  /** What the API receives instead of the value. */
  sends?: string | boolean;
}

interface Named {
  name: string;
  label: Words;
  hint?: Words;
  when?: Test;
  optional?: boolean | Test;
  missing?: string;
}

export interface Text extends Named {
  control: "text" | "lines";
  kind?: keyof typeof READERS;
  width?: "tiny" | "short" | "medium";
  grow?: boolean;
  unit?: string;
  autocomplete?: string;
  inputmode?: "numeric" | "decimal" | "email" | "tel" | "url";
}
export interface Choice extends Named {
  control: "radios" | "select";
  options: readonly Option[] | ((answers: Answers) => readonly Option[]);
}
export interface Tick extends Named {
  control: "tick";
}
export type Question = Text | Choice | Tick;

/** Questions on one line, where the screen is wide enough. */
export interface Row {
  control: "row";
  when?: Test;
  items: readonly Item[];
}
/** Questions that few people need, folded. */
export interface More {
  control: "more";
  label: string;
  when?: Test;
  items: readonly Item[];
}
/** The same questions for each invoice, payment… at least once. */
export interface List {
  control: "list";
  name: string;
  title: string;
  add: string;
  /** Under its title even when it has one entry. */
  titled?: boolean;
  when?: Test;
  items: readonly Item[];
}
export type Item = Question | Row | More | List;

const READERS = {
  text: (typed: string): Reading => ({ value: oneLine(typed) }),
  paragraph: (typed: string): Reading => ({ value: typed.normalize("NFC").trim() }),
  lines: readLines,
  amount: readAmount,
  amountOrZero: readAmountOrZero,
  percent: readPercent,
  day: readDay,
  days: readDays,
  siren: readSiren,
  sirenOrSiret: readSirenOrSiret,
  iban: readIban,
  link: readLink,
  email: readEmail,
};

export function is(name: string, ...values: string[]): Test {
  return (answers) => values.includes(answers[name] ?? "");
}
export function not(test: Test): Test {
  return (answers) => !test(answers);
}
export function both(...tests: Test[]): Test {
  return (answers) => tests.every((test) => test(answers));
}

/** Every question that shows, in order, lists unrolled: invoices[0].ref, invoices[1].ref… */
export function questionsOf(items: readonly Item[], answers: Answers): Question[] {
  return items
    .filter((item) => shows(item, answers))
    .flatMap((item): Question[] => {
      if (item.control === "row" || item.control === "more") return questionsOf(item.items, answers);
      if (item.control === "list") return entriesOf(item, answers).flatMap((entry) => questionsOf(entry, answers));
      if (item.control !== "radios") return [item];
      const chosen = optionsOf(item, answers).find((option) => option.value === answers[item.name]);
      return [item, ...questionsOf(chosen?.asks ?? [], answers)];
    });
}

export function shows(item: { when?: Test }, answers: Answers): boolean {
  return item.when?.(answers) ?? true;
}

export function optionsOf(choice: Choice, answers: Answers): readonly Option[] {
  const options = typeof choice.options === "function" ? choice.options(answers) : choice.options;
  return options.filter((option) => shows(option, answers));
}

export function isOptional(question: Question, answers: Answers): boolean {
  if (question.control === "tick") return true;
  return typeof question.optional === "function" ? question.optional(answers) : (question.optional ?? false);
}

export function words(said: Words | undefined, answers: Answers): string {
  return typeof said === "function" ? said(answers) : (said ?? "");
}

/** What was typed, read; null for a blank. A choice that is no longer offered counts as blank. */
export function read(question: Question, answers: Answers): Reading<unknown> | null {
  const typed = answers[question.name] ?? "";
  if (question.control === "tick") return { value: typed === "on" };
  if (!("options" in question)) return typed.trim() ? READERS[question.kind ?? "text"](typed) : null;
  const option = optionsOf(question, answers).find((each) => each.value === typed);
  if (!option || typed === "") return null;
  return { value: option.sends === undefined ? option.value : option.sends };
}

// --- lists ----------------------------------------------------------------------------------------------------------

/** The items of each entry, under their own names. */
export function entriesOf(list: List, answers: Answers): Item[][] {
  return Array.from({ length: countOf(list.name, answers) }, (_, position) =>
    list.items.map((item) => numbered(item, `${list.name}[]`, `${list.name}[${position}]`)),
  );
}

/** How many entries a list has: one at least. */
export function countOf(list: string, answers: Answers): number {
  return Math.max(1, ...Object.keys(answers).map((name) => (positionIn(list, name) ?? -1) + 1));
}

/** With one more entry, empty: the blank is kept so that the list counts it. */
export function withEntry(list: List, answers: Answers): Answers {
  const first = questionsOf(list.items, answers)[0]!;
  return { ...answers, [first.name.replace("[]", `[${countOf(list.name, answers)}]`)]: "" };
}

/** Without one entry: the following ones move up, and what named them by their position follows. */
export function withoutEntry(list: string, position: number, answers: Answers): Answers {
  const kept = Object.entries(answers).flatMap(([name, value]): [string, string][] => {
    const at = positionIn(list, name);
    if (at === position) return [];
    const moved = at !== null && at > position ? name.replace(`${list}[${at}]`, `${list}[${at - 1}]`) : name;
    return [[moved, list === "invoices" && name.endsWith(".invoice") ? follow(value, position) : value]];
  });
  return Object.fromEntries(kept);
}

function follow(chosen: string, removed: number): string {
  if (chosen === "" || Number(chosen) < removed) return chosen;
  return Number(chosen) === removed ? "" : String(Number(chosen) - 1);
}

function positionIn(list: string, name: string): number | null {
  if (!name.startsWith(`${list}[`)) return null;
  return Number.parseInt(name.slice(list.length + 1), 10);
}

function numbered(item: Item, from: string, to: string): Item {
  if (item.control === "row" || item.control === "more")
    return { ...item, items: item.items.map((each) => numbered(each, from, to)) };
  return { ...item, name: item.name.replace(from, to) };
}
