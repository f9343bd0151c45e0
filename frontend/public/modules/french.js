/** French as the page writes it: amounts, days, hours. U+202F between thousands, U+00A0 before € and : */

const NARROW = "\u202f", NBSP = "\u00a0";
export const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin",
  "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/** "1240.00" → "1 240,00 €"; no float ever holds the amount. @param {string} decimal */
export function amount(decimal) {
  const [, sign, whole, cents] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? ["", "", decimal, ""];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  return `${sign && "\u2212"}${grouped},${(cents ?? "").padEnd(2, "0")}${NBSP}€`;
}

/** "2027-01-01" → "1er janvier 2027". @param {string} iso */
export function day(iso) {
  const [year, month, number] = iso.split("-").map(Number);
  return [number === 1 ? "1er" : number, MONTHS[month - 1], year].join(NBSP);
}

/** 14 h 32. @param {Date} moment */
export function hour(moment) {
  return `${moment.getHours()}${NBSP}h${NBSP}${String(moment.getMinutes()).padStart(2, "0")}`;
}

/** The spaces and apostrophes of a sentence written with plain ones. @param {string} sentence */
export function typography(sentence) {
  return sentence
    .replace(/'/g, "’")
    .replace(/ ([;!?])/g, `${NARROW}$1`)
    .replace(/ ([:»%€])/g, `${NBSP}$1`)
    .replace(/« /g, `«${NBSP}`);
}
