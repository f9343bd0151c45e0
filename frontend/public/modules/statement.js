/** The statement on screen: each figure opens onto its reason, as the API explains it. No arithmetic here. */
import { element } from "./dom.js";
import { amount, day, typography } from "./french.js";

/** @typedef {{sentence: string, formula: string, rate_origin?: string, articles: {article: string, source: string}[]}} Why */

const INTEREST = { b2b: "Pénalités de retard", public: "Intérêts moratoires" };

/** @param {any} statement the answer of POST /api/statements @param {string} regime */
export function statementView(statement, regime) {
  const interest = INTEREST[/** @type {keyof typeof INTEREST} */ (regime)] ?? "Intérêts au taux légal";
  return [
    element("p.stale", { "data-stale": "statement", hidden: "" }, typography("Vous avez modifié vos réponses depuis : calculez de nouveau.")),
    ...notes(statement),
    totalsTable(statement, interest),
    ...(statement.lines.length ? [linesTable(statement, interest)] : []),
  ];
}

/** @param {any} statement */
function notes(statement) {
  const said = [...statement.remarks, ...statement.warnings].map((each) => each.message);
  if (statement.stopped_at) {
    said.unshift(typography(`Le décompte s'arrête au ${day(statement.computation_date)} : le taux du semestre suivant n'est pas encore publié. La lettre dit la règle pour la suite.`));
  }
  return said.map((message) => element("p.notice", {}, message));
}

/** @param {any} statement @param {string} interest */
function totalsTable({ totals, explanations, waiver, computation_date }, interest) {
  const row = (/** @type {string} */ name, /** @type {string} */ label) =>
    element("tr", {}, element("th", { scope: "row" }, label, why(explanations.totals[name])), cell(totals[name]));
  const rows = [
    row("principal_remaining", "Factures échues restant dues"),
    row("interest_remaining", interest),
    row("indemnity_remaining", "Indemnité forfaitaire de recouvrement"),
  ];
  const other = [
    ...(isZero(totals.principal_not_yet_due) ? [] : [row("principal_not_yet_due", "Pas encore échu, non compris")]),
    ...(isZero(totals.overpayment) ? [] : [row("overpayment", "Trop-perçu, à rendre")]),
  ];
  if (waiver) {
    for (const given of [waiver.interest, waiver.indemnity].filter((each) => !isZero(each))) {
      rows.push(element("tr", {}, element("th", { scope: "row" }, "Geste commercial"), cell(`-${given}`)));
    }
  }
  const total = element("tr", {},
    element("th", { scope: "row" }, waiver ? "Total réclamé" : "Total dû", why(explanations.totals.total_due)),
    element("td.amount", { id: "total" }, amount(waiver ? waiver.amount_claimed : totals.total_due)));
  return element("table", {},
    element("caption", {}, `Décompte arrêté au ${day(computation_date)}`),
    element("tbody", {}, ...rows), element("tfoot", {}, total),
    ...(other.length ? [element("tbody", {}, ...other)] : []));
}

/** @param {any} statement @param {string} interest */
function linesTable({ lines, explanations }, interest) {
  const rows = lines.map((/** @type {any} */ line, /** @type {number} */ position) => {
    const reason = explanations.lines[position];
    return element("tr", {},
      element("th", { scope: "row" },
        element("strong", {}, line.invoice),
        element("small", {}, `Du ${day(line.from)} au ${day(line.to)}`),
        element("small.formula", {}, reason.formula),
        why(reason)),
      cell(line.amount));
  });
  return element("table", {},
    element("caption", {}, `${interest}, période par période`),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Facture, période, calcul"), element("th.amount", { scope: "col" }, "Montant"))),
    element("tbody", {}, ...rows));
}

/** @param {Why} reason */
function why({ sentence, formula, articles }) {
  return element("details.why", {},
    element("summary", {}, "Comment c’est calculé"),
    element("p", {}, sentence),
    element("p.formula", {}, formula),
    ...articles.map(({ article, source }) => element("p", {}, `${article[0].toUpperCase()}${article.slice(1)}. `, element("small", {}, `Source\u00a0: ${source}.`))));
}

/** @param {string} decimal */
const cell = (decimal) => element("td.amount", {}, amount(decimal));

/** @param {string} decimal */
const isZero = (decimal) => !/[1-9]/.test(decimal);
