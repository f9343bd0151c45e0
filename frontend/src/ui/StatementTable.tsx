/**
 * The statement: what is due, then each period of interest; under each figure, why. No arithmetic here.
 *
 *   <StatementTable statement={answer.value} regime="b2b" />
 */
import type { Statement, Why } from "../api";
import { amount, day, NBSP, typography } from "../text";
import { Details } from "./Details";

const INTEREST: Record<string, string> = { b2b: "Pénalités de retard", public: "Intérêts moratoires" };
const OWED = [
  ["principal_remaining", "Factures échues restant dues"],
  ["interest_remaining", null],
  ["indemnity_remaining", "Indemnité forfaitaire de recouvrement"],
] as const;
const BESIDE = [
  ["principal_not_yet_due", "Pas encore échu, non compris"],
  ["overpayment", "Trop-perçu, à rendre"],
] as const;

export function StatementTable({ statement, regime }: { statement: Statement; regime: string }) {
  const interest = INTEREST[regime] ?? "Intérêts au taux légal";
  return (
    <>
      <Notes statement={statement} />
      <Totals statement={statement} interest={interest} />
      {statement.lines.length > 0 && <Lines statement={statement} interest={interest} />}
    </>
  );
}

function Notes({ statement }: { statement: Statement }) {
  const said = [...statement.remarks, ...statement.warnings].map((each) => each.message);
  if (statement.stopped_at) {
    const until = day(statement.computation_date);
    said.unshift(typography(`Le décompte s'arrête au ${until} : le taux du semestre suivant n'est pas encore publié.`));
  }
  return (
    <>
      {said.map((message) => (
        <p class="notice" key={message}>
          {message}
        </p>
      ))}
    </>
  );
}

function Totals({ statement, interest }: { statement: Statement; interest: string }) {
  const { totals, explanations, waiver, computation_date } = statement;
  const row = (name: string, label: string) => (
    <tr key={name}>
      <th scope="row">
        {label}
        <Reason why={explanations.totals[name]} />
      </th>
      <td class="amount">{amount(totals[name]!)}</td>
    </tr>
  );
  const given = waiver ? [waiver.interest, waiver.indemnity].filter((each) => !isZero(each)) : [];
  const beside = BESIDE.filter(([name]) => !isZero(totals[name]!));
  return (
    <table>
      <caption>Décompte arrêté au {day(computation_date)}</caption>
      <tbody>
        {OWED.map(([name, label]) => row(name, label ?? interest))}
        {given.map((each) => (
          <tr key={each}>
            <th scope="row">Geste commercial</th>
            <td class="amount">{amount(`-${each}`)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            {waiver ? "Total réclamé" : "Total dû"}
            <Reason why={explanations.totals.total_due} />
          </th>
          <td class="amount" id="total">
            {amount(waiver ? waiver.amount_claimed : totals.total_due!)}
          </td>
        </tr>
      </tfoot>
      {beside.length > 0 && <tbody>{beside.map(([name, label]) => row(name, label))}</tbody>}
    </table>
  );
}

function Lines({ statement, interest }: { statement: Statement; interest: string }) {
  return (
    <table>
      <caption>{interest}, période par période</caption>
      <thead>
        <tr>
          <th scope="col">Facture, période, calcul</th>
          <th scope="col" class="amount">
            Montant
          </th>
        </tr>
      </thead>
      <tbody>
        {statement.lines.map((line, rank) => (
          <tr key={rank}>
            <th scope="row">
              {line.invoice}
              <small>
                Du {day(line.from)} au {day(line.to)}
              </small>
              <small class="formula">{statement.explanations.lines[rank]?.formula}</small>
              <Reason why={statement.explanations.lines[rank]} />
            </th>
            <td class="amount">{amount(line.amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reason({ why }: { why: Why | undefined }) {
  if (!why) return null;
  return (
    <Details summary="Comment c’est calculé">
      <p>{why.sentence}</p>
      <p class="formula">{why.formula}</p>
      {why.articles.map(({ article, source }) => (
        <p key={article}>
          {article.charAt(0).toUpperCase() + article.slice(1)}. <small>{`Source${NBSP}: ${source}.`}</small>
        </p>
      ))}
    </Details>
  );
}

function isZero(decimal: string): boolean {
  return !/[1-9]/.test(decimal);
}
