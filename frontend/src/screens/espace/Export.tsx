/** Everything the account holds, in one file. */
import { useState } from "preact/hooks";
import type { Problem } from "../../api";
import { exportAccount } from "../../space/api";
import { typography } from "../../text";
import { Status, useTask } from "../../ui/Status";

export function Export() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const task = useTask();

  async function receive() {
    const { value, problem } = await exportAccount();
    setProblem(problem ?? null);
    if (value) location.assign(value.url); // a file: the page stays
    setDone(Boolean(value));
  }

  return (
    <>
      <p>
        <button
          type="button"
          class="quiet"
          aria-disabled={task.busy}
          onClick={() => task.run("Préparation de vos données…", receive)}
        >
          Télécharger toutes mes données
        </button>
      </p>
      <Status task={task} />
      <div role="status">
        {problem && <p class="notice">{problem.detail}</p>}
        {done && <p class="good">{typography("Vos données sont prêtes : votre navigateur les enregistre.")}</p>}
      </div>
    </>
  );
}
