/**
 * French as the site writes it: the twin of chalicelib/core/french.py, held to the same tests/vectors/french.json.
 *
 *   amount("1240.00")  → 1 240,00 €     day("2027-01-01") → 1er janvier 2027     typography("Où est-il ?")
 *
 * U+202F before ; ! ? and between thousands; U+00A0 before : € % and inside « ». Amounts and days are the API's
 * strings ("1240.00", "2027-01-01"): no float ever holds money, no Date ever holds a day.
 */

export const NARROW = "\u202f";
export const NBSP = "\u00a0";
export const MONTHS = [
  "janvier",
  "février",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "août",
  "septembre",
  "octobre",
  "novembre",
  "décembre",
] as const;

const RULES: [RegExp, string][] = [
  [/(?<=[\p{L}\p{N}_])'(?=[\p{L}\p{N}_])/gu, "’"],
  [/ +([;!?])/g, `${NARROW}$1`],
  [/ +([:»%€])/g, `${NBSP}$1`],
  [/« +/g, `«${NBSP}`],
  [/(?<![\p{L}\p{N}_])(n°|art\.|M\.|Mme|p\.) +/gu, `$1${NBSP}`],
  [new RegExp(`(?<![\\p{L}\\p{N}_])(\\d{1,2}(?:er)?) +(${MONTHS.join("|")})(?![\\p{L}\\p{N}_])`, "gu"), `$1${NBSP}$2`],
];

/** Turns the plain spaces and apostrophes of a French sentence into the right ones; adds none. */
export function typography(sentence: string): string {
  return RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), sentence);
}

/** 1 240,00 € */
export function amount(decimal: string): string {
  const [whole = "", cents = ""] = decimal.replace("-", "\u2212").split(".");
  return `${grouped(whole)},${cents.padEnd(2, "0")}${NBSP}€`;
}

/** 12,15 %: two decimals at least. */
export function percent(decimal: string): string {
  const [whole, decimals = ""] = decimal.split(".");
  return `${whole},${decimals.replace(/0+$/, "").padEnd(2, "0")}${NBSP}%`;
}

/** 1er janvier 2027, unbreakable. */
export function day(iso: string): string {
  const [year, month, number] = iso.split("-").map(Number) as [number, number, number];
  return [number === 1 ? "1er" : number, MONTHS[month - 1], year].join(NBSP);
}

/** 14 h 32, in the reader's own time. */
export function hour(moment: Date): string {
  return `${moment.getHours()}${NBSP}h${NBSP}${String(moment.getMinutes()).padStart(2, "0")}`;
}

/** 404 833 048; a SIRET gets its last five digits apart. */
export function siren(compact: string): string {
  return (compact.match(/^(\d{3})(\d{3})(\d{3})(\d*)$/)?.slice(1) ?? [compact]).filter(Boolean).join(NBSP);
}

/** In groups of four that a line never splits. */
export function iban(compact: string): string {
  return (compact.match(/.{1,4}/g) ?? []).join(NBSP);
}

/** a, b et c */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} et ${items.at(-1)}`;
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
}
