/** The whole letter before it is made: what was said, what is due and why, the letter itself, what still prevents it. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { calendar, type Facts, type Problem, type Statement, statements } from "../../api";
import { DECISIONS, type Decision, letterFacts, statementFacts } from "../../letter";
import { InsolvencyCheck } from "../../lookups/InsolvencyCheck";
import { concerns, obstacleFound } from "../../lookups/insolvency";
import { addressOf, CHECK, missing, obstacleOf, placeOf, previous, RECEIVE, stepOf, type Wizard } from "../../path";
import type { Answers } from "../../questions/question";
import { readDay, today } from "../../reading/dates";
import { amount, day, typography } from "../../text";
import { ErrorSummary, type Faults } from "../../ui/ErrorSummary";
import { StatementTable } from "../../ui/StatementTable";
import { Status, useTask } from "../../ui/Status";
import { SummaryList } from "../../ui/SummaryList";
import { DraftLine } from "./DraftLine";
import { Preview } from "./Preview";
import { here, toCorrect } from "./place";
import { withRefusals } from "./refusals";
import { saidOn } from "./said";
import { useDraft } from "./useDraft";

/** Refusals that a letter cannot answer: the page that says what to do instead. */
const ELSEWHERE: Record<string, string> = {
  NOTHING_TO_PAY: "payee",
  OVERPAID: "payee",
  BELOW_RESIDUE_THRESHOLD: "payee",
  NOT_YET_DUE: "pas-encore-due",
  LIMITATION_PASSED: "prescrite",
};

/** What the service answered for these answers. */
interface Checked {
  faults: Faults;
  statement?: Statement | undefined;
  problem?: Problem | undefined;
}

function CheckPage({ wizard }: { wizard: Wizard }) {
  const draft = useDraft(wizard);
  const { answers } = draft;
  const [checked, setChecked] = useState<Checked | null>(null);
  const task = useTask();
  const step = stepOf(wizard, CHECK, answers);
  const facts = letterFacts(wizard, answers);
  const key = JSON.stringify(facts);

  useEffect(() => {
    task.run("Vérification de la lettre…", async () => {
      const found = await check(wizard, answers, facts);
      draft.change((now) => withRefusals(now, found.faults));
      setChecked(found);
    });
  }, [key]);

  function decide(code: Decision, taken: boolean) {
    draft.change({ ...answers, [`asked.${code}`]: taken ? "on" : "" });
  }

  const ready = checked && !checked.faults.length && !checked.problem && !obstacleFound(answers, today());
  return (
    <>
      <a class="back" href={addressOf(wizard, previous(wizard, CHECK, answers))}>
        Retour
      </a>
      <ErrorSummary faults={checked?.faults ?? []} />
      {step && (
        <p class="step">
          Étape {step.rank} sur {step.of}
        </p>
      )}
      <h1>Vérifier votre lettre</h1>
      <Status task={task} />
      <Offers problem={checked?.problem} answers={answers} onDecide={decide} />
      <h2>Vos réponses</h2>
      <SummaryList
        rows={saidOn(wizard, answers).map(({ page, lines }) => ({
          term: typography(page.title),
          said: lines.join("\n"),
          href: toCorrect(wizard, page.slug),
          what: typography(page.title),
        }))}
      />
      <div class="beside">
        <div>
          {checked?.statement && (
            <>
              <h2>Ce que la lettre réclame</h2>
              {answers.document === "first_reminder" && answers.claim_accessories !== "oui" && (
                <p class="notice">
                  {typography("Cette relance ne demande que le montant des factures : ")}
                  {amount(checked.statement.totals.principal_remaining!)}.
                </p>
              )}
              <StatementTable statement={checked.statement} regime={answers.regime ?? ""} />
            </>
          )}
          <Assumed answers={answers} onDecide={decide} />
        </div>
        {answers.regime && <Preview facts={facts} open />}
      </div>
      {concerns(answers) && (
        <InsolvencyCheck
          answers={answers}
          onChange={draft.change}
          sirenAt={toCorrect(wizard, "debiteur", "debtor.siren")}
        />
      )}
      {ready && (
        <div class="actions">
          <a class="button" href={addressOf(wizard, RECEIVE)}>
            Établir la lettre
          </a>
        </div>
      )}
      <DraftLine draft={draft} />
    </>
  );
}

/** First what this person has not said, in the browser; then everything else, by the service. */
async function check(wizard: Wizard, answers: Answers, facts: Facts): Promise<Checked> {
  const lacking = missing(wizard, answers).flatMap(({ slug, faults }) =>
    faults.map((fault) => ({ ...fault, href: toCorrect(wizard, slug, fault.name) })),
  );
  const obstacle = obstacleOf(answers);
  if (obstacle) {
    const message = typography(
      "Vous êtes dans un cas où une autre démarche vaut mieux que cette lettre : lisez que faire",
    );
    lacking.unshift({ name: "asked.case", message, href: `/mise-en-demeure/autrement/${obstacle}/` });
  }
  if (lacking.length) return { faults: lacking };
  // The calendar is refused exactly when the letter would be, and nothing is printed.
  const [letter, drawn] = await Promise.all([
    calendar(facts),
    answers.document === "courtesy_reminder" ? null : statements(statementFacts(facts)),
  ]);
  return {
    faults: letter.problem ? faultsOf(letter.problem, wizard, answers) : [],
    problem: letter.problem,
    statement: drawn?.value,
  };
}

function faultsOf(problem: Problem, wizard: Wizard, answers: Answers): Faults {
  const found = problem.errors.map(({ field, code, message }) => {
    if (code in ELSEWHERE) return { name: field, message, href: `/mise-en-demeure/autrement/${ELSEWHERE[code]}/` };
    const place = placeOf(wizard, answers, field);
    if (!place) return { name: "", message };
    return { name: place.name, message, href: toCorrect(wizard, place.slug, place.name) };
  });
  return found.length ? found : [{ name: "", message: problem.detail }];
}

/** What this person may decide, now that the service has said it matters. */
function Offers(props: {
  problem: Problem | undefined;
  answers: Answers;
  onDecide: (code: Decision, taken: boolean) => void;
}) {
  const { problem, answers, onDecide } = props;
  const codes = [problem?.code, ...(problem?.errors.map(({ code }) => code) ?? [])];
  const offered = (Object.keys(DECISIONS) as Decision[]).filter(
    (code) => codes.includes(code) && (code !== "LIMITATION_PASSED" || /reminder/.test(answers.document ?? "")),
  );
  const last = problem?.last_computable_date;
  const words: Record<Decision, [string, string]> = {
    UNKNOWN_RATE: [
      "Le taux d'un semestre n'est pas encore publié, et aucun chiffre n'est inventé ici. La lettre peut arrêter le décompte au dernier jour connu et dire en toutes lettres la règle pour la suite.",
      `Arrêter le décompte au ${last ? day(last) : "dernier jour connu"}`,
    ],
    BELOW_RESIDUE_THRESHOLD: [
      "Il reste très peu à payer. Abandonner ce reste est souvent plus sage ; vous pouvez aussi le réclamer.",
      "Réclamer quand même ce reste",
    ],
    LIMITATION_PASSED: [
      "La date prudente de prescription est passée. Une relance amiable, sans aucune menace, reste possible si vous le confirmez.",
      "Confirmer une relance amiable",
    ],
  };
  return (
    <>
      {offered.map((code) => (
        <div class="notice" key={code}>
          <p>{typography(words[code][0])}</p>
          <button type="button" class="quiet" onClick={() => onDecide(code, true)}>
            {words[code][1]}
          </button>
        </div>
      ))}
    </>
  );
}

/** What was not said, and what the letter takes instead. */
function Assumed({ answers, onDecide }: { answers: Answers; onDecide: (code: Decision, taken: boolean) => void }) {
  const dated = readDay(answers.computation_date || today());
  const said: string[] = [];
  if (answers["rate.mode"] === "unknown" && answers.regime === "b2b")
    said.push(
      "Vous ne savez pas si un taux est prévu : le taux de la loi est appliqué. Si vos conditions en fixent un autre, c'est lui qui compte : changez alors cette réponse.",
    );
  if (!answers.computation_date && "value" in dated)
    said.push(`La lettre est datée d'aujourd'hui, le ${day(dated.value)}, et le décompte arrêté à ce jour.`);
  if (/paiement|deux/.test(answers["asked.received"] ?? ""))
    said.push(
      "Chaque paiement reçu règle d'abord les intérêts, puis le montant des factures ; sans facture désignée, il va à la plus ancienne.",
    );
  const decided: Record<Decision, string> = {
    UNKNOWN_RATE: "Le décompte s'arrête au dernier jour dont le taux est publié.",
    BELOW_RESIDUE_THRESHOLD: "Vous réclamez un reste de quelques euros.",
    LIMITATION_PASSED: "Vous confirmez une relance amiable après la date prudente de prescription.",
  };
  const taken = (Object.keys(decided) as Decision[]).filter((code) => answers[`asked.${code}`] === "on");
  if (!said.length && !taken.length) return null;
  return (
    <section>
      <h2>Ce que nous avons retenu</h2>
      <ul>
        {said.map((sentence, rank) => (
          <li key={rank}>{typography(sentence)}</li>
        ))}
        {taken.map((code) => (
          <li key={code}>
            {typography(decided[code])}{" "}
            <button type="button" class="link" onClick={() => onDecide(code, false)}>
              Revenir sur ce choix
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

render(<CheckPage wizard={here().wizard} />, document.getElementById("screen")!);
