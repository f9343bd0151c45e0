/** What all the cases say together: how old the debts are, what came in, how long it takes, who pays how. */
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { amount, day, MONTHS, NBSP, typography } from "../../text";
import { Details } from "../../ui/Details";
import { Bars } from "./Bars";
import { clientAt } from "./clientele";
import { Rating } from "./PaymentRecord";

/** From blue, not due yet, to brick, the oldest. */
const LOOKS: Record<string, string> = { d1_30: "soon", d31_60: "soon", d61_90: "late", d90_plus: "late" };

function FiguresPage() {
  const figures = useAnswer("Calcul des indicateurs…", api.figures);
  return (
    <>
      <h1>Indicateurs</h1>
      <Awaited of={figures}>{(value) => (isEmpty(value) ? <Empty /> : <Drawn figures={value} />)}</Awaited>
    </>
  );
}

function Empty() {
  return (
    <>
      <p>{typography("Rien à compter encore. Les indicateurs naissent de vos dossiers.")}</p>
      <p class="actions">
        <a class="button" href="/espace/nouveau/">
          Ajouter une facture impayée
        </a>
      </p>
    </>
  );
}

function isEmpty({ ageing, received }: api.Figures): boolean {
  return ![...ageing, ...received].some(({ amount }) => /[1-9]/.test(amount));
}

function Drawn({ figures: { today, totals, ageing, received, average_delay, records } }: { figures: api.Figures }) {
  return (
    <>
      <p>{typography(`De tous les dossiers suivis, au ${day(today)}.`)}</p>
      <dl class="figures three">
        {[
          ["Reste dû", totals.owed],
          ["En retard", totals.overdue],
          ["Reçu ce mois-ci", totals.received_this_month],
        ].map(([term, figure]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{amount(figure!)}</dd>
          </div>
        ))}
      </dl>

      <h2>Reste dû, par ancienneté du retard</h2>
      <Bars
        title="Reste dû, par ancienneté du retard"
        head="Retard"
        rows={ageing.map(({ bar, label, amount, invoices }) => ({
          name: bar,
          label: typography(label),
          amount,
          count: invoices,
          look: LOOKS[bar] ?? "",
        }))}
        total={totals.owed}
      />
      <Csv list="ageing" what="l’ancienneté" />

      <h2>Argent reçu, mois par mois</h2>
      <Bars
        title="Argent reçu, mois par mois"
        head="Mois"
        rows={received.map((each) => ({ name: each.month, label: month(each.month), amount: each.amount }))}
      />
      <Csv list="received" what="l’argent reçu" />

      <h2>Délai moyen de paiement</h2>
      <AverageDelay {...average_delay} />

      <h2>Comment paient vos clients</h2>
      <Records records={records} />

      <p class="asides">
        <a href={api.listFile("cases")}>Télécharger les dossiers (CSV)</a>
        <a href={api.listFile("debtors")}>Télécharger les clients (CSV)</a>
      </p>
    </>
  );
}

function AverageDelay({ days, invoices, definition, total_days }: api.Figures["average_delay"]) {
  return (
    <>
      <p class="figure-alone">{days === null ? "Pas encore connu" : `${days}${NBSP}jour${days > 1 ? "s" : ""}`}</p>
      <Details summary={typography("Ce que cela mesure")}>
        <p>{typography(definition)}</p>
        {days !== null && total_days !== undefined && (
          <p class="formula">
            {`${total_days}${NBSP}jours ÷ ${invoices}${NBSP}facture${invoices > 1 ? "s" : ""} = ${days}${NBSP}jours`}
          </p>
        )}
      </Details>
    </>
  );
}

function Records({ records }: { records: api.Figures["records"] }) {
  const [first] = records;
  if (!first)
    return (
      <p class="said">
        {typography(
          "Rien à dire encore : il faut plusieurs factures échues d'un même client. Un particulier ou un indépendant n'a jamais d'historique de paiement.",
        )}
      </p>
    );
  return (
    <>
      <table class="records">
        <caption class="unseen">Comment paient vos clients</caption>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col" class="wide">
              Comment il paie
            </th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.debtor}>
              <th scope="row">
                <a href={clientAt(record.debtor)}>{record.name}</a>
                <div class="narrow">
                  <Said record={record} />
                </div>
              </th>
              <td class="wide">
                <Said record={record} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Details summary="Ce que veulent dire ces mots">
        <p>{typography(String(first.scale ?? ""))}</p>
        <p>{typography("Un particulier ou un indépendant n'a jamais d'historique de paiement.")}</p>
      </Details>
      <Csv list="records" what="les historiques" />
    </>
  );
}

function Said({ record }: { record: api.Figures["records"][number] }) {
  return (
    <>
      <Rating record={record} />
      <small>{typography(String(record.arithmetic ?? ""))}</small>
    </>
  );
}

function Csv({ list, what }: { list: api.ListName; what: string }) {
  return (
    <p class="asides">
      <a href={api.listFile(list)}>Télécharger {what} (CSV)</a>
    </p>
  );
}

/** "2026-11" → novembre 2026 */
function month(iso: string): string {
  const [year, number] = iso.split("-");
  return `${MONTHS[Number(number) - 1]} ${year}`;
}

open(<FiguresPage />);
