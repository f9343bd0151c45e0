/**
 * What is being typed in a form of the space, kept in this tab until it is sent: a sign-in that interrupts, a reload or
 * a conflict loses nothing. The id goes with exactly these answers: sent twice, they are recorded once; changed, they
 * are something else.
 *
 *   const form = useKept(`paiement ${id}`, { date: "22/11/2026" });
 *   form.answers  form.change(answers)  form.id  form.forget()
 */
import { useState } from "preact/hooks";
import type { Answers } from "../questions/question";
import { newId } from "./api";

const PREFIX = "acquit.space ";
const TOLD = `${PREFIX}told`;

export type Kept = {
  id: string;
  answers: Answers;
  change: (answers: Answers) => void;
  /** It was recorded. */
  forget: () => void;
};

export function useKept(key: string, first: Answers): Kept {
  const [kept, setKept] = useState(() => load(key) ?? { id: newId(), answers: first });
  return {
    ...kept,
    change: (answers) => {
      const changed = { id: newId(), answers };
      setKept(changed);
      save(key, changed);
    },
    forget: () => guarded(() => sessionStorage.removeItem(PREFIX + key)),
  };
}

/** Says something on the next page, once. */
export function tell(words: string): void {
  guarded(() => sessionStorage.setItem(TOLD, words));
}
export function told(): string {
  const words = guarded(() => sessionStorage.getItem(TOLD)) ?? "";
  guarded(() => sessionStorage.removeItem(TOLD));
  return words;
}

/** Nothing of this person stays in the tab. */
export function forgetAll(): void {
  guarded(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  });
}

type Stored = { id: string; answers: Answers };

function load(key: string): Stored | null {
  return guarded(() => JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null")) ?? null;
}

function save(key: string, kept: Stored): void {
  guarded(() => sessionStorage.setItem(PREFIX + key, JSON.stringify(kept)));
}

/** A browser may forbid or fill its storage: then nothing is kept. */
function guarded<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
