/**
 * What a page of the space asks the service for, and what it shows meanwhile: nothing at first, a word after 400 ms,
 * then the thing itself, or what went wrong and «Réessayer».
 *
 *   const figures = useAnswer("Chargement des indicateurs…", api.figures);
 *   <Awaited of={figures}>{(value) => …}</Awaited>
 *   figures.put(fresh)       // what a write answered
 */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer, Problem } from "../api";
import { Status, type Task, useTask } from "../ui/Status";

export type Asked<Value> = {
  value: Value | undefined;
  problem: Problem | undefined;
  task: Task;
  again: () => Promise<void>;
  put: (value: Value) => void;
};

export function useAnswer<Value>(words: string, request: () => Promise<Answer<Value>>): Asked<Value> {
  const [answer, setAnswer] = useState<Partial<Answer<Value>>>({});
  const task = useTask();
  const again = () => task.run(words, async () => setAnswer(await request()));
  useEffect(() => {
    again();
  }, []);
  return { value: answer.value, problem: answer.problem, task, again, put: (value) => setAnswer({ value }) };
}

export function Awaited<Value>({ of, children }: { of: Asked<Value>; children: (value: Value) => ComponentChildren }) {
  return (
    <>
      <Status task={of.task} />
      <div role="alert">{of.problem && <Refused problem={of.problem} onRetry={of.again} busy={of.task.busy} />}</div>
      {of.value !== undefined && children(of.value)}
    </>
  );
}

type RefusedProps = { problem: Problem; onRetry: () => void; busy: boolean };

/** What is not there is not asked again; everything else may be. */
function Refused({ problem, onRetry, busy }: RefusedProps) {
  return (
    <div class="notice">
      <p>{problem.detail}</p>
      {!/_UNKNOWN$|^LINK_/.test(problem.code) && (
        <button type="button" class="quiet" aria-disabled={busy} onClick={onRetry}>
          Réessayer
        </button>
      )}
    </div>
  );
}
