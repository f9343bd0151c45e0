/** FR76 1899 9004… → compact capitals, checked by the key of the IBAN; a wrong French RIB key only warns. */
import { typography } from "../text";
import { oneLine, type Reading, refuse } from "./text";

const FRENCH_LENGTH = 27;

export function readIban(typed: string): Reading {
  const text = oneLine(typed)
    .replace(/^iban\s*:?/i, "")
    .replace(/[\s.\-–—_/]/g, "")
    .toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]+$/.test(text))
    return refuse("Un IBAN commence par deux lettres et deux chiffres, par exemple FR76");
  if (text.startsWith("FR") && text.length !== FRENCH_LENGTH)
    return refuse(`Un IBAN français comporte ${FRENCH_LENGTH} caractères, vous en avez saisi ${text.length}`);
  if (text.length < 15 || text.length > 34 || remainder(text.slice(4) + text.slice(0, 4)) !== 1)
    return refuse("Cet IBAN comporte une erreur : vérifiez les chiffres");
  if (text.startsWith("FR") && !ribKeyIsRight(text))
    return { value: text, warning: typography("La clé RIB de cet IBAN paraît fausse : comparez-le à votre relevé.") };
  return { value: text };
}

/** Modulo 97, letters counting 10 to 35, in steps that no number overflows. */
function remainder(text: string): number {
  return [...text].reduce((rest, character) => Number(`${rest}${Number.parseInt(character, 36)}`) % 97, 0);
}

function ribKeyIsRight(text: string): boolean {
  const digits = [...text.slice(4)]
    .map((character) => (/\d/.test(character) ? character : letterDigit(character)))
    .join("");
  const [bank, branch, account, key] = [digits.slice(0, 5), digits.slice(5, 10), digits.slice(10, 21), text.slice(25)];
  return 97 - ((89 * Number(bank) + 15 * Number(branch) + 3 * Number(account)) % 97) === Number(key);
}

/** A–I are 1–9, J–R 1–9, S–Z 2–9. */
function letterDigit(letter: string): string {
  return "12345678912345678923456789"[letter.charCodeAt(0) - 65]!;
}
