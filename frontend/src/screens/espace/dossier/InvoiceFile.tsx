/** The PDF of an invoice: added, read again, replaced, taken away. */
import { useState } from "preact/hooks";
import { factAt } from "../../../space/address";
import { type CaseView, invoiceFile } from "../../../space/api";
import { keepInvoice, refusal } from "../../../space/invoice-file";
import { Status, useTask } from "../../../ui/Status";

type InvoiceFileProps = { view: CaseView; invoice: string; onChanged: (view: CaseView) => void };

export function InvoiceFile({ view, invoice, onChanged }: InvoiceFileProps) {
  const [refused, setRefused] = useState("");
  const [said, setSaid] = useState("");
  const task = useTask();
  const file = view.facts.invoice_files[invoice];

  async function keep(chosen: File) {
    setRefused("");
    setSaid("");
    const { value, problem } = await keepInvoice(view, invoice, chosen);
    if (problem) return setRefused(refusal(problem));
    setSaid(`Le PDF est ${file ? "remplacé" : "ajouté"}.`);
    onChanged(value);
  }

  if (!file && view.facts.closed) return null;
  return (
    <div>
      <small>
        PDF de la facture{"\u00a0"}: {file ? file.name : "aucun"}
      </small>
      <span class="asides">
        {file && (
          <a href={invoiceFile(view.id, file.event)}>
            Télécharger<span class="unseen"> le PDF de la facture {invoice}</span>
          </a>
        )}
        {!view.facts.closed && (
          <label>
            {file ? "Remplacer" : "Ajouter"}
            <span class="unseen"> le PDF de la facture {invoice}</span>
            <input
              type="file"
              class="unseen"
              accept=".pdf,application/pdf"
              aria-disabled={task.busy}
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0];
                event.currentTarget.value = ""; // the same file may be chosen again
                if (chosen) task.run("Envoi du PDF…", () => keep(chosen));
              }}
            />
          </label>
        )}
        {file && (
          <a href={factAt(view.id, "retrait", { facture: invoice })}>
            Retirer<span class="unseen"> le PDF de la facture {invoice}</span>
          </a>
        )}
      </span>
      <Status task={task} />
      <small role="status">{said}</small>
      <div role="alert">{refused && <p class="notice">{refused}</p>}</div>
    </div>
  );
}
