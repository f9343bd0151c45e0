/**
 * What was answered to some questions: the facts of the API, or what is missing or cannot be read; and the question
 * that a fault of the API is about. Pure.
 *
 *   const faults = faultsIn(items, answers);
 *   if (!faults.length) send(given(items, answers));        // { invoices: [{ ref: "F-1", … }] }
 *   const question = nearest(questionsOf(items, answers), "invoices[0].due_date");
 */
import type { Facts } from "../api";
import { typography } from "../text";
import { type Answers, countOf, type Item, isOptional, type Question, questionsOf, read, words } from "./question";

export interface Fault {
  name: string;
  message: string;
}

/** What cannot be read is left out: faultsIn says so. Names below «asked.» stay on this device. */
export function given(items: readonly Item[], answers: Answers): Facts {
  const facts: Facts = {};
  for (const question of questionsOf(items, answers)) {
    const reading = read(question, answers);
    if (!reading || "reason" in reading || question.name.startsWith("asked.")) continue;
    put(facts, nameOf(question.name, reading.value), reading.value);
  }
  return facts;
}

/** In the order of the questions. `partial`: what is not answered may wait. */
export function faultsIn(items: readonly Item[], answers: Answers, partial = false): Fault[] {
  return questionsOf(items, answers).flatMap((question): Fault[] => {
    const reading = read(question, answers);
    if (reading && "reason" in reading)
      return [{ name: question.name, message: within(question, answers, reading.reason) }];
    if (reading || partial || isOptional(question, answers)) return [];
    return [
      { name: question.name, message: within(question, answers, question.missing ?? words(question.label, answers)) },
    ];
  });
}

/** The question of that path, else the nearest one above it. */
export function nearest<Asked extends { name: string }>(questions: readonly Asked[], field: string): Asked | undefined {
  for (let path = ALIASES[field] ?? field; path; path = path.replace(/(\.[^.[]+|\[\d+\]|^[^.[]+)$/, "")) {
    const found =
      questions.find(({ name }) => name === path) ??
      questions.find(({ name }) => /^[.[]/.test(name.slice(path.length)) && name.startsWith(path));
    if (found) return found;
  }
  return undefined;
}

/** Facts that one question gives under another name. */
const ALIASES: Record<string, string> = {
  document: "asked.reminder",
  "creditor.siret": "creditor.siren",
  letter_date: "computation_date",
};

/** A SIREN or a SIRET is typed in one place. */
function nameOf(name: string, value: unknown): string {
  return name === "creditor.siren" && String(value).length === 14 ? "creditor.siret" : name;
}

/** put({}, "invoices[0].ref", "F-1") makes { invoices: [{ ref: "F-1" }] }. */
function put(target: Facts, path: string, value: unknown): void {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  const last = steps.pop()!;
  let place: Facts = target;
  steps.forEach((step, rank) => {
    place[step] ??= /^\d+$/.test(steps[rank + 1] ?? last) ? [] : {};
    place = place[step] as Facts;
  });
  place[last] = value;
}

/** «Facture 2» first, for a question of a list that has several entries. */
function within(question: Question, answers: Answers, message: string): string {
  const [, list, position] = /^(\w+(?:\.\w+)?)\[(\d+)\]/.exec(question.name) ?? [];
  const title = list && TITLES[list];
  const entry = title && countOf(list, answers) > 1 ? `${title} ${Number(position) + 1}` : "";
  return typography(entry ? `${entry} : ${message}` : message);
}

const TITLES: Record<string, string> = {
  invoices: "Facture",
  payments: "Paiement",
  credit_notes: "Avoir",
  reminders: "Relance",
  "public.suspensions": "Suspension",
};
