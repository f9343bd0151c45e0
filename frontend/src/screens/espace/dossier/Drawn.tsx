/** A drawn letter: its file, how it leaves, and what to say once it has left. */
import { factAt } from "../../../space/address";
import { type CaseView, type Letter, letterFile } from "../../../space/api";
import { CHANNELS } from "../../../space/words";
import { day, typography } from "../../../text";
import { entitle } from "./CasePage";

export function Drawn({ view, letter }: { view: CaseView; letter: Letter }) {
  const { number, label, document, sent, discarded, uncertain } = letter;
  const notice = document.endsWith("notice");
  const waits = !sent && !discarded;
  const may = (kind: string) => waits && view.allowed.includes(kind);
  entitle(`${label}, ${view.debtor.name}`);
  return (
    <div class="text">
      <h1>{label}</h1>
      <p class="lead">{typography(said(letter))}</p>
      <div class="actions">
        <a class="button" href={letterFile(view.id, number)}>
          Ouvrir la lettre (PDF)
        </a>
      </div>
      {waits && uncertain && (
        <>
          <p>
            {typography(
              "Demandez à votre client s'il a reçu ce courriel, ou cherchez sa réponse. Rien ne repart tout seul tant que vous ne l'avez pas dit ici.",
            )}
          </p>
          <div class="actions">
            {may("letter_sent") && (
              <a class="button" href={factAt(view.id, "envoi", { lettre: number })}>
                Il est parti
              </a>
            )}
            {may("letter_discarded") && (
              <a class="button" href={factAt(view.id, "abandon", { lettre: number })}>
                Il n’est pas parti
              </a>
            )}
          </div>
        </>
      )}
      {waits && !uncertain && (
        <>
          <h2>Pour la suite</h2>
          <ol>
            <li>Relisez la lettre une dernière fois. Imprimez-la et signez-la si elle part par la poste.</li>
            <li>
              {notice
                ? "Envoyez-la en recommandé avec avis de réception, ou remettez-la contre reçu, avec les pièces jointes."
                : "Envoyez-la par courriel, fichier joint, ou par courrier."}
            </li>
            <li>
              {typography(
                "Confirmez l'envoi ici : le calendrier en dépend, et le dossier en garde la preuve. Elle n'est pas envoyée sans vous.",
              )}
            </li>
          </ol>
          <div class="actions">
            {may("letter_sent") && (
              <a class="button" href={factAt(view.id, "envoi", { lettre: number })}>
                Confirmer l’envoi
              </a>
            )}
            {may("letter_discarded") && (
              <a class="button quiet" href={factAt(view.id, "abandon", { lettre: number })}>
                Ne pas l’envoyer
              </a>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function said({ issued_on, sent, discarded, uncertain }: Letter): string {
  const issued = `Établie le ${day(issued_on)}`;
  if (discarded) return `${issued}, abandonnée : elle n'a jamais été envoyée.`;
  if (!sent && uncertain) return `${issued}, elle partait par courriel, et rien ne dit si elle est partie.`;
  if (!sent) return `${issued}. Elle n'est pas encore envoyée.`;
  return `${issued}, envoyée le ${day(sent.date)} ${CHANNELS[sent.channel] ?? ""}.`;
}
