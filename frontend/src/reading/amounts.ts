/** 1 234,56 · 1234.56 · 1.234,56 € → "1234.56" */
import { NARROW } from "../text";
import { oneLine, type Reading, refuse } from "./text";

const LONGEST = 9; // digits before the comma
const EXAMPLE = `par exemple 1${NARROW}234,56`;

/** More than zero. */
export function readAmount(typed: string): Reading {
  const reading = readAmountOrZero(typed);
  return "value" in reading && Number(reading.value) === 0 ? refuse("Le montant doit être supérieur à zéro") : reading;
}

export function readAmountOrZero(typed: string): Reading {
  const text = oneLine(typed)
    .replace(/€|eur(os?)?$/i, "")
    .replace(/[\s'’]/g, "");
  if (/^[-−–]/.test(text)) return refuse("Écrivez le montant sans signe moins");
  const mark = Math.max(text.lastIndexOf(","), text.lastIndexOf("."));
  const whole = mark < 0 ? text : text.slice(0, mark);
  const cents = mark < 0 ? "" : text.slice(mark + 1);
  const other = text[mark] === "," ? "." : ",";
  const grouped = new RegExp(`^\\d+$|^\\d{1,3}(\\${other}\\d{3})+$`);
  if (!grouped.test(whole) || !/^\d*$/.test(cents)) return refuse(`Écrivez le montant en chiffres, ${EXAMPLE}`);
  if (cents.length > 2) return refuse(`Écrivez deux chiffres au plus après la virgule, ${EXAMPLE}`);
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (digits.length > LONGEST) return refuse("Ce montant est trop grand : vérifiez-le");
  return { value: cents ? `${digits}.${cents}` : digits };
}
