/** The calculator: three fields and who owes, the statement with its reasons, then a letter from the same answers. */
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Facts, type Problem, type Statement, statements } from "../api";
import { type Answers, load, save } from "../draft";
import { readAmount } from "../reading/amounts";
import { readDay, today } from "../reading/dates";
import { readPercent } from "../reading/percent";
import type { Reading } from "../reading/text";
import { day, typography } from "../text";
import { ErrorSummary, type Faults, messageFor } from "../ui/ErrorSummary";
import { Field } from "../ui/Field";
import { Radios } from "../ui/Radios";
import { StatementTable } from "../ui/StatementTable";
import { Status, useTask } from "../ui/Status";

const REF = "La facture"; // one invoice needs no number; the letter asks for it
const NEEDED = { "invoices[0].amount_ttc": readAmount, "invoices[0].due_date": readDay, computation_date: readDay };
const MISSING: Record<string, string> = {
  "invoices[0].amount_ttc": "Indiquez le montant de la facture, par exemple 1\u202f200,00",
  "invoices[0].due_date": "Indiquez la date d'échéance, par exemple 27/3/2026",
  computation_date: "Indiquez la date du calcul, par exemple 27/3/2026",
  "rate.contract_rate_pct": "Indiquez un taux, par exemple 12,15",
};

function Calculator() {
  const [answers, setAnswers] = useState<Answers>({
    regime: "b2b",
    "rate.mode": "none",
    computation_date: writtenToday(),
  });
  const [faults, setFaults] = useState<Faults>([]);
  const [stopDay, setStopDay] = useState<string>();
  const [drawn, setDrawn] = useState<{ statement: Statement; answers: Answers }>();
  const task = useTask();
  const field = (name: string) => ({
    name,
    value: answers[name] ?? "",
    onChange: (typed: string) => setAnswers((before) => ({ ...before, [name]: typed })),
    error: messageFor(faults, name),
  });

  async function compute(given: Answers): Promise<void> {
    const { facts, faults } = read(given);
    setStopDay(undefined);
    if (faults.length) return setFaults(faults);
    const { value, problem } = await statements(facts);
    if (value) {
      setFaults([]);
      return setDrawn({ statement: value, answers: given });
    }
    setDrawn(undefined);
    setStopDay(problem.last_computable_date);
    setFaults(faultsOf(problem));
  }

  function submit(given: Answers): void {
    task.run("Calcul en cours…", () => compute(given));
  }

  function stopAt(iso: string): void {
    const given = { ...answers, computation_date: written(iso) };
    setAnswers(given);
    submit(given);
  }

  return (
    <div class="beside">
      <div>
        <ErrorSummary faults={faults} />
        {stopDay && (
          <p>
            <button type="button" class="quiet" onClick={() => stopAt(stopDay)}>
              Calculer au {day(stopDay)}
            </button>
          </p>
        )}
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit(answers);
          }}
        >
          <Field
            {...field("invoices[0].amount_ttc")}
            label="Montant impayé, toutes taxes comprises"
            width="short"
            unit="€"
            inputMode="decimal"
          />
          <Field
            {...field("invoices[0].due_date")}
            label="Date d’échéance"
            hint="Comme sur la facture, par exemple 27/3/2026"
            width="short"
          />
          <Field
            {...field("computation_date")}
            label="Calculer jusqu’au"
            hint="Aujourd’hui, ou le jour où vous avez été payé"
            width="short"
          />
          <Radios
            {...field("regime")}
            legend={typography("Qui vous doit cet argent ?")}
            options={[
              { value: "b2b", label: "Une entreprise ou un indépendant", hint: "Y compris une profession libérale" },
              { value: "public", label: "Une administration", hint: "État, commune, hôpital, établissement public" },
              {
                value: "b2c",
                label: "Un particulier",
                hint: "L’intérêt légal, après une mise en demeure",
                asks: <NoticeField {...field("notice_effect_date")} />,
              },
              {
                value: "non_professional",
                label: "Un syndicat de copropriétaires, une association",
                hint: "Qui n’agit pas à des fins professionnelles",
                asks: <NoticeField {...field("notice_effect_date")} />,
              },
            ]}
          />
          {answers.regime === "b2b" && (
            <Radios
              {...field("rate.mode")}
              legend={typography("Un taux figure-t-il sur la facture ou dans vos conditions ?")}
              hint="Sinon, le taux prévu par la loi s’applique."
              options={[
                { value: "none", label: "Non, ou je ne sais pas" },
                {
                  value: "contract_fixed",
                  label: "Oui, un pourcentage",
                  asks: (
                    <Field
                      {...field("rate.contract_rate_pct")}
                      label="Taux annuel"
                      hint="Par exemple 12,15"
                      width="tiny"
                      unit="%"
                      inputMode="decimal"
                    />
                  ),
                },
                { value: "legal_x3", label: "Oui, trois fois le taux d’intérêt légal" },
              ]}
            />
          )}
          <div class="actions">
            <button type="submit" aria-disabled={task.busy}>
              Calculer
            </button>
          </div>
          <Status task={task} />
        </form>
      </div>
      {drawn && <Result {...drawn} stale={drawn.answers !== answers} />}
    </div>
  );
}

function NoticeField(field: {
  name: string;
  value: string;
  onChange: (typed: string) => void;
  error?: string | undefined;
}) {
  return (
    <Field
      {...field}
      label="Mise en demeure présentée le"
      hint="Le jour où le recommandé lui a été présenté ; les intérêts courent le lendemain"
      width="short"
      optional
    />
  );
}

type ResultProps = { statement: Statement; answers: Answers; stale: boolean };

function Result({ statement, answers, stale }: ResultProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [statement]);
  return (
    <section class="result" aria-labelledby="resultat">
      <h2 id="resultat" ref={title} tabIndex={-1}>
        Ce qui est dû
      </h2>
      {stale && <p class="notice">{typography("Vous avez modifié vos réponses depuis : calculez de nouveau.")}</p>}
      <StatementTable statement={statement} regime={answers.regime ?? ""} />
      <p>
        Une lettre reprend ces réponses, demande le reste et joint le décompte. Votre brouillon reste sur cet appareil.
      </p>
      <div class="actions">
        <a class="button" href="/mise-en-demeure/" onClick={() => keepForTheLetter(answers)}>
          En faire une lettre
        </a>
      </div>
    </section>
  );
}

/** The facts of a statement, or what is missing or cannot be read, in the order of the page. */
function read(answers: Answers): { facts: Facts; faults: Faults } {
  const fixed = answers.regime === "b2b" && answers["rate.mode"] === "contract_fixed";
  const noticed =
    (answers.regime === "b2c" || answers.regime === "non_professional") && answers.notice_effect_date?.trim();
  const readers: Record<string, (typed: string) => Reading> = {
    ...NEEDED,
    ...(noticed && { notice_effect_date: readDay }),
    ...(fixed && { "rate.contract_rate_pct": readPercent }),
  };
  const faults: { name: string; message: string }[] = [];
  const values: Record<string, string> = {};
  for (const [name, reader] of Object.entries(readers)) {
    const typed = answers[name]?.trim() ?? "";
    const reading = typed ? reader(typed) : { reason: typography(MISSING[name] ?? "") };
    if ("reason" in reading) faults.push({ name, message: reading.reason });
    else values[name] = reading.value;
  }
  const mode = answers["rate.mode"] === "none" ? "default" : answers["rate.mode"];
  const facts: Facts = {
    regime: answers.regime,
    computation_date: values.computation_date,
    invoices: [{ ref: REF, amount_ttc: values["invoices[0].amount_ttc"], due_date: values["invoices[0].due_date"] }],
    ...(answers.regime === "b2b" && {
      rate: { mode, ...(fixed && { contract_rate_pct: values["rate.contract_rate_pct"] }) },
    }),
    ...(noticed && { notice_effect_date: values.notice_effect_date }),
  };
  return { facts, faults };
}

/** The API's faults beside their fields; one without a field of this page is said in the summary alone. */
function faultsOf(problem: Problem): Faults {
  const ours = (name: string) => (name in NEEDED || name in MISSING || name === "notice_effect_date" ? name : "");
  if (!problem.errors.length) return [{ name: "", message: problem.detail }];
  return problem.errors.map(({ field, message }) => ({ name: ours(field), message }));
}

/** What the letter can use, added to a draft that may already be there. */
function keepForTheLetter({ computation_date: _, ...answers }: Answers): void {
  save({ ...load()?.answers, ...answers });
}

function writtenToday(): string {
  return written(today());
}

/** "2026-03-27" → 27/3/2026, as people write it in a field. */
function written(iso: string): string {
  return iso.split("-").reverse().map(Number).join("/");
}

render(<Calculator />, document.getElementById("calcul")!);
