/**
 * What people type or paste, read generously: a value in the API's strict form, or the reason why it is not
 * understood. Shapes only: whether a date or a number makes sense for the letter is the API's work.
 */
import { MONTHS, typography } from "./french.js";

/** @typedef {{value: string | number | string[], reason?: undefined} | {reason: string, value?: undefined}} Reading */

/** @type {Record<string, (text: string) => Reading>} */
const KINDS = { amount, amount_or_zero, percent, day, count, siren, siren_or_siret, link, lines };

/** @param {string | undefined} kind @param {string} typed not blank @returns {Reading} */
export function read(kind, typed) {
  const text = typed.normalize("NFC");
  return kind === undefined ? { value: text.trim() } : KINDS[kind](kind === "lines" ? text : text.replace(/\s+/g, " ").trim());
}

/** @param {string} sentence @returns {Reading} */
const refuse = (sentence) => ({ reason: typography(sentence) });

/** 1 234,56 · 1234.56 · 1.234,56 € @param {string} text */
function amount(text) {
  const reading = amount_or_zero(text);
  return typeof reading.value === "string" && Number(reading.value) === 0 ? refuse("Le montant doit être supérieur à zéro") : reading;
}

/** @param {string} text */
function amount_or_zero(text) {
  let digits = text.replace(/€|eur(os?)?$/i, "").replace(/[\s'’]/g, "");
  if (/^[-−–]/.test(digits)) return refuse("Écrivez le montant sans signe moins");
  const mark = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  const whole = mark < 0 ? digits : digits.slice(0, mark);
  const cents = mark < 0 ? "" : digits.slice(mark + 1);
  const other = digits[mark] === "," ? "." : ",";
  const grouped = new RegExp(`^\\d+$|^\\d{1,3}(\\${other}\\d{3})+$`).test(whole);
  if (!grouped || !/^\d*$/.test(cents)) return refuse("Écrivez le montant en chiffres, par exemple 1 234,56".replace("1 2", "1\u202f2"));
  if (cents.length > 2) return refuse("Écrivez deux chiffres au plus après la virgule, par exemple 1 234,56".replace("1 2", "1\u202f2"));
  digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (digits.length > 9) return refuse("Ce montant est trop grand : vérifiez-le");
  return { value: cents ? `${digits}.${cents}` : digits };
}

/** 12,15 % @param {string} text */
function percent(text) {
  const found = /^(\d{1,2})(?:[.,](\d{1,3}))?$/.exec(text.replace(/\s|%/g, ""));
  if (!found || !Number(found[0].replace(",", "."))) return refuse("Indiquez un taux annuel, par exemple 12,15");
  return { value: found[2] ? `${found[1]}.${found[2]}` : found[1] };
}

/** 27/3/2026 · 27.03.26 · 2026-03-27 · 1er janvier 2027 · vendredi 27 mars 2026 @param {string} text */
function day(text) {
  const lower = text.toLowerCase().replace(/^le /, "").replace(/^(lun|mar|mercre|jeu|vendre|same)di |^dimanche /, "");
  const numbers = /^(\d{1,2})[/. -]+(\d{1,2})[/. -]+(\d{4}|\d{2})$/.exec(lower) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(lower);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(lower);
  const words = /^(\d{1,2})(?:er)? ([^\d\s.]+)\.? (\d{4}|\d{2})$/.exec(lower);
  if (numbers) return real(Number(numbers[1]), Number(numbers[2]), numbers[3]);
  if (iso) return real(Number(iso[3]), Number(iso[2]), iso[1]);
  if (words) {
    const month = monthOf(words[2]);
    if (month) return real(Number(words[1]), month, words[3]);
  }
  if (/^\d{1,2}([/. -]+\d{1,2}|(er)? [a-zéûô]+)\.?$/.test(lower)) return refuse("Ajoutez l'année, par exemple 27/3/2026");
  return refuse("Écrivez la date en jour, mois et année, par exemple 27/3/2026");
}

/** @param {number} number @param {number} month @param {string} typedYear */
function real(number, month, typedYear) {
  const year = typedYear.length === 2 ? 2000 + Number(typedYear) : Number(typedYear);
  if (month < 1 || month > 12) return refuse(`Le mois va de 1 à 12, vous avez écrit ${month}`);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (number < 1 || number > last) return refuse(`Il n'y a pas de ${number} ${MONTHS[month - 1]} ${year} : vérifiez le jour`);
  if (year < 2000 || year > 2100) return refuse(`Vérifiez l'année : vous avez écrit ${year}`);
  return { value: [year, String(month).padStart(2, "0"), String(number).padStart(2, "0")].join("-") };
}

/** "janv" → 1; 0 when it is no month, or could be two. @param {string} word */
function monthOf(word) {
  const plain = (/** @type {string} */ name) => name.normalize("NFD").replace(/\p{M}/gu, "");
  const found = MONTHS.filter((name) => word.length > 2 && plain(name).startsWith(plain(word)));
  return found.length === 1 ? MONTHS.indexOf(found[0]) + 1 : 0;
}

/** 8 · 8 jours @param {string} text */
function count(text) {
  const found = /^(\d{1,2})( jours?)?$/.exec(text);
  return found ? { value: Number(found[1]) } : refuse("Indiquez un nombre de jours, par exemple 8");
}

/** 404 833 048 @param {string} text */
function siren(text) {
  const digits = text.replace(/^siren|[\s.\-–_/]/gi, "");
  if (!/^\d+$/.test(digits)) return refuse("Le SIREN comporte 9 chiffres et rien d'autre");
  return digits.length === 9 ? { value: digits } : refuse(`Le SIREN comporte 9 chiffres, vous en avez saisi ${digits.length}`);
}

/** @param {string} text */
function siren_or_siret(text) {
  const digits = text.replace(/^sire[nt]|[\s.\-–_/]/gi, "");
  if (!/^\d+$/.test(digits)) return refuse("Le SIREN comporte 9 chiffres, le SIRET 14, et rien d'autre");
  return digits.length === 9 || digits.length === 14
    ? { value: digits }
    : refuse(`Le SIREN comporte 9 chiffres et le SIRET 14, vous en avez saisi ${digits.length}`);
}

/** exemple.fr/payer → https://exemple.fr/payer @param {string} text */
function link(text) {
  if (/\s/.test(text)) return refuse("Une adresse de site ne contient pas d'espace");
  return { value: /^[a-z]+:/i.test(text) ? text : `https://${text}` };
}

/** One item per line. @param {string} text */
function lines(text) {
  return { value: text.split("\n").map((line) => line.trim()).filter(Boolean) };
}
