/** The next right thing: when, why, its one button, and the few other ways out of it. */
import { today } from "../../../reading/dates";
import { caseAt, clientAt, factAt, letterAt, nextAt } from "../../../space/address";
import { type ActionKind, type CaseView, caseFile } from "../../../space/api";
import { DOCUMENTS, longDay } from "../../../space/words";
import { day, typography } from "../../../text";

/** Shown when the case allows the kind of fact it records. */
type Way = { fact: string; kind: string; label: string };

const NOTHING_FOUND: Way = { fact: "verification", kind: "insolvency_checked", label: "Rien à signaler, j’ai vérifié" };

const WAYS: Readonly<Partial<Record<ActionKind, readonly Way[]>>> = {
  review_and_send: [
    { fact: "paiement", kind: "payment_received", label: "Enregistrer un paiement" },
    { fact: "sauter", kind: "step_skipped", label: "Passer cette étape" },
    { fact: "liberer", kind: "step_released", label: "Envoyer maintenant" },
  ],
  answer_debtor: [
    { fact: "paiement", kind: "payment_received", label: "Enregistrer un paiement" },
    { fact: "reprise", kind: "resumed", label: "Reprendre les relances" },
    { fact: "cloture", kind: "closed", label: "Clore le dossier" },
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
/** What a reason asks for more than its action. */
const WAYS_FOR: Readonly<Record<string, readonly Way[]>> = {
  PUBLICATION_TO_READ: [
    NOTHING_FOUND,
    { fact: "procedure", kind: "insolvency_recorded", label: "Noter une procédure collective" },
    { fact: "obstacle", kind: "obstacle_recorded", label: "Noter une radiation" },
  ],
  ADDRESS_DEAD: [{ fact: "envois", kind: "sending_chosen", label: "Envoyer moi-même les relances" }],
};
/** What a case on the list is opened for: here, where to do it. */
const GUIDES: Readonly<Partial<Record<ActionKind, readonly [string, string]>>> = {
  declare_claim: ["/guides/procedures-collectives/", "Comment déclarer votre créance"],
  choose_procedure: ["/guides/injonction-de-payer/", "Les voies possibles, leur coût, leurs délais"],
};

export function Next({ view }: { view: CaseView }) {
  const { next } = view;
  const guide = GUIDES[next.kind];
  const { answer, publication } = view.facts;
  const ways = [...(WAYS[next.kind] ?? []), ...(WAYS_FOR[next.why.code] ?? [])].filter(
    ({ kind }) => view.allowed.includes(kind) && (kind !== "step_released" || releasable(view)),
  );
  const about = { ...(next.letter !== null && { lettre: next.letter }) };
  const main = next.button ? nextAt(view) : "";
  const uncertain = next.why.code === "SENDING_UNCERTAIN";
  const again = next.kind !== "confirm_sent" || next.why.code === "LETTER_TOO_OLD";
  const early = again && next.document && main !== letterAt(view.id, next.document) ? next.document : null;
  const read = next.why.code === "PUBLICATION_TO_READ" && publication?.notice;
  const astray = next.why.code === "DEBTOR_NOT_CONCERNED";
  const led = (next.button && main !== caseAt(view.id)) || guide || read || astray;
  const what = next.document && DOCUMENTS[next.document];
  const when = next.group === "today" ? "aujourd’hui" : next.day && next.day > today() && longDay(next.day);
  return (
    <section class="next" aria-labelledby="next-title">
      <h2 id="next-title">Prochaine action</h2>
      {next.kind !== "declare_claim" && (what || when) && <p class="when">{[what, when].filter(Boolean).join(", ")}</p>}
      <p>{next.why.sentence}</p>
      {next.automatic && <p>{typography(leaves(view))}</p>}
      {next.kind === "answer_debtor" && answer?.words && <blockquote>{answer.words}</blockquote>}
      {view.declare_by && (
        <p>
          Dernier jour pour déclarer la créance{"\u00a0"}: <strong>{day(view.declare_by)}</strong>
        </p>
      )}
      <div class="actions">
        {next.button && main !== caseAt(view.id) && (
          <a class={next.group === "today" && !next.automatic ? "button" : "button quiet"} href={main}>
            {uncertain ? "Dire s’il est parti" : next.button}
          </a>
        )}
        {read && (
          <a class="button" href={read} rel="noreferrer">
            Lire l’annonce
          </a>
        )}
        {astray && (
          <a class="button" href={clientAt(view.debtor.id)}>
            Corriger l’adresse électronique
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
        {!uncertain &&
          ways.map(({ fact, label }, rank) => (
            <a
              class={next.group === "today" && !led && rank === 0 ? "button" : "button quiet"}
              key={fact}
              href={factAt(view.id, fact, about)}
            >
              {label}
            </a>
          ))}
      </div>
    </section>
  );
}

/** Whether the reminder that leaves by itself still waits for its day. */
function releasable({ next, facts }: CaseView): boolean {
  return next.automatic && next.document !== facts.released;
}

/** Elle part toute seule mardi 24 novembre 2026. Un courriel vous l'a annoncée. */
function leaves({ next, facts: { announced, released } }: CaseView): string {
  const when = next.day && next.day > today() ? longDay(next.day) : "aujourd'hui";
  const known = announced?.document === next.document && announced?.leaves_on === next.day;
  const told = known
    ? "Un courriel vous l'a annoncée."
    : released === next.document
      ? "Vous avez choisi de ne pas attendre."
      : "Un courriel vous l'annoncera le jour ouvré d'avant.";
  return `Elle part toute seule ${when}, entre 8\u00a0h et 19\u00a0h. ${told}`;
}
