/** A letter of a case: read again with its choices and drawn once; then its file, and what to do with it. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Answer, Facts, Problem } from "../../../api";
import { InsolvencyCheck } from "../../../lookups/InsolvencyCheck";
import { type Answers, checkedByHand, checkIn, concerns, obstacleFound } from "../../../lookups/insolvency";
import { given } from "../../../questions/given";
import { today } from "../../../reading/dates";
import { type Asked, useAnswer } from "../../../space/Awaited";
import { clientAt, drawnAt, factAt } from "../../../space/address";
import { type CaseView, checkLetter, debtor, drawLetter, newId, previewAddress, recordEvent } from "../../../space/api";
import { choiceItems, choicesOf, type Decision, decisionsFor, firstChoices, mendedAt } from "../../../space/choices";
import { open } from "../../../space/open";
import { DOCUMENTS, lower } from "../../../space/words";
import { day, typography } from "../../../text";
import { ErrorSummary, type Faults } from "../../../ui/ErrorSummary";
import { LetterFrame } from "../../wizard/Preview";
import { Questions } from "../../wizard/Questions";
import { type Form, Submit, useForm } from "../form";
import { ASKED, CasePage, entitle, useCase } from "./CasePage";
import { Conflict } from "./Conflict";
import { Drawn } from "./Drawn";
import { ProposeInstalments } from "./ProposeInstalments";

const SETTLED_AFTER = 700; // milliseconds without a key
const CHECK = "verification";
const DRAWN = Number(ASKED.get("lettre"));

function Page() {
  const found = useCase();
  return (
    <CasePage of={found}>
      {(view) => {
        const letter = view.letters.find(({ number }) => number === DRAWN);
        if (letter) return <Drawn view={view} letter={letter} />;
        return <Review view={view} found={found} document={ASKED.get("document") ?? ""} />;
      }}
    </CasePage>
  );
}

type ReviewProps = { view: CaseView; found: Asked<CaseView>; document: string };

function Review({ view, found, document }: ReviewProps) {
  const label = DOCUMENTS[document];
  const [items] = useState(() => choiceItems(document, view));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState(false);
  const form = useForm({ key: ASKED.toString(), first: firstChoices(document, view), items, nameOf });
  const letter = { document, choices: choicesOf(given(items, form.answers), form.answers) };
  const shown = useSettled(letter);
  const faults = useMemo(() => led(form.faults, problem, view), [form.faults]);
  if (!label || !view.proposals.documents.includes(document)) return <NotNow view={view} />;
  entitle(`${label}, ${view.debtor.name}`);

  async function draw(facts: Facts): Promise<Problem | undefined> {
    const choices = choicesOf(facts, form.answers);
    const asked = { document, choices, version: view.version, id: form.id };
    const { value, problem } = await drawLetter(view.id, asked);
    if (value) {
      form.forget();
      location.replace(drawnAt(view.id, value.letter));
      return new Promise(() => {});
    }
    setConflict(problem.code === "CONFLICT");
    setProblem(problem.code === "CONFLICT" ? null : problem);
    if (problem.code !== "CONFLICT") return problem;
    found.put(problem.current as CaseView);
    return undefined;
  }

  /** A preview that is refused says why before anything is drawn. */
  async function preview(): Promise<Answer<null>> {
    const answer = await checkLetter(view.id, shown);
    setRefusal(answer.problem ?? null);
    return answer;
  }

  function decide(code: Decision, taken: boolean): void {
    setProblem(null);
    setRefusal(null);
    form.change({ ...form.answers, [`asked.${code}`]: taken ? "on" : "" });
  }

  const codes = decisionsFor(problem ?? refusal, document);
  const stopped = obstacleFound(form.answers, today());
  return (
    <>
      <ErrorSummary faults={faults} />
      <h1>
        Relire{"\u00a0"}: {lower(label)}
      </h1>
      {conflict && <Conflict view={view} />}
      <p class="says">{view.next.document === document ? view.next.why.sentence : ""}</p>
      {refusal && !codes.length && (
        <p class="notice says">{refusal.errors.map(({ message }) => message).join(" ") || refusal.detail}</p>
      )}
      <Offers codes={codes} last={(problem ?? refusal)?.last_computable_date} onDecide={(code) => decide(code, true)} />
      <Decided answers={form.answers} onUndo={(code) => decide(code, false)} />
      <form noValidate onSubmit={form.submit("Mise en page de la lettre…", draw)}>
        <div class="beside">
          <div>
            {document === "plan_offer" && <ProposeInstalments view={view} form={form} />}
            <Questions {...form.asked} items={items} />
          </div>
          <LetterFrame letter={shown} check={preview} address={previewAddress(view.id)} open />
        </div>
        {concerns(form.answers) && <Check view={view} found={found} form={form} />}
        {stopped ? (
          <p class="actions">
            <a class="button" href={factAt(view.id, "procedure")}>
              Noter la procédure dans le dossier
            </a>
          </p>
        ) : (
          <Submit form={form}>Établir la lettre</Submit>
        )}
      </form>
    </>
  );
}

function NotNow({ view }: { view: CaseView }) {
  return (
    <>
      <h1>Cette lettre n’est pas à établir maintenant</h1>
      <p class="says">{view.next.why.sentence}</p>
    </>
  );
}

/** Looked at today and nothing found: the case remembers it by itself. */
function Check({ view, found, form }: { view: CaseView; found: Asked<CaseView>; form: Form }) {
  const client = useAnswer("", () => debtor(view.debtor.id));
  const siren = client.value?.facts.debtor.siren;
  const known = view.facts.insolvency_checked_on;
  if (!client.value) return null;

  async function looked(answers: Answers): Promise<void> {
    form.change(answers);
    const clear = checkIn(answers, today())?.finding.kind === "none" || checkedByHand(answers) === today();
    if (!clear || known === today()) return;
    const event = { kind: "insolvency_checked", date: today() };
    const { value } = await recordEvent(view.id, { version: view.version, id: newId(), event });
    if (value) found.put(value);
  }

  return (
    <div id={CHECK} tabIndex={-1}>
      <InsolvencyCheck
        answers={{ ...form.answers, "debtor.siren": typeof siren === "string" ? siren : "" }}
        onChange={looked}
        sirenAt={clientAt(view.debtor.id)}
      />
      {known && <p class="small">{typography(`Dernière vérification notée au dossier : ${day(known)}.`)}</p>}
    </div>
  );
}

const OFFERS: Readonly<Record<Decision, readonly [string, string]>> = {
  UNKNOWN_RATE: [
    "Le taux d'un semestre n'est pas encore publié, et aucun chiffre n'est inventé ici. La lettre peut arrêter le décompte au dernier jour connu et dire en toutes lettres la règle pour la suite.",
    "Arrêter le décompte au",
  ],
  LIMITATION_PASSED: [
    "La date prudente de prescription est passée. Une relance amiable, sans aucune menace, reste possible si vous le confirmez.",
    "Confirmer une relance amiable",
  ],
};

type OffersProps = { codes: readonly Decision[]; last: string | undefined; onDecide: (code: Decision) => void };

function Offers({ codes, last, onDecide }: OffersProps) {
  return (
    <>
      {codes.map((code) => (
        <div class="notice says" key={code}>
          <p>{typography(OFFERS[code][0])}</p>
          <button type="button" class="quiet" onClick={() => onDecide(code)}>
            {OFFERS[code][1]} {code === "UNKNOWN_RATE" && (last ? day(last) : "dernier jour connu")}
          </button>
        </div>
      ))}
    </>
  );
}

const DECIDED: Readonly<Record<Decision, string>> = {
  UNKNOWN_RATE: "Le décompte s'arrête au dernier jour dont le taux est publié.",
  LIMITATION_PASSED: "Vous confirmez une relance amiable après la date prudente de prescription.",
};

function Decided({ answers, onUndo }: { answers: Answers; onUndo: (code: Decision) => void }) {
  const taken = (Object.keys(DECIDED) as Decision[]).filter((code) => answers[`asked.${code}`] === "on");
  return (
    <>
      {taken.map((code) => (
        <p class="says" key={code}>
          {typography(DECIDED[code])}{" "}
          <button type="button" class="link" onClick={() => onUndo(code)}>
            Revenir sur ce choix
          </button>
        </p>
      ))}
    </>
  );
}

/** Each fault leads to its question, to the check, or to the page that holds what is missing. */
function led(faults: Faults, problem: Problem | null, view: CaseView): Faults {
  let left = problem?.errors ?? [];
  return faults.map((fault) => {
    const error = left.find(({ message }) => message === fault.message);
    left = left.filter((each) => each !== error);
    if (fault.name || !error) return fault;
    if (error.code === "INSOLVENCY_CHECK_STALE") return { ...fault, name: CHECK };
    const place = mendedAt(error.field, view);
    if (!place) return fault;
    return { name: error.field, href: place.href, message: typography(`${place.what} : ${lower(fault.message)}`) };
  });
}

function nameOf(field: string): string {
  return field.replace(/^choices\.?/, "");
}

/** The value, once it has not changed for a while. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(value), SETTLED_AFTER);
    return () => clearTimeout(waiting);
  }, [text]);
  return settled;
}

open(<Page />);
