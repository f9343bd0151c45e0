/**
 * The sequence of reminders of an account or of a client: what is in force, changed, then what the change touches, read
 * before it is saved.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Facts, Problem } from "../../api";
import { changesOf, inForce, sequenceAnswers, sequenceItems } from "../../sequence";
import { caseAt } from "../../space/address";
import type { Effects, Scenario, ScenarioChanges, Step } from "../../space/api";
import { day, enumerate, typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { Status, type Task } from "../../ui/Status";
import { Questions } from "../wizard/Questions";
import { Changed, Done, Submit, useForm } from "./form";

export type SequenceFormProps = {
  /** Names what is typed in this tab. */
  name: string;
  /** What these changes are laid over. */
  wider: Scenario;
  changes: ScenarioChanges;
  effectsOf: (wanted: ScenarioChanges) => Promise<Answer<Effects>>;
  /** What was refused, or what somebody else saved first; nothing once saved. */
  save: (wanted: ScenarioChanges) => Promise<{ problem?: Problem; theirs?: ScenarioChanges }>;
};

type Wanted = { changes: ScenarioChanges; effects: Effects };

const LIMITS = 3; // the last items: hour and gap, least amount, amount to approve

export function SequenceForm({ name, wider, changes, effectsOf, save }: SequenceFormProps) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [saved, setSaved] = useState("");
  const [differences, setDifferences] = useState<readonly string[] | null>(null);
  const items = sequenceItems(wider);
  const form = useForm({
    key: name,
    first: sequenceAnswers(inForce(wider, changes)),
    items,
    nameOf: (field) => field.replace(/^.*scenarios?\.((b2b|b2c|non_professional|public)\.)?/, ""),
  });

  async function look(facts: Facts) {
    setSaved("");
    setDifferences(null);
    const asked = changesOf(facts, form.answers, wider);
    const { value: effects, problem } = await effectsOf(asked);
    if (problem) return problem;
    if (effects.cases.length) setWanted({ changes: asked, effects });
    else await keep(asked, "Aucun dossier en cours ne change d'étape.");
    return undefined;
  }

  async function keep(asked: ScenarioChanges, also: string) {
    const { problem, theirs } = await save(asked);
    setWanted(null);
    if (problem) return form.refuse(problem);
    const differing = form.rebase(sequenceAnswers(inForce(wider, theirs ?? asked)));
    if (theirs) return setDifferences(differing);
    form.forget();
    setSaved(`Le calendrier est enregistré. ${also}`);
  }

  if (wanted)
    return (
      <Confirm
        effects={wanted.effects}
        task={form.task}
        onConfirm={() => form.task.run("Enregistrement…", () => keep(wanted.changes, ""))}
        onBack={() => setWanted(null)}
      />
    );
  return (
    <>
      <ErrorSummary faults={form.faults} />
      <Changed differences={differences} />
      <Done said={saved} />
      <form noValidate onSubmit={form.submit("Calcul des effets…", look)}>
        <div class="sequence">
          <Questions {...form.asked} items={items.slice(0, -LIMITS)} />
        </div>
        <h2>Les limites</h2>
        <Questions {...form.asked} items={items.slice(-LIMITS)} />
        <Submit form={form}>Continuer</Submit>
      </form>
    </>
  );
}

type ConfirmProps = { effects: Effects; task: Task; onConfirm: () => void; onBack: () => void };

function Confirm({ effects: { cases }, task, onConfirm, onBack }: ConfirmProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section aria-labelledby="effects">
      <h2 id="effects" ref={title} tabIndex={-1}>
        {cases.length > 1 ? `Ce changement touche ${cases.length} dossiers` : "Ce changement touche un dossier"}
      </h2>
      <p>{typography("Rien n'est encore enregistré. Voici leur prochaine étape, avant et après.")}</p>
      <table class="effects">
        <caption class="unseen">Prochaine étape de chaque dossier touché</caption>
        <thead>
          <tr>
            <th scope="col">Dossier</th>
            <th scope="col" class="wide">
              Aujourd’hui
            </th>
            <th scope="col">Après ce changement</th>
          </tr>
        </thead>
        <tbody>
          {cases.map(({ id, debtor, invoices, before, after }) => (
            <tr key={id}>
              <th scope="row">
                <a href={caseAt(id)}>{debtor}</a>
                <small>{enumerate(invoices)}</small>
                <small class="narrow">
                  Aujourd’hui&nbsp;: <NextStep step={before} />
                </small>
              </th>
              <td class="wide">
                <NextStep step={before} />
              </td>
              <td>
                <NextStep step={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="actions">
        <button type="button" aria-disabled={task.busy} onClick={onConfirm}>
          Enregistrer ce calendrier
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          Revenir au calendrier
        </button>
      </div>
      <Status task={task} />
    </section>
  );
}

function NextStep({ step }: { step: Step | null }) {
  if (!step) return <>Plus rien de prévu</>;
  return (
    <>
      {step.label}
      <small>{day(step.day)}</small>
    </>
  );
}
