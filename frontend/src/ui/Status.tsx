/**
 * One thing at a time, and a word when it lasts.
 *
 *   const task = useTask();
 *   <button aria-disabled={task.busy} onClick={() => task.run("Calcul en cours…", compute)}>Calculer</button>
 *   <Status task={task} />
 *
 * The region is there from the start, so that readers announce what comes into it; buttons never vanish.
 */
import { useRef, useState } from "preact/hooks";
import { typography } from "../text";

const SAY_AFTER = 400; // milliseconds

export type Task = { busy: boolean; words: string; run: (words: string, job: () => Promise<unknown>) => Promise<void> };

export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState("");
  const running = useRef(false);
  async function run(said: string, job: () => Promise<unknown>): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    const waiting = setTimeout(() => setWords(typography(said)), SAY_AFTER);
    try {
      await job();
    } finally {
      clearTimeout(waiting);
      running.current = false;
      setBusy(false);
      setWords("");
    }
  }
  return { busy, words, run };
}

export function Status({ task }: { task: Task }) {
  return (
    <p class="status" role="status">
      {task.words}
    </p>
  );
}
