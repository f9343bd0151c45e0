/**
 * Where the message's link leads. Opening it signs nobody in, since mail programs open links too: a person presses the
 * button. The token leaves the address bar at once.
 */
import { render } from "preact";
import { useState } from "preact/hooks";
import { openSession } from "../../space/api";
import { typography } from "../../text";
import { ErrorSummary, type Faults } from "../../ui/ErrorSummary";
import { Status, useTask } from "../../ui/Status";

const link = decodeURIComponent(location.hash.slice(1));
history.replaceState(null, "", location.pathname);

function FollowLink() {
  const [faults, setFaults] = useState<Faults>([]);
  const task = useTask();

  async function enter(): Promise<void> {
    const { problem } = await openSession({ link });
    if (problem) setFaults([{ name: "", message: problem.detail }]);
    else location.replace("/espace/");
  }

  return (
    <>
      <ErrorSummary faults={faults} />
      <h1>Ouvrir votre espace</h1>
      {link ? (
        <>
          <p>
            {typography("Vous avez suivi le lien reçu par courriel. Il sert une fois : confirmez que c'est bien vous.")}
          </p>
          <div class="actions">
            <button type="button" aria-disabled={task.busy} onClick={() => task.run("Connexion…", enter)}>
              Me connecter
            </button>
          </div>
          <Status task={task} />
        </>
      ) : (
        <p>
          {typography(
            "Cette adresse ne contient pas de lien de connexion. Ouvrez-la depuis le message reçu, ou demandez-en un autre.",
          )}
        </p>
      )}
      {(!link || faults.length > 0) && (
        <p>
          <a href="/connexion/">Recevoir un nouveau message</a>
        </p>
      )}
    </>
  );
}

render(<FollowLink />, document.getElementById("screen")!);
