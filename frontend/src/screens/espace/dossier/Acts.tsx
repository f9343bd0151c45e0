/** Everything that may be recorded now, by what one comes to say. */
import { claimAt, factAt, letterAt, sequenceAt } from "../../../space/address";
import { type CaseView, caseFile } from "../../../space/api";
import { DOCUMENTS } from "../../../space/words";

/** Forms that have a page of their own. */
const ELSEWHERE: Readonly<Record<string, (id: string) => string>> = { calendrier: sequenceAt, creance: claimAt };
/** The address of the form, the kind of fact it records, what it says. */
const ACTS: readonly { title: string; acts: readonly (readonly [string, string, string])[] }[] = [
  {
    title: "L’argent",
    acts: [
      ["paiement", "payment_received", "Enregistrer un paiement"],
      ["avoir", "credit_note_issued", "Enregistrer un avoir"],
      ["remise", "accessories_waived", "Renoncer aux pénalités ou à l’indemnité"],
    ],
  },
  {
    title: "Ce que dit votre client",
    acts: [
      ["promesse", "payment_promised", "Noter une promesse"],
      ["contestation", "dispute_raised", "Noter une contestation"],
      ["reponse", "dispute_settled", "Répondre à la contestation"],
      ["report", "due_date_renegotiated", "Accorder une nouvelle échéance"],
      ["echeancier", "plan_agreed", "Convenir d’un échéancier"],
      ["fin-echeancier", "plan_ended", "Mettre fin à l’échéancier"],
      ["reconnaissance", "acknowledgement_signed", "Noter une reconnaissance de dette"],
    ],
  },
  {
    title: "Les relances",
    acts: [
      ["pause", "paused", "Mettre en pause"],
      ["reprise", "resumed", "Reprendre les relances"],
      ["envois", "sending_chosen", "Choisir qui envoie les relances"],
      ["calendrier", "scenario_changed", "Changer le calendrier de ce dossier"],
    ],
  },
  {
    title: "Le dossier",
    acts: [
      ["note", "noted", "Ajouter une note"],
      ["creance", "terms_changed", "Préciser la créance"],
      ["verification", "insolvency_checked", "Noter une vérification au BODACC"],
      ["procedure", "insolvency_recorded", "Noter une procédure collective"],
      ["obstacle", "obstacle_recorded", "Noter un décès, une tutelle, une radiation"],
      ["cloture", "closed", "Clore le dossier"],
      ["reouverture", "reopened", "Rouvrir le dossier"],
    ],
  },
];

export function Acts({ view }: { view: CaseView }) {
  const documents = view.proposals.documents.filter((document) => document in DOCUMENTS);
  return (
    <nav class="acts" aria-labelledby="acts-title">
      <h2 id="acts-title">Autres actions</h2>
      {ACTS.map(({ title, acts }) => {
        const possible = acts.filter(([, kind]) => view.allowed.includes(kind));
        return (
          possible.length > 0 && (
            <section key={title}>
              <h3>{title}</h3>
              <ul>
                {possible.map(([fact, , label]) => (
                  <li key={fact}>
                    <a href={ELSEWHERE[fact]?.(view.id) ?? factAt(view.id, fact)}>{label}</a>
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
      {documents.length > 0 && (
        <section>
          <h3>Écrire</h3>
          <ul>
            {documents.map((document) => (
              <li key={document}>
                <a href={letterAt(view.id, document)}>{DOCUMENTS[document]}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <a class="button quiet" href={caseFile(view.id)} download>
          Télécharger le dossier
        </a>
      </p>
    </nav>
  );
}
