/** What became of an invoice that did not simply open a case of its own. */
import { caseAt } from "../../space/address";
import { typography } from "../../text";
import { Done } from "./form";
import type { Opened } from "./opened";

export function Added({ id, debtor, joined, trouble }: Opened) {
  return (
    <>
      <h1>{joined ? "Facture ajoutée" : "Dossier ouvert"}</h1>
      <Done
        said={joined ? `Elle rejoint le dossier déjà ouvert de ${debtor}.` : `Le dossier de ${debtor} est ouvert.`}
      />
      {trouble && <p class="notice">{typography(`Une partie de vos réponses n'a pas pu être gardée : ${trouble}`)}</p>}
      <div class="actions">
        <a class="button" href={caseAt(id)}>
          Voir le dossier
        </a>
        <a class="button quiet" href="/espace/nouveau/">
          Ajouter une autre facture
        </a>
      </div>
    </>
  );
}
