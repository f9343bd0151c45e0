/** The payment plan: each instalment, what was paid of it, and where it stands. */
import type { CaseView, Instalment } from "../../../space/api";
import { amount, day } from "../../../text";

const STATES: Readonly<Record<Instalment["state"], readonly [string, string]>> = {
  paid: ["Payée", "paid"],
  due: ["À payer", "soon"],
  late: ["En retard", "late"],
  to_come: ["À venir", ""],
};

export function Plan({ view: { plan } }: { view: CaseView }) {
  if (!plan) return null;
  return (
    <table>
      <caption>
        <h2>L’échéancier</h2>
      </caption>
      <thead>
        <tr>
          <th scope="col">Échéance</th>
          <th scope="col" class="amount">
            Payé
          </th>
          <th scope="col" class="amount">
            Montant
          </th>
        </tr>
      </thead>
      <tbody>
        {plan.instalments.map((each) => {
          const [words, look] = STATES[each.state];
          return (
            <tr key={each.date}>
              <th scope="row">
                {day(each.date)} <span class={`tag ${look}`.trim()}>{words}</span>
              </th>
              <td class="amount">{amount(each.paid)}</td>
              <td class="amount">{amount(each.amount)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
