/** The lines of a table as they were read, what is wrong first; a long table shows its beginning. */
import type { ImportPreview } from "../../space/api";
import { amount, day, typography } from "../../text";

type Row = ImportPreview["rows"][number];

const SHOWN = 50;
const STATES: Record<Row["status"], [string, string]> = {
  new: ["Nouvelle", "tag paid"],
  known: ["Déjà suivie", "tag"],
  paid: ["Déjà payée", "tag"],
  faulty: ["À corriger", "tag late"],
};

export function ImportRows({ rows }: { rows: readonly Row[] }) {
  const faulty = rows.filter(({ status }) => status === "faulty");
  const others = rows.filter(({ status }) => status !== "faulty");
  const first = [...faulty, ...others.slice(0, SHOWN)];
  const rest = others.slice(SHOWN);
  if (!rows.length) return null;
  return (
    <>
      <h2>Les lignes du fichier</h2>
      <Lines rows={first} title={faulty.length ? "Les lignes à corriger d’abord" : "Telles qu’elles ont été lues"} />
      {rest.length > 0 && (
        <details>
          <summary>{`Voir les ${rest.length} autres lignes`}</summary>
          <Lines rows={rest} title="La suite" />
        </details>
      )}
    </>
  );
}

function Lines({ rows, title }: { rows: readonly Row[]; title: string }) {
  return (
    <table class="lines">
      <caption class="unseen">{title}</caption>
      <thead>
        <tr>
          <th scope="col" class="wide">
            Ligne
          </th>
          <th scope="col">Client et facture</th>
          <th scope="col" class="wide">
            Échéance
          </th>
          <th scope="col" class="amount">
            Montant
          </th>
          <th scope="col" class="wide">
            État
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.line}>
            <td class="wide">{row.line}</td>
            <th scope="row">
              {row.debtor || "Client absent"}
              <small>{row.invoice}</small>
              <div class="narrow">
                <small>
                  Ligne {row.line}, échéance {dayOf(row.due_date)}
                </small>
                <State status={row.status} />
              </div>
              {row.faults.map(({ field, message }) => (
                <p class="error" key={field + message}>
                  {typography(message)}
                </p>
              ))}
            </th>
            <td class="wide">{dayOf(row.due_date)}</td>
            <td class="amount">{amountOf(row.amount)}</td>
            <td class="wide">
              <State status={row.status} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ status }: { status: Row["status"] }) {
  const [word, look] = STATES[status];
  return <span class={look}>{word}</span>;
}

/** What could not be read is shown as it is written. */
function dayOf(told: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(told) ? day(told) : told;
}

function amountOf(told: string): string {
  return /^\d+(\.\d{1,2})?$/.test(told) ? amount(told) : told;
}
