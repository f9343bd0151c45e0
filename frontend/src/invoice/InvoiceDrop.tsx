/**
 * An electronic invoice, dropped anywhere on the page or chosen, fills the form. What was already answered stays, and
 * what the invoice says otherwise is shown beside it; a file that cannot be read changes nothing.
 */
import { useRef, useState } from "preact/hooks";
import { readInvoice } from "../api";
import type { Answers } from "../questions/question";
import { enumerate, typography } from "../text";
import { FileDrop } from "../ui/FileDrop";
import { Radios } from "../ui/Radios";
import { Status, useTask } from "../ui/Status";
import { type Conflict, type InvoiceRead, takeOver, toCheck } from "./invoice";

export type InvoiceDropProps = {
  answers: Answers;
  onChange: (answers: Answers) => void;
  /** Whether the form asks for the answer of that name; every one of the wizard's, by default. */
  wants?: (name: string) => boolean;
  /** The form keeps the PDF of an invoice that was read; `number` is the one it bears. */
  onRead?: (file: File, number: string | null) => void;
};

type Outcome = {
  name: string;
  filled: string[];
  conflicts: Conflict[];
  remarks: ReturnType<typeof toCheck>;
  chase: boolean;
};

const FIELD = "invoice-file";
const HINT = "Factur-X (un PDF qui porte ses données) ou XML, 4 Mo au plus.";
const FORGOTTEN = "Le fichier est lu, puis oublié.";
const KEPT = "Le fichier est lu ; un PDF de 2 Mo au plus est gardé avec le dossier.";

export function InvoiceDrop({ answers, onChange, wants, onRead }: InvoiceDropProps) {
  const latest = useRef(answers);
  latest.current = answers;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [refusal, setRefusal] = useState("");
  const task = useTask();

  async function take(file: File) {
    setOutcome(null);
    setRefusal("");
    const { value: read, problem } = await readInvoice<InvoiceRead>(file);
    if (problem) return setRefusal(problem.detail);
    const { answers, filled, conflicts } = takeOver(read, latest.current, wants);
    onChange(answers);
    onRead?.(file, read.expect.number);
    setOutcome({ name: file.name, filled, conflicts, remarks: toCheck(read, wants), chase: read.suggested.chase });
  }
  return (
    <div class="helped">
      <FileDrop
        name={FIELD}
        label={
          <>
            Déposer votre facture électronique<span class="optional"> (facultatif)</span>
          </>
        }
        hint={typography(`${HINT} ${onRead ? KEPT : FORGOTTEN}`)}
        accept=".pdf,.xml,application/pdf,application/xml,text/xml"
        onFile={(file) => task.run("Lecture de la facture…", () => take(file))}
      />
      <Status task={task} />
      <div role="status">
        {refusal && <p class="notice">{refusal}</p>}
        {outcome && <p class="good">{typography(said(outcome))}</p>}
      </div>
      {outcome && outcome.remarks.length > 0 && (
        <div class="notice">
          <h2>À vérifier</h2>
          <ul>
            {outcome.remarks.map(({ about, message }) => (
              <li key={about + message}>
                {about && <strong>{about}. </strong>}
                {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {outcome && outcome.conflicts.length > 0 && (
        <Differences conflicts={outcome.conflicts} onTake={(values) => onChange({ ...answers, ...values })} />
      )}
    </div>
  );
}

function said({ name, filled, conflicts, chase }: Outcome): string {
  if (!chase) return `« ${name} » a été lu : rien n'en est repris.`;
  const taken = filled.length
    ? `« ${name} » a rempli : ${enumerate(filled)}. Relisez.`
    : `« ${name} » a été lu : rien de plus que vos réponses.`;
  return conflicts.length ? `${taken} Certaines de vos réponses diffèrent : choisissez ci-dessous.` : taken;
}

function Differences({ conflicts, onTake }: { conflicts: readonly Conflict[]; onTake: (values: Answers) => void }) {
  const [taken, setTaken] = useState<readonly Conflict[]>([]);
  function choose(changed: readonly Conflict[], whose: string) {
    const others = taken.filter((each) => !changed.includes(each));
    setTaken(whose === "theirs" ? [...others, ...changed] : others);
    onTake(Object.assign({}, ...changed.map(({ mine, theirs }) => (whose === "theirs" ? theirs : mine).values)));
  }
  return (
    <section aria-labelledby="differences">
      <h2 id="differences">Vos réponses et la facture diffèrent</h2>
      {conflicts.length > 1 && (
        <p>
          <button type="button" class="quiet" onClick={() => choose(conflicts, "theirs")}>
            Prendre tout de la facture
          </button>
        </p>
      )}
      {conflicts.map((conflict, rank) => (
        <Radios
          key={conflict.mine.label}
          name={`difference-${rank}`}
          legend={conflict.mine.label.charAt(0).toUpperCase() + conflict.mine.label.slice(1)}
          value={taken.includes(conflict) ? "theirs" : "mine"}
          onChange={(whose) => choose([conflict], whose)}
          options={[
            { value: "mine", label: typography(`Garder ma réponse : ${conflict.mine.shown}`) },
            { value: "theirs", label: typography(`Prendre celle de la facture : ${conflict.theirs.shown}`) },
          ]}
        />
      ))}
    </section>
  );
}
