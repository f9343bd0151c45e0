/**
 * Signing in: an address, then the code of the message that it receives. The page says the same whether or not the
 * address is known. Where it stands is kept in this tab, since a phone may forget the page while one reads one's mail.
 */
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../../api";
import { oneLine, readEmail } from "../../reading/text";
import { askSignIn, openSession } from "../../space/api";
import { readCode } from "../../space/code";
import { useKept } from "../../space/kept";
import { isInterrupted, wayBack } from "../../space/session";
import { NARROW, typography } from "../../text";
import { ErrorSummary, type Faults, messageFor } from "../../ui/ErrorSummary";
import { Field } from "../../ui/Field";
import { Status, useTask } from "../../ui/Status";

function SignIn() {
  const kept = useKept("connexion", { email: "" });
  const { answers, change } = kept;
  const [again, setAgain] = useState(false);
  if (answers.asked)
    return (
      <Code
        email={answers.asked}
        again={again}
        onAgain={async () => {
          const { problem } = await askSignIn(answers.asked!);
          setAgain(!problem);
          return problem;
        }}
        onOther={() => change({ email: answers.asked! })}
        onOpened={kept.forget}
      />
    );
  return (
    <Address email={answers.email ?? ""} onType={(email) => change({ email })} onAsked={(asked) => change({ asked })} />
  );
}

type AddressProps = { email: string; onType: (typed: string) => void; onAsked: (email: string) => void };

function Address({ email, onType, onAsked }: AddressProps) {
  const [faults, setFaults] = useState<Faults>([]);
  const task = useTask();

  async function ask(): Promise<void> {
    const reading = oneLine(email) ? readEmail(email) : { reason: "Indiquez votre adresse électronique" };
    if ("reason" in reading) return setFaults([{ name: "email", message: reading.reason }]);
    const { problem } = await askSignIn(reading.value);
    if (problem) setFaults(faultsOf(problem, "email"));
    else onAsked(reading.value);
  }

  return (
    <>
      <ErrorSummary faults={faults} />
      <h1>Se connecter</h1>
      {isInterrupted() && (
        <p class="notice">
          {typography(
            "Connectez-vous pour continuer : vous reviendrez à la page où vous étiez, et ce que vous y aviez saisi est gardé dans cet onglet.",
          )}
        </p>
      )}
      <p>
        Indiquez votre adresse électronique : vous recevrez un lien et un code. Il n’y a pas de mot de passe, et rien à
        payer. Si vous n’avez pas encore d’espace, il s’ouvrira à votre première connexion.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          task.run("Envoi du message…", ask);
        }}
      >
        <Field
          name="email"
          label="Adresse électronique"
          hint="Par exemple nom@exemple.fr"
          value={email}
          onChange={onType}
          error={messageFor(faults, "email")}
          inputMode="email"
          autoComplete="email"
        />
        <div class="actions">
          <button type="submit" aria-disabled={task.busy}>
            Recevoir le message
          </button>
        </div>
        <Status task={task} />
      </form>
      <p class="small">
        Votre adresse sert à vous connecter, et à rien d’autre. <a href="/confidentialite/">Ce que nous gardons</a>
      </p>
    </>
  );
}

type CodeProps = {
  email: string;
  again: boolean;
  onAgain: () => Promise<Problem | undefined>;
  onOther: () => void;
  onOpened: () => void;
};

function Code({ email, again, onAgain, onOther, onOpened }: CodeProps) {
  const [typed, setTyped] = useState("");
  const [faults, setFaults] = useState<Faults>([]);
  const task = useTask();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    document.title = "Consultez votre messagerie – Acquit";
    return () => {
      document.title = "Se connecter – Acquit";
    };
  }, []);

  async function enter(): Promise<void> {
    const reading = readCode(typed);
    if ("reason" in reading) return setFaults([{ name: "code", message: reading.reason }]);
    const { problem } = await openSession({ email, code: reading.value });
    if (problem) return setFaults(faultsOf(problem, "code"));
    onOpened();
    location.replace(wayBack());
  }

  async function sendAgain(): Promise<void> {
    const problem = await onAgain();
    setFaults(problem ? faultsOf(problem, "") : []);
  }

  return (
    <>
      <ErrorSummary faults={faults} />
      <h1 tabIndex={-1} ref={title}>
        Consultez votre messagerie
      </h1>
      <p>
        Un message part à l’instant pour <strong>{email}</strong>. Ouvrez le lien qu’il contient, ou saisissez ici son
        code. L’un ou l’autre sert une fois, pendant 15&nbsp;minutes.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          task.run("Connexion…", enter);
        }}
      >
        <Field
          name="code"
          label="Code"
          hint="6 chiffres"
          width="short"
          value={typed}
          onChange={setTyped}
          error={messageFor(faults, "code")}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
        <div class="actions">
          <button type="submit" aria-disabled={task.busy}>
            Me connecter
          </button>
        </div>
        <Status task={task} />
      </form>
      <h2>Rien reçu{NARROW}?</h2>
      <p>Attendez une minute et regardez dans les courriers indésirables. Vérifiez aussi l’adresse ci-dessus.</p>
      <p role="status">
        {again && "Un nouveau message est parti : seul le dernier reçu compte.".replace(" :", "\u00a0:")}
      </p>
      <p class="asides">
        <button
          type="button"
          class="link"
          aria-disabled={task.busy}
          onClick={() => task.run("Envoi du message…", sendAgain)}
        >
          Envoyer un nouveau message
        </button>
        <button type="button" class="link" onClick={onOther}>
          Changer d’adresse
        </button>
      </p>
    </>
  );
}

function faultsOf(problem: Problem, name: string): Faults {
  return problem.errors.length
    ? problem.errors.map(({ message }) => ({ name, message }))
    : [{ name: problem.code === "UNREACHABLE" ? "" : name, message: problem.detail }];
}

render(<SignIn />, document.getElementById("screen")!);
