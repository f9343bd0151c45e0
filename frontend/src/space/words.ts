/** What the space says by itself: days in full, documents and means of sending by their names. */
import { day, MONTHS } from "../text";

const WEEKDAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"] as const;

export const DOCUMENTS: Readonly<Record<string, string>> = {
  courtesy_reminder: "Rappel d’échéance",
  first_reminder: "Première relance",
  second_reminder: "Seconde relance",
  formal_notice: "Mise en demeure",
  last_notice: "Dernier avis",
  plan_offer: "Proposition d’échéancier",
  plan_agreement: "Accord d’échéancier",
  receipt: "Reçu",
  account_statement: "Relevé de compte",
};

export const CHANNELS: Readonly<Record<string, string>> = {
  registered: "en recommandé avec avis de réception",
  electronic_registered: "en recommandé électronique",
  hand_delivery: "en main propre",
  email: "par courriel",
  post: "par courrier simple",
};

/** samedi 21 novembre 2026 */
export function longDay(iso: string): string {
  return `${WEEKDAYS[new Date(`${iso}T12:00:00Z`).getUTCDay()]} ${day(iso)}`;
}

/** novembre 2026, from "2026-11" or a day of it. */
export function month(iso: string): string {
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;
}

/** 21/11/2026, as people write it in a field. */
export function written(iso: string): string {
  return iso.split("-").reverse().map(Number).join("/");
}

/** "Rappel avant échéance" → "rappel avant échéance", inside a sentence. */
export function lower(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
