/** 27/3/2026 · 27.03.26 · 2026-03-27 · 27032026 · 1er janvier 2027 · vendredi 27 mars 2026 → "2026-03-27" */
import { MONTHS } from "../text";
import { oneLine, type Reading, refuse } from "./text";

const NUMBERS = /^(\d{1,2})[/. -]+(\d{1,2})[/. -]+(\d{4}|\d{2})$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const WORDS = /^(\d{1,2})(?:er)? ([^\d\s.]+)\.? (\d{4}|\d{2})$/;
const WITHOUT_YEAR = /^\d{1,2}([/. -]+\d{1,2}|(er)? [a-zéûô]+)\.?$/;
const WEEKDAY = /^(lun|mar|mercre|jeu|vendre|same)di |^dimanche /;

export function readDay(typed: string): Reading {
  const text = oneLine(typed).toLowerCase().replace(/^le /, "").replace(WEEKDAY, "");
  const numbers = NUMBERS.exec(text) ?? DIGITS.exec(text);
  if (numbers) return real(Number(numbers[1]), Number(numbers[2]), numbers[3]!);
  const iso = ISO.exec(text);
  if (iso) return real(Number(iso[3]), Number(iso[2]), iso[1]!);
  const words = WORDS.exec(text);
  const month = words && monthOf(words[2]!);
  if (words && month) return real(Number(words[1]), month, words[3]!);
  if (WITHOUT_YEAR.test(text)) return refuse("Ajoutez l'année, par exemple 27/3/2026");
  return refuse("Écrivez la date en jour, mois et année, par exemple 27/3/2026");
}

/** Today in Paris, "2026-11-21". */
export function today(): string {
  return new Date().toLocaleDateString("sv", { timeZone: "Europe/Paris" });
}

function real(number: number, month: number, typedYear: string): Reading {
  const year = typedYear.length === 2 ? 2000 + Number(typedYear) : Number(typedYear);
  if (month < 1 || month > 12) return refuse(`Le mois va de 1 à 12, vous avez écrit ${month}`);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (number < 1 || number > last)
    return refuse(`Il n'y a pas de ${number} ${MONTHS[month - 1]} ${year} : vérifiez le jour`);
  if (year < 2000 || year > 2100) return refuse(`Vérifiez l'année : vous avez écrit ${year}`);
  return { value: [year, String(month).padStart(2, "0"), String(number).padStart(2, "0")].join("-") };
}

/** "janv" → 1; 0 when it is no month, or could be two. */
function monthOf(word: string): number {
  const found = MONTHS.filter((name) => word.length > 2 && plain(name).startsWith(plain(word)));
  return found.length === 1 ? MONTHS.indexOf(found[0]!) + 1 : 0;
}

function plain(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "");
}
