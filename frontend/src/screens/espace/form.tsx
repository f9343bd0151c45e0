/**
 * A form of the space: answers kept in this tab while they are typed, read when it is sent, refused beside their
 * fields; what somebody else saved meanwhile is taken over where nothing was typed, and told where something was.
 *
 *   const form = useForm({ key, first: typedOf(facts), items, nameOf: (field) => field.replace(/^profile\./, "") });
 *   <ErrorSummary faults={form.faults} />
 *   <form noValidate onSubmit={form.submit("Enregistrement…", async (facts) => (await put(facts)).problem)}>
 *     <Questions {...form.asked} items={items} />
 *     <Submit form={form}>Enregistrer</Submit>
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Facts, Problem } from "../../api";
import { faultsIn, given, nearest } from "../../questions/given";
import { type Answers, type Item, questionsOf, words } from "../../questions/question";
import { useKept } from "../../space/kept";
import { NBSP, typography } from "../../text";
import type { Faults } from "../../ui/ErrorSummary";
import { Status, type Task, useTask } from "../../ui/Status";

export type FormOptions = {
  /** Names what is typed in this tab. */
  key: string;
  first: Answers;
  items: readonly Item[] | ((answers: Answers) => readonly Item[]);
  /** What is not answered may wait. */
  partial?: boolean;
  /** The question's name, from the path of the API's fault. */
  nameOf: (field: string) => string;
};

export type Form = {
  id: string;
  answers: Answers;
  change: (answers: Answers) => void;
  forget: () => void;
  faults: Faults;
  asked: { answers: Answers; faults: Faults; onChange: (answers: Answers) => void };
  task: Task;
  submit: (said: string, send: (facts: Facts) => Promise<Problem | undefined>) => (event: Event) => void;
  /** What the service refused, beside its fields. */
  refuse: (problem: Problem) => void;
  /** Somebody else saved `theirs`: what differs from what is typed here, in words. */
  rebase: (theirs: Answers) => string[];
};

export function useForm({ key, first, items, partial = false, nameOf }: FormOptions): Form {
  const kept = useKept(key, first);
  const base = useRef(first);
  const [faults, setFaults] = useState<Faults>([]);
  const task = useTask();
  const itemsFor = (answers: Answers) => (typeof items === "function" ? items(answers) : items);

  function submit(said: string, send: (facts: Facts) => Promise<Problem | undefined>) {
    return (event: Event) => {
      event.preventDefault();
      const { answers } = kept;
      const found = faultsIn(itemsFor(answers), answers, partial);
      setFaults(found);
      if (found.length) return;
      task.run(said, async () => {
        const problem = await send(given(itemsFor(answers), answers));
        if (problem) refuse(problem);
      });
    };
  }

  function refuse(problem: Problem) {
    setFaults(placed(problem, itemsFor(kept.answers), kept.answers, nameOf));
  }

  function rebase(theirs: Answers): string[] {
    const { answers } = kept;
    const before = base.current;
    const differs = (one: Answers, other: Answers) => (name: string) => (one[name] ?? "") !== (other[name] ?? "");
    const changed = Object.keys({ ...before, ...theirs }).filter(differs(before, theirs));
    const mine = changed.filter(differs(before, answers));
    const taken = changed.filter((name) => !mine.includes(name)).map((name) => [name, theirs[name] ?? ""]);
    base.current = theirs;
    kept.change({ ...answers, ...Object.fromEntries(taken) });
    const disputed = mine.filter(differs(answers, theirs));
    return questionsOf(itemsFor(answers), answers)
      .filter(({ name }) => disputed.includes(name))
      .map(({ name, label }) => `${words(label, answers)} : « ${theirs[name] || "rien"} »`);
  }

  const { id, answers, change, forget } = kept;
  const asked = { answers, faults, onChange: change };
  return { id, answers, change, forget, faults, asked, task, submit, refuse, rebase };
}

/** The API's faults beside their fields; one that no field here holds is said in the summary alone. */
export function placed(
  problem: Problem,
  items: readonly Item[],
  answers: Answers,
  nameOf: (field: string) => string,
): Faults {
  if (!problem.errors.length) return [{ name: "", message: problem.detail }];
  const questions = questionsOf(items, answers);
  return problem.errors.map(({ field, message }) => ({ name: nearest(questions, nameOf(field))?.name ?? "", message }));
}

export function Submit({ form, children }: { form: Form; children: ComponentChildren }) {
  return (
    <>
      <div class="actions">
        <button type="submit" aria-disabled={form.task.busy}>
          {children}
        </button>
      </div>
      <Status task={form.task} />
    </>
  );
}

/** Somebody else saved first; `differences` as Form.rebase tells them. */
export function Changed({ differences }: { differences: readonly string[] | null }) {
  const place = useFocusWhen(differences);
  if (!differences) return null;
  return (
    <div class="notice" ref={place} tabIndex={-1} role="status">
      <p>
        {typography("Ces réponses ont changé entre-temps, dans un autre onglet ou sur un autre appareil. ")}
        {typography("Rien n'est enregistré : relisez, puis enregistrez de nouveau.")}
      </p>
      {differences.length > 0 && (
        <>
          <p>{typography(`Vous avez écrit autre chose que ce qui est enregistré${NBSP}:`)}</p>
          <ul>
            {differences.map((each) => (
              <li key={each}>{typography(each)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What was done, said where the reader is taken. */
export function Done({ said, children }: { said: string; children?: ComponentChildren }) {
  const place = useFocusWhen(said);
  if (!said) return null;
  return (
    <div class="good" ref={place} tabIndex={-1} role="status">
      <p>{typography(said)}</p>
      {children}
    </div>
  );
}

function useFocusWhen(shown: unknown) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!shown) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "center" });
  }, [shown]);
  return place;
}
