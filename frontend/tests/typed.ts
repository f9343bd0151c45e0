/** A sample letter of the Python tests as a French person would type it: the answers of a draft. */
/// <reference types="vite/client" />
import type { Answers } from "../src/questions/question";

export type Sample = Record<string, unknown>;

const SAMPLES = import.meta.glob<Sample>("../../tests/samples/*.json", { eager: true, import: "default" });

export function sample(name: string): Sample {
  return SAMPLES[`../../tests/samples/${name}.json`]!;
}

export function typed(facts: Sample): Answers {
  const { document, ...rest } = facts;
  const answers: Record<string, string> = { "asked.case": "aucun", "asked.reminder": String(document) };
  flatten(rest, "", answers);
  const received = [facts.payments ? "paiement" : "", facts.credit_notes ? "avoir" : ""].filter(Boolean);
  answers["asked.received"] = received.length === 2 ? "deux" : (received[0] ?? "non");
  answers["asked.reminders"] = facts.reminders ? "oui" : "non";
  answers["asked.suspensions"] = (facts.public as Sample | undefined)?.suspensions ? "oui" : "non";
  answers["rate.mode"] ??= "none";
  answers.nature ??= "supply";
  if ("claim_accessories" in facts) answers.claim_accessories = facts.claim_accessories ? "oui" : "non";
  const refs = (facts.invoices as { ref: string }[]).map(({ ref }) => ref);
  for (const name of Object.keys(answers).filter((each) => /^(payments|credit_notes).*\.invoice$/.test(each)))
    answers[name] = String(refs.indexOf(answers[name]!));
  const siret = answers["creditor.siret"];
  if (siret) answers["creditor.siren"] = siret;
  return answers;
}

function flatten(value: unknown, path: string, into: Record<string, string>): void {
  if (path === "enclosures") into[path] = (value as string[]).join("\n");
  else if (Array.isArray(value)) for (const [rank, each] of value.entries()) flatten(each, `${path}[${rank}]`, into);
  else if (typeof value === "object" && value !== null)
    for (const [name, each] of Object.entries(value)) flatten(each, path ? `${path}.${name}` : name, into);
  else into[path] = value === true ? "on" : asTyped(String(value));
}

function asTyped(text: string): string {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (day) return `${Number(day[3])}/${Number(day[2])}/${day[1]}`;
  return /^\d+\.\d\d$/.test(text) ? text.replace(".", ",").replace(/\B(?=(\d{3})+,)/g, "\u202f") : text;
}
