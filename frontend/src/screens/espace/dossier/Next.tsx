/** The next right thing: when, why, its one button, and the few other ways out of it. */
import { today } from "../../../reading/dates";
import { caseAt, factAt, letterAt, nextAt } from "../../../space/address";
import { type ActionKind, type CaseView, caseFile } from "../../../space/api";
import { DOCUMENTS, longDay } from "../../../space/words";
import { day } from "../../../text";

type Way = { fact: string; kind: string; label: string };

/** Shown when the case allows the kind of fact they record. */
const WAYS: Readonly<Partial<Record<ActionKind, readonly Way[]>>> = {
  review_and_send: [
    { fact: "paiement", kind: "payment_received", label: "Enregistrer un paiement" },
    { fact: "sauter", kind: "step_skipped", label: "Passer cette étape" },
  ],
  confirm_sent: [{ fact: "abandon", kind: "letter_discarded", label: "Ne pas l’envoyer" }],
  record_presentation: [{ fact: "retour", kind: "letter_returned", label: "Elle m’est revenue" }],
  check_payment: [
    { fact: "promesse", kind: "payment_promised", label: "Noter une autre promesse" },
    { fact: "reprise", kind: "resumed", label: "Reprendre les relances" },
    { fact: "fin-echeancier", kind: "plan_ended", label: "Mettre fin à l’échéancier" },
  ],
  settle_accessories: [
    { fact: "paiement", kind: "payment_received", label: "Enregistrer un paiement" },
    { fact: "remise", kind: "accessories_waived", label: "Renoncer à ces sommes" },
  ],
  wait: [
    { fact: "paiement", kind: "payment_received", label: "Enregistrer un paiement" },
    { fact: "reprise", kind: "resumed", label: "Reprendre les relances" },
  ],
};
/** What a case on the list is opened for: here, where to do it. */
const GUIDES: Readonly<Partial<Record<ActionKind, readonly [string, string]>>> = {
  declare_claim: ["/guides/procedures-collectives/", "Comment déclarer votre créance"],
  choose_procedure: ["/guides/injonction-de-payer/", "Les voies possibles, leur coût, leurs délais"],
};

export function Next({ view }: { view: CaseView }) {
  const { next } = view;
  const guide = GUIDES[next.kind];
  const ways = (WAYS[next.kind] ?? []).filter(({ kind }) => view.allowed.includes(kind));
  const about = { ...(next.letter !== null && { lettre: next.letter }) };
  const main = next.button ? nextAt(view) : "";
  const again = next.kind !== "confirm_sent" || next.why.code === "LETTER_TOO_OLD";
  const early = again && next.document && main !== letterAt(view.id, next.document) ? next.document : null;
  const what = next.document && DOCUMENTS[next.document];
  const when = next.group === "today" ? "aujourd’hui" : next.day && next.day > today() && longDay(next.day);
  return (
    <section class="next" aria-labelledby="next-title">
      <h2 id="next-title">Prochaine action</h2>
      {next.kind !== "declare_claim" && (what || when) && <p class="when">{[what, when].filter(Boolean).join(", ")}</p>}
      <p>{next.why.sentence}</p>
      {view.declare_by && (
        <p>
          Dernier jour pour déclarer la créance{"\u00a0"}: <strong>{day(view.declare_by)}</strong>
        </p>
      )}
      <div class="actions">
        {next.button && main !== caseAt(view.id) && (
          <a class={next.group === "today" ? "button" : "button quiet"} href={main}>
            {next.button}
          </a>
        )}
        {guide && (
          <a class="button" href={guide[0]}>
            {guide[1]}
          </a>
        )}
        {guide && (
          <a class="button quiet" href={caseFile(view.id)} download>
            Télécharger le dossier
          </a>
        )}
        {early && view.proposals.documents.includes(early) && (
          <a class="button quiet" href={letterAt(view.id, early)}>
            Relire la lettre
          </a>
        )}
        {ways.map(({ fact, label }) => (
          <a class="button quiet" key={fact} href={factAt(view.id, fact, about)}>
            {label}
          </a>
        ))}
      </div>
    </section>
  );
}
