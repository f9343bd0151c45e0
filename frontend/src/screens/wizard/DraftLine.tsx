/** Where the draft is, how to erase it, and what to do on a computer that others use. */
import { useState } from "preact/hooks";
import { isTabOnly, keepInTabOnly } from "../../draft";
import { today } from "../../reading/dates";
import { day, hour, typography } from "../../text";
import { Checkbox } from "../../ui/Checkboxes";
import type { Draft } from "./useDraft";

export function DraftLine({ draft }: { draft: Draft }) {
  const [tabOnly, setTabOnly] = useState(isTabOnly());
  const [before, setBefore] = useState<Draft["answers"] | null>(null);
  const erased = before !== null && !draft.saved;
  function erase() {
    setBefore(draft.answers);
    draft.erase();
  }
  function chooseTab(only: boolean) {
    keepInTabOnly(only);
    setTabOnly(only);
  }
  return (
    <div class="draft">
      <p>
        <span role="status">
          {erased && "Brouillon effacé de cet appareil."}
          {draft.saved &&
            `Brouillon enregistré ${tabOnly ? "dans cet onglet" : "sur cet appareil"} ${moment(draft.saved)}.`}
        </span>{" "}
        {erased && (
          <button type="button" class="link" onClick={() => draft.change(before)}>
            Annuler
          </button>
        )}
        {draft.saved && (
          <button type="button" class="link" onClick={erase}>
            L’effacer<span class="unseen"> de cet appareil</span>
          </button>
        )}
      </p>
      <Checkbox
        name="asked.shared"
        label="Je suis sur un ordinateur partagé"
        hint={typography("Le brouillon disparaît quand vous fermez l'onglet ; sinon, au bout de 30 jours.")}
        checked={tabOnly}
        onChange={chooseTab}
      />
    </div>
  );
}

function moment(saved: Date): string {
  const iso = saved.toLocaleDateString("sv", { timeZone: "Europe/Paris" });
  return iso === today() ? `à ${hour(saved)}` : `le ${day(iso)}`;
}
