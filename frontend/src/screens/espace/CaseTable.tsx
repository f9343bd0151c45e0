/**
 * Some cases, one row and one button each. On a phone the secondary columns go into the first cell, so that the table
 * keeps its rows and cells.
 */
import { caseAt, nextAt } from "../../space/address";
import type { CaseRow, Group } from "../../space/api";
import { DOCUMENTS, longDay } from "../../space/words";
import { amount } from "../../text";
import { Refs } from "./Refs";
import { SituationTag } from "./SituationTag";

type TableProps = { title: string; rows: readonly CaseRow[]; today: string; group: Group };

export function CaseTable({ title, rows, today, group }: TableProps) {
  const closed = group === "closed";
  return (
    <table class="cases">
      <caption>{closed ? <span class="unseen">{title}</span> : <h2>{title}</h2>}</caption>
      <thead>
        <tr>
          <th scope="col">Client et factures</th>
          <th scope="col" class="amount">
            Reste dû
          </th>
          <th scope="col" class="wide situation">
            Situation
          </th>
          {!closed && (
            <>
              <th scope="col" class="wide action">
                Prochaine action
              </th>
              <td class="wide act" />
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <a href={caseAt(row.id)}>{row.debtor.name}</a>
              <Refs of={row.invoices} />
              <div class="narrow">
                <SituationTag situation={row.situation} />
                {!closed && (
                  <>
                    <Action row={row} today={today} />
                    <Button row={row} group={group} />
                  </>
                )}
              </div>
            </th>
            <td class="amount">{amount(row.situation.kind === "accessories_due" ? row.due : row.owed)}</td>
            <td class="wide">
              <SituationTag situation={row.situation} />
            </td>
            {!closed && (
              <>
                <td class="wide">
                  <Action row={row} today={today} />
                </td>
                <td class="wide act">
                  <Button row={row} group={group} />
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What, when, and why; the title of the table already says «aujourd’hui». */
function Action({ row: { next }, today }: { row: CaseRow; today: string }) {
  const comes = next.group !== "today" && next.day !== null && next.day > today;
  const what = next.document && DOCUMENTS[next.document];
  return (
    <>
      {what && (
        <span class="what">
          {what} {next.automatic && <span class="tag">part seule</span>}
        </span>
      )}
      {comes && <span class="when">{longDay(next.day!)}</span>}
      <small>{next.why.sentence}</small>
    </>
  );
}

function Button({ row, group }: { row: CaseRow; group: Group }) {
  if (!row.next.button) return null;
  return (
    <a class={group === "today" ? "button" : "button quiet"} href={nextAt(row)}>
      {row.next.button}
      <span class="unseen"> ({row.debtor.name})</span>
    </a>
  );
}
