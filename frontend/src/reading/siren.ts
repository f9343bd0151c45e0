/** 404 833 048 · 404-833-048 · SIREN 404.833.048 → "404833048", checked by its own arithmetic (Luhn). */
import { oneLine, type Reading, refuse } from "./text";

const SEPARATORS = /[\s.\-–—_/]/g;
const LA_POSTE = "356000000";

export function readSiren(typed: string): Reading {
  const digits = compact(typed);
  if (!/^\d+$/.test(digits)) return refuse("Le SIREN comporte 9 chiffres et rien d'autre");
  if (digits.length !== 9) return refuse(`Le SIREN comporte 9 chiffres, vous en avez saisi ${digits.length}`);
  return checked(digits, "SIREN");
}

/** Nine or fourteen digits: people copy one or the other. */
export function readSirenOrSiret(typed: string): Reading {
  const digits = compact(typed);
  if (!/^\d+$/.test(digits)) return refuse("Le SIREN comporte 9 chiffres, le SIRET 14, et rien d'autre");
  if (digits.length === 9) return checked(digits, "SIREN");
  if (digits.length === 14) return checked(digits, "SIRET");
  return refuse(`Le SIREN comporte 9 chiffres et le SIRET 14, vous en avez saisi ${digits.length}`);
}

function compact(typed: string): string {
  return oneLine(typed)
    .replace(/^sire[nt]\s*:?/i, "")
    .replace(SEPARATORS, "");
}

function checked(digits: string, name: string): Reading {
  const right = /[1-9]/.test(digits) && luhn(digits.slice(0, 9)) && (digits.length === 9 || siretIsRight(digits));
  return right ? { value: digits } : refuse(`Ce ${name} comporte une erreur : vérifiez les chiffres`);
}

/** The establishments of La Poste, but its seat, follow a rule of their own: the digits add up to a multiple of five. */
function siretIsRight(digits: string): boolean {
  if (!digits.startsWith(LA_POSTE) || digits === `${LA_POSTE}00048`) return luhn(digits);
  return [...digits].reduce((sum, digit) => sum + Number(digit), 0) % 5 === 0;
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, rank) => {
    const doubled = Number(digit) * (rank % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
