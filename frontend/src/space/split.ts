/**
 * A sum in equal instalments, one a month: a first proposal, that people change. Cents are whole numbers, and the last
 * instalment takes what does not divide.
 *
 *   split("1256.93", 3, "2026-12-31")   // 418.97 on 31 December, 418.97 on 31 January, 418.99 on 28 February
 */
export type Part = { date: string; amount: string };

export function split(total: string, count: number, first: string): Part[] {
  const cents = inCents(total);
  const each = Math.floor(cents / count);
  return Array.from({ length: count }, (_, rank) => ({
    date: monthsAfter(first, rank),
    amount: inEuros(rank === count - 1 ? cents - each * (count - 1) : each),
  }));
}

/** The sum of some amounts, all of them read. */
export function total(amounts: readonly string[]): string {
  return inEuros(amounts.reduce((sum, each) => sum + inCents(each), 0));
}

/** The same day of a later month, or its last one. */
function monthsAfter(iso: string, months: number): string {
  const [year, month, number] = iso.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)); // the day before the next month
  return `${last.toISOString().slice(0, 8)}${String(Math.min(number, last.getUTCDate())).padStart(2, "0")}`;
}

function inCents(decimal: string): number {
  const [whole = "", cents = ""] = decimal.split(".");
  return Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}

function inEuros(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}
