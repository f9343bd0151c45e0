/** The invoices chased together, and what was said of each. */
import { factAt } from "../../../space/address";
import type { CaseView } from "../../../space/api";
import { amount, day } from "../../../text";

export function Invoices({ view }: { view: CaseView }) {
  const { invoices, disputes, renegotiated } = view.facts;
  const correctable = view.allowed.includes("invoice_corrected");
  return (
    <table>
      <caption>
        <h2>{invoices.length > 1 ? "Les factures" : "La facture"}</h2>
      </caption>
      <thead>
        <tr>
          <th scope="col">Numéro et échéance</th>
          <th scope="col" class="amount">
            Montant TTC
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map(({ ref, amount_ttc, due_date }) => {
          const disputed = disputes.find(({ invoice }) => invoice === ref);
          const later = renegotiated[ref];
          return (
            <tr key={ref}>
              <th scope="row">
                {ref}
                <small>Échéance le {day(due_date)}</small>
                {later && (
                  <small>
                    Nouvelle échéance accordée{"\u00a0"}: {day(later)}
                  </small>
                )}
                {disputed && (
                  <small>
                    <span class="tag soon">Contestée</span> depuis le {day(disputed.since)}
                  </small>
                )}
                {correctable && (
                  <a class="aside" href={factAt(view.id, "facture", { facture: ref })}>
                    Corriger<span class="unseen"> la facture {ref}</span>
                  </a>
                )}
              </th>
              <td class="amount">{amount(amount_ttc)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
