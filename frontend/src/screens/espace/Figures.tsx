/** Four figures above the cases; what the average means is one click away. */

import { useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { amount, NBSP } from "../../text";

export function Figures() {
  const { value, problem } = useAnswer("", api.figures);
  const days = value?.average_delay.days;
  const shown: [string, string][] = [
    ["Reste dû", value ? amount(value.totals.owed) : ""],
    ["En retard", value ? amount(value.totals.overdue) : ""],
    ["Reçu ce mois-ci", value ? amount(value.totals.received_this_month) : ""],
    ["Délai moyen de paiement", value ? said(days ?? null) : ""],
  ];
  if (problem) return null; // the cases matter more, and «Indicateurs» says what is wrong
  return (
    <dl class="figures">
      {shown.map(([term, figure]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{figure || NBSP}</dd>
        </div>
      ))}
    </dl>
  );
}

function said(days: number | null): string {
  if (days === null) return "Pas encore connu";
  return `${days}${NBSP}jour${days > 1 ? "s" : ""}`;
}
