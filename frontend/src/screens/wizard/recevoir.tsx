/** The letter is ready: its files, and what happens next. Nothing was sent, nothing is kept. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Answer, calendar, type Document, letter, type Problem, save, sheet } from "../../api";
import { letterFacts } from "../../letter";
import { obstacleFound } from "../../lookups/insolvency";
import { addressOf, CHECK, missing, obstacleOf, type Wizard } from "../../path";
import { today } from "../../reading/dates";
import { day, typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { Status, useTask } from "../../ui/Status";
import { DraftLine } from "./DraftLine";
import { type KeyDate, keyDates } from "./dates";
import { here } from "./place";
import { useDraft } from "./useDraft";

function ReceivePage({ wizard }: { wizard: Wizard }) {
  const draft = useDraft(wizard);
  const { answers } = draft;
  const [dates, setDates] = useState<KeyDate[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState("");
  const task = useTask();
  const facts = letterFacts(wizard, answers);
  const complete = !missing(wizard, answers).length && !obstacleOf(answers) && !obstacleFound(answers, today());

  useEffect(() => {
    if (complete) showDates();
    else location.replace(addressOf(wizard, CHECK));
  }, []);

  /** Meanwhile the letter can already be asked for. */
  async function showDates() {
    const answer = await calendar(facts);
    if (answer.problem) refused(answer.problem);
    else setDates(keyDates(await answer.value.content.text()));
  }

  function refused(found: Problem) {
    // The check page says each reason and leads to its field; a service that is away is said here.
    if (found.errors.length) location.replace(addressOf(wizard, CHECK));
    else setProblem(found);
  }
  function receive(words: string, ask: () => Promise<Answer<Document>>) {
    task.run(words, async () => {
      setProblem(null);
      const answer = await ask();
      if (answer.problem) return refused(answer.problem);
      save(answer.value);
      setSaved(answer.value.name);
    });
  }

  if (!complete) return null;
  const registered = !answers.document?.endsWith("reminder") && answers.channel === "registered";
  return (
    <div class="text">
      <a class="back" href={addressOf(wizard, CHECK)}>
        Retour
      </a>
      <ErrorSummary faults={problem ? [{ name: "", message: problem.detail }] : []} />
      <h1>Votre lettre est prête</h1>
      <p class="lead">
        {typography("Elle n'a été envoyée à personne et n'est pas conservée ici : gardez le fichier.")}
      </p>
      {answers.reference && <p>{typography(`Votre référence : ${answers.reference}`)}</p>}
      <div class="actions">
        <button
          type="button"
          aria-disabled={task.busy}
          onClick={() => receive("Mise en page de la lettre…", () => letter(facts))}
        >
          Télécharger la lettre (PDF)
        </button>
      </div>
      <Status task={task} />
      <p role="status">{saved && typography(`Fichier enregistré : ${saved}`)}</p>
      <h2>Pour la suite</h2>
      <ol>
        <li>Imprimez la lettre, relisez-la, signez-la.</li>
        <li>
          {registered
            ? "Envoyez-la en recommandé avec avis de réception, avec les pièces jointes."
            : "Envoyez-la ou remettez-la, avec les pièces jointes."}
        </li>
        <li>{typography("Gardez la preuve d'envoi et l'avis de réception avec une copie de la lettre.")}</li>
      </ol>
      {dates.length > 0 && (
        <table>
          <caption>Dates à noter</caption>
          <tbody>
            {dates.map(({ day: on, what }) => (
              <tr key={on + what}>
                <th scope="row">{what}</th>
                <td>{day(on)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="actions">
        <button
          type="button"
          class="quiet"
          aria-disabled={task.busy}
          onClick={() => receive("Préparation de la marche à suivre…", () => sheet(facts))}
        >
          Marche à suivre (PDF)
        </button>
        <button
          type="button"
          class="quiet"
          aria-disabled={task.busy}
          onClick={() => receive("Préparation des dates…", () => calendar(facts))}
        >
          Dates pour votre agenda (.ics)
        </button>
      </div>
      <h2>Suivre ce dossier</h2>
      <p>
        {typography(
          "Acquit peut garder cette créance et vous dire chaque jour la suite : la relance à relire, le délai qui s'achève, la somme due à ce jour. Une adresse électronique suffit, c'est gratuit.",
        )}
      </p>
      <div class="actions">
        <a class="button quiet" href={`/espace/nouveau/lettre/?lettre=${wizard}`}>
          Suivre ce dossier
        </a>
      </div>
      <DraftLine draft={draft} />
    </div>
  );
}

render(<ReceivePage wizard={here().wizard} />, document.getElementById("screen")!);
