/** The invoices chased together, and what was said of each. */
import { factAt } from "../../../space/address";
import type { CaseView } from "../../../space/api";
import { amount, day, typography } from "../../../text";
import { InvoiceFile } from "./InvoiceFile";

type InvoicesProps = { view: CaseView; onChanged: (view: CaseView) => void };

export function Invoices({ view, onChanged }: InvoicesProps) {
  const { invoices, disputes, renegotiated } = view.facts;
  const correctable = view.allowed.includes("invoice_corrected");
  const said = advice(view);
  return (
    <>
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
                  <InvoiceFile view={view} invoice={ref} onChanged={onChanged} />
                </th>
                <td class="amount">{amount(amount_ttc)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {said && <p>{typography(said)}</p>}
    </>
  );
}

/** Whoever is asked to pay must have the invoice at hand. */
function advice({ owed, sending, facts: { closed, invoices, invoice_files } }: CaseView): string {
  const without = invoices.filter(({ ref }) => !(ref in invoice_files));
  const [first, more] = without;
  if (closed || !Number(owed) || !first) return "";
  const [added, outside, inside] = more
    ? ["les PDF qui manquent", "sans eux, les relances partent sans ces factures", "ils seront joints"]
    : [`le PDF de la facture ${first.ref}`, "sans lui, les relances partent sans elle", "il sera joint"];
  const said = sending === "send_reminders" ? outside : `${inside} aux lettres et au dossier à télécharger`;
  return `Ajoutez ${added} : ${said}.`;
}
