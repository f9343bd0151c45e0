/**
 * What the service read in an invoice becomes answers of the form: as a person would have typed them, and only where
 * nothing was typed. What differs from an answer is a conflict, for the person to decide; what is missing stays blank.
 *
 *   const { answers, filled, conflicts } = takeOver(read, draft.answers);
 */
import { type Answers, countOf } from "../questions/question";
import { readAmount } from "../reading/amounts";
import { readDay } from "../reading/dates";
import type { Reading } from "../reading/text";
import { amount, iban, NBSP, siren, typography } from "../text";

export type Party = {
  name: string | null;
  legal_id: string | null;
  street: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
};
/** The parts of the service's answer that a form uses. */
export type InvoiceRead = {
  expect: {
    number: string | null;
    issue_date: string | null;
    due_date: string | null;
    currency: string | null;
    payment_reference: string | null;
    order_ref: string | null;
    contract_ref: string | null;
    delivery_date: string | null;
    seller: Party;
    buyer: Party;
  };
  checks: Record<string, boolean>;
  suggested: {
    chase: boolean;
    principal: string | null;
    iban: string | null;
    bic: string | null;
    clause: { sentence: string; mode: string | null; percent: string | null } | null;
    buyer_in_france: boolean;
  };
  more_lines: { seller?: string[]; buyer?: string[] };
  remarks: { code: string; field: string; message: string }[];
};

/** Answers that go together, and how to say them. */
export type Part = { label: string; values: Answers; shown: string };
export type Conflict = { theirs: Part; mine: Part };
export type Taken = { answers: Answers; filled: string[]; conflicts: Conflict[] };

/** The creditor's own penalty sentence, shown beside the question of the rate. */
export const CLAUSE = "asked.clause";

/** `wants`: whether the form at hand asks for the answer of that name. */
export function takeOver(read: InvoiceRead, answers: Answers, wants = (_name: string) => true): Taken {
  const taken: Taken = { answers, filled: [], conflicts: [] };
  for (const theirs of partsOf(read, answers).filter(({ values }) => Object.keys(values).some(wants))) {
    const names = Object.keys(theirs.values).filter((name) => theirs.values[name]);
    const blank = names.filter((name) => !answers[name]?.trim());
    if (names.some((name) => answers[name]?.trim() && !same(answers[name]!, theirs.values[name]!))) {
      taken.conflicts.push({ theirs, mine: mineOf(theirs, answers) });
    } else if (blank.length) {
      taken.filled.push(theirs.label);
      const added = Object.fromEntries(blank.map((name) => [name, theirs.values[name]!]));
      taken.answers = { ...taken.answers, ...added };
    }
  }
  if (read.suggested.clause) taken.answers = { ...taken.answers, [CLAUSE]: read.suggested.clause.sentence };
  return taken;
}

/** What to check or to ask, each said of something; what this form does not use is left out. */
export function toCheck(
  { remarks }: InvoiceRead,
  wants: (name: string) => boolean = () => true,
): { about: string; message: string }[] {
  return remarks
    .filter(({ code, field }) => code !== "EMAIL_TO_CONFIRM" && (!field.startsWith("seller") || wants("creditor.name")))
    .map(({ code, field, message }) => ({
      about: ABOUT[field.split(".")[0]!] ?? (code === "FIELD_MISSING" ? (ABOUT[code + field] ?? "") : ""),
      message,
    }));
}

const ABOUT: Record<string, string> = {
  seller: "Vous",
  buyer: "Votre débiteur",
  FIELD_MISSINGnumber: "Numéro de la facture",
  FIELD_MISSINGissue_date: "Date d’émission",
  FIELD_MISSINGamount_due: "Montant",
};

/** Nothing of a credit note, nor of what is not in euros: no sum of it can be claimed as it stands. */
function partsOf(read: InvoiceRead, answers: Answers): Part[] {
  const { expect, suggested, checks } = read;
  if (!suggested.chase) return [];
  const at = `invoices[${positionFor(expect.number, answers)}]`;
  const principal = expect.currency === "EUR" && suggested.principal;
  const delivered = written(expect.delivery_date);
  return [
    part("numéro", { [`${at}.ref`]: expect.number }),
    part("montant à réclamer", { [`${at}.amount_ttc`]: principal && amount(principal).replace(`${NBSP}€`, "") }, "€"),
    part("date d’émission", { [`${at}.issue_date`]: written(expect.issue_date) }),
    part("échéance", { [`${at}.due_date`]: written(expect.due_date) }),
    part("date d’exécution", { [`${at}.performance_date`]: delivered, "origin.performance_date": delivered }),
    part("bon de commande", { "origin.order_reference": expect.order_ref }),
    part("numéro du marché", { "public.contract_number": expect.contract_ref }),
    part("nom de votre débiteur", { "debtor.name": expect.buyer.name }),
    part("SIREN de votre débiteur", { "debtor.siren": registered("buyer", expect.buyer, checks)?.slice(0, 9) }, siren),
    part("adresse de votre débiteur", {
      ...address("debtor", expect.buyer, read.more_lines.buyer),
      "debtor.address.country": suggested.buyer_in_france ? "" : country(expect.buyer.country),
    }),
    part("votre nom", { "creditor.name": expect.seller.name }),
    part("votre SIREN", { "creditor.siren": registered("seller", expect.seller, checks) }, siren),
    part("votre adresse", address("creditor", expect.seller, read.more_lines.seller)),
    part("IBAN", { "payment.iban": suggested.iban && iban(suggested.iban) }),
    part("BIC", { "payment.bic": suggested.bic }),
    part("référence à rappeler", { "payment.reference": expect.payment_reference }),
    ratePart(suggested.clause),
  ].filter(({ values }) => Object.values(values).some(Boolean));
}

function part(
  label: string,
  values: Record<string, string | null | undefined | false>,
  told: "€" | ((value: string) => string) = (value) => value,
): Part {
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value || ""]));
  return { label, values: said, shown: shown(Object.values(said), told) };
}

function mineOf({ label, values }: Part, answers: Answers): Part {
  const mine = Object.fromEntries(Object.keys(values).map((name) => [name, answers[name] ?? ""]));
  if ("rate.mode" in mine) return { label, values: mine, shown: rateInWords(mine) };
  return {
    label,
    values: mine,
    shown: shown(Object.values(mine), label.startsWith("montant") ? "€" : (value) => value),
  };
}

function shown(values: readonly string[], told: "€" | ((value: string) => string)): string {
  return [...new Set(values.filter(Boolean))]
    .map((value) => (told === "€" ? `${value}${NBSP}€` : told(value)))
    .join(", ");
}

// --- each part ------------------------------------------------------------------------------------------------------

/** The entry of that invoice, else one without a number, else a new one. */
function positionFor(number: string | null, answers: Answers): number {
  const refs = Array.from(
    { length: countOf("invoices", answers) },
    (_, at) => answers[`invoices[${at}].ref`]?.trim() ?? "",
  );
  const known = refs.findIndex((ref) => number && ref && same(ref, number));
  const blank = refs.indexOf("");
  return known >= 0 ? known : blank >= 0 ? blank : refs.length;
}

/** A SIRET, else a SIREN, whose checksum is right: a wrong one is not printed. */
function registered(
  role: "seller" | "buyer",
  { legal_id }: Party,
  checks: Record<string, boolean>,
): string | undefined {
  const digits = legal_id?.replace(/[\s.]/g, "") ?? "";
  if (!checks[`${role}_siren`]) return undefined;
  return checks[`${role}_siret`] ? digits : digits.slice(0, 9);
}

function address(whose: string, { street, postcode, city }: Party, more: readonly string[] = []) {
  return {
    [`${whose}.address.street`]: street,
    [`${whose}.address.complement`]: more.join(", "),
    [`${whose}.address.postcode`]: postcode,
    [`${whose}.address.city`]: city,
  };
}

/** "BE" → Belgique */
function country(code: string | null): string {
  return /^[A-Z]{2}$/.test(code ?? "") ? (new Intl.DisplayNames("fr", { type: "region" }).of(code!) ?? "") : "";
}

/** The rate that the creditor's own clause fixes, where it was recognised; proposed, to be confirmed on its page. */
function ratePart(clause: InvoiceRead["suggested"]["clause"]): Part {
  const mode = clause?.mode === "default" ? "none" : (clause?.mode ?? "");
  const values = {
    "rate.mode": mode in RATES ? mode : "",
    "rate.contract_rate_pct": (mode === "contract_fixed" && clause?.percent?.replace(".", ",")) || "",
  };
  return { label: "taux des pénalités, à confirmer", values, shown: rateInWords(values) };
}

function rateInWords(values: Answers): string {
  const rate = values["rate.contract_rate_pct"];
  const words = RATES[values["rate.mode"] ?? ""] ?? "";
  return values["rate.mode"] === "contract_fixed" && rate ? `${rate}${NBSP}% par an` : words;
}

const RATES: Record<string, string> = {
  none: "le taux de la loi",
  unknown: "je ne sais pas",
  contract_fixed: "un pourcentage",
  legal_x3: "trois fois le taux d’intérêt légal",
};

/** "2026-03-27" → 27/3/2026 */
function written(iso: string | null): string {
  return iso ? iso.split("-").reverse().map(Number).join("/") : "";
}

/** Whether two answers say the same, however they are written. */
function same(one: string, other: string): boolean {
  return meaning(one) === meaning(other);
}

function meaning(typed: string): string {
  const value = (reading: Reading) => ("value" in reading ? reading.value : null);
  const sum = value(readAmount(typed));
  return (
    value(readDay(typed)) ?? (sum === null ? typography(typed).toLowerCase().replace(/\s/g, "") : String(Number(sum)))
  );
}
