/** The register of figures and texts, as the API publishes it: the page adds no figure of its own. */
import { get } from "./api.js";
import { byId, element } from "./dom.js";
import { day, typography } from "./french.js";

const SAY_AFTER = 400; // milliseconds
const RATE_UNIT = "% l’an";
const CONFIDENCE = {
  V: "Vérifié", S: "Source secondaire", G: "À vérifier",
  verified: "Vérifié", verified_secondary: "Sources secondaires concordantes", single_secondary: "Source secondaire unique",
};

const waiting = setTimeout(() => (byId("status").textContent = "Lecture du registre…"), SAY_AFTER);
const { response, problem } = await get("/api/law");
clearTimeout(waiting);
byId("status").textContent = problem?.detail ?? "";
if (response) {
  const { parameters, citations } = await response.json();
  byId("register").replaceChildren(
    ...parameters.filter((/** @type {any} */ each) => each.unit === RATE_UNIT).map(ratesOf),
    figures(parameters.filter((/** @type {any} */ each) => each.unit !== RATE_UNIT)),
    ...codes(citations));
}

/** One table per rate: a row for each of its periods, the latest first. @param {any} parameter */
function ratesOf(parameter) {
  const rows = [...parameter.versions].reverse().map((version) =>
    row(period(version), element("span", {}, element("strong", {}, quantity(version.value, parameter.unit)), ...source(version))));
  return section(parameter.name, table(["Période", "Taux et source"], rows));
}

/** @param {any[]} parameters */
function figures(parameters) {
  const rows = parameters.flatMap((parameter) => parameter.versions.map((/** @type {any} */ version) =>
    row(parameter.name, element("span", {}, element("strong", {}, quantity(version.value, parameter.unit)),
      ...(version.start || version.end ? [element("small", {}, period(version))] : []), ...source(version)))));
  return section("Délais, montants et plafonds", table(["Objet", "Valeur et source"], rows));
}

/** @param {any[]} citations */
function codes(citations) {
  return [...new Set(citations.map((each) => each.code))].map((code) => {
    const rows = citations.filter((each) => each.code === code).map((each) =>
      row(each.short, element("span", {}, each.subject, ...source(each), element("small", {}, `À relire avant le ${day(each.review_by)}`))));
    return section(code, table(["Article", "Ce qu’il décide, et la source"], rows));
  });
}

/** @param {{source: string, confidence: string, reviewed_by: string}} entry */
function source({ source: text, confidence, reviewed_by }) {
  const sure = confidence === "V" || confidence === "verified";
  const words = CONFIDENCE[/** @type {keyof typeof CONFIDENCE} */ (confidence)] ?? confidence;
  return [
    element("small", {}, element(sure ? "span.tag.sure" : "span.tag", {}, words), ` ${reviewed_by}`),
    element("small", {}, typography(text)),
  ];
}

/** @param {{start: string | null, end: string | null}} version */
function period({ start, end }) {
  if (start && end) return `Du ${day(start)} au ${day(end)}`;
  if (start) return `Depuis le ${day(start)}`;
  return end ? `Jusqu’au ${day(end)}` : "Date de début non contrôlée";
}

/** @param {string} value @param {string} unit */
function quantity(value, unit) {
  const grouped = value.replace(".", ",").replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return `${grouped}\u00a0${unit.replace(/^% /, "%\u00a0")}`;
}

/** @param {string} title @param {HTMLElement} content */
function section(title, content) {
  return element("section", {}, element("h2", {}, title), content);
}

/** @param {string[]} heads @param {HTMLElement[]} rows */
function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((each) => element("th", { scope: "col" }, each)));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/** @param {string} head @param {HTMLElement} content */
function row(head, content) {
  return element("tr", {}, element("th", { scope: "row" }, head), element("td", {}, content));
}
