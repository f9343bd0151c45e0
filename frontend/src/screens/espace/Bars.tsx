/**
 * Amounts side by side: a table whose rows carry their bar, so that the chart and its figures are one.
 *
 *   <Bars title="Reste dû, par ancienneté" heads={["Ancienneté", "Factures", "Montant"]} rows={rows} total="12 300.00" />
 */
import { amount } from "../../text";

export type Bar = { name: string; label: string; amount: string; count?: number; look?: string };

export type BarsProps = {
  title: string;
  /** What a row is. */
  head: string;
  rows: readonly Bar[];
  total?: string;
};

export function Bars({ title, head, rows, total }: BarsProps) {
  const most = Math.max(...rows.map((row) => Number(row.amount)), 0);
  const counted = rows.some(({ count }) => count !== undefined);
  return (
    <table class="bars">
      <caption class="unseen">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <td class="wide" />
          {counted && (
            <th scope="col" class="wide amount">
              Factures
            </th>
          )}
          <th scope="col" class="amount">
            Montant
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const drawn = <Drawn share={most ? Number(row.amount) / most : 0} look={row.look} />;
          return (
            <tr key={row.name}>
              <th scope="row">
                {row.label}
                {Number(row.amount) > 0 && <div class="narrow">{drawn}</div>}
              </th>
              <td class="wide">{drawn}</td>
              {counted && <td class="wide amount">{row.count}</td>}
              <td class="amount">{amount(row.amount)}</td>
            </tr>
          );
        })}
      </tbody>
      {total && (
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td class="wide" />
            {counted && <td class="wide" />}
            <td class="amount">{amount(total)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Its length is a number of the drawing, not a style: the policy of the site forbids styles written in a page. */
function Drawn({ share, look = "" }: { share: number; look?: string | undefined }) {
  return (
    <svg class={`bar ${look}`.trim()} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect width={Math.round(share * 1000) / 10} height="10" />
    </svg>
  );
}
