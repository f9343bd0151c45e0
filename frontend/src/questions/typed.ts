/**
 * Facts of the API as a person types them, by the name of their question: the way back from given.ts.
 *
 *   typedOf({ creditor: { name: "Lenoir" }, place: null })      // { "creditor.name": "Lenoir" }
 */
import type { Facts } from "../api";
import { amount, iban, NBSP, siren } from "../text";
import type { Answers } from "./question";

/** A blank is left out, a list is numbered, a tick is "on". */
export function typedOf(facts: Facts): Answers {
  return Object.fromEntries(flat(facts, "").filter(([, typed]) => typed));
}

function flat(value: unknown, name: string): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((each, rank) => flat(each, `${name}[${rank}]`));
  if (typeof value !== "object" || value === null) return [[ALIASES[name] ?? name, written(name, value)]];
  return Object.entries(value).flatMap(([part, each]) => flat(each, name ? `${name}.${part}` : part));
}

/** A SIREN or a SIRET is typed in one place; the longer one says more. */
const ALIASES: Record<string, string> = { "creditor.siret": "creditor.siren" };

function written(name: string, value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  const text = String(value);
  if (value === true) return "on";
  if (/\.(siren|siret)$/.test(name)) return siren(text);
  if (name.endsWith(".iban")) return iban(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text.split("-").reverse().map(Number).join("/");
  return /^\d+\.\d\d$/.test(text) ? amount(text).replace(`${NBSP}€`, "") : text;
}
