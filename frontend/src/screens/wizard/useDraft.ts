/** The answers of the draft, kept on this device as they change; what another tab or page changed comes back with it. */
import { useEffect, useRef, useState } from "preact/hooks";
import * as draft from "../../draft";
import { answersFor, type Wizard } from "../../path";
import type { Answers } from "../../questions/question";

export interface Draft {
  answers: Answers;
  /** When it was kept; null when it is not. */
  saved: Date | null;
  /** A function, when it comes late: it is given the answers as they have become. */
  change: (answers: Answers | ((now: Answers) => Answers)) => void;
  erase: () => void;
}

export function useDraft(wizard: Wizard): Draft {
  const kept = draft.load();
  const [answers, setAnswers] = useState<Answers>(kept?.answers ?? {});
  const [saved, setSaved] = useState<Date | null>(kept?.saved ?? null);
  const now = useRef(answers);
  now.current = answers;
  useEffect(() => {
    const restored = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      setAnswers(draft.load()?.answers ?? {});
    };
    addEventListener("pageshow", restored);
    return () => removeEventListener("pageshow", restored);
  }, []);
  function change(next: Answers | ((now: Answers) => Answers)): void {
    const changed = typeof next === "function" ? next(now.current) : next;
    const { document: _, ...typed }: Answers = { ...changed, "asked.wizard": wizard };
    now.current = typed;
    setAnswers(typed);
    setSaved(draft.save(typed));
  }
  function erase(): void {
    draft.erase();
    setAnswers({});
    setSaved(null);
  }
  return { answers: answersFor(wizard, answers), saved, change, erase };
}
