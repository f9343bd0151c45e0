/**
 * What people type or paste, read generously: a value in the API's strict form, or the reason why it is not understood.
 * Shapes only: whether a date or a sum makes sense for the letter is the API's work. Readers are called on what is not
 * blank; whether a blank is allowed is the page's to say.
 *
 *   const reading = readDay("27.03.26");
 *   if ("reason" in reading) show(reading.reason) else facts.due_date = reading.value;
 */
import { typography } from "../text";

/** `warning`: understood and kept, but worth another look. */
export type Reading<Value = string> = { value: Value; warning?: string } | { reason: string };

export function refuse(sentence: string): { reason: string } {
  return { reason: typography(sentence) };
}

/** One line: NFC, every run of white space (no-break ones included) made one space. */
export function oneLine(typed: string): string {
  return typed.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** One item per line; blank lines are dropped. */
export function readLines(typed: string): Reading<string[]> {
  return { value: typed.split(/\r?\n/).map(oneLine).filter(Boolean) };
}

/** 8 · 8 jours */
export function readDays(typed: string): Reading<number> {
  const found = /^(\d{1,3})( jours?)?$/i.exec(oneLine(typed));
  return found ? { value: Number(found[1]) } : refuse("Indiquez un nombre de jours, par exemple 8");
}

/** exemple.fr/payer → https://exemple.fr/payer */
export function readLink(typed: string): Reading {
  const text = oneLine(typed);
  if (/\s/.test(text)) return refuse("Une adresse de site ne contient pas d'espace");
  return { value: /^[a-z]+:/i.test(text) ? text : `https://${text}` };
}

/** Anything with an @ between two words: the API knows better. */
export function readEmail(typed: string): Reading {
  const text = oneLine(typed).replace(/^mailto:/i, "");
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
    ? { value: text }
    : refuse("Écrivez l'adresse en entier, par exemple nom@exemple.fr");
}
