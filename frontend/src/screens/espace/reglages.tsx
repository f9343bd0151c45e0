/** The settings: who writes, what is still missing, when reminders come, who sends them, the account itself. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Problem } from "../../api";
import type { Answers } from "../../questions/question";
import { typedOf } from "../../questions/typed";
import { inForce, STEPS, whenOf } from "../../sequence";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { forgetAll } from "../../space/kept";
import { open } from "../../space/open";
import { DOCUMENTS } from "../../space/words";
import { day, typography } from "../../text";
import { Status, useTask } from "../../ui/Status";
import { SummaryList } from "../../ui/SummaryList";
import { Export } from "./Export";
import { OWNER_AT, toComplete } from "./profile";
import { REGIMES } from "./regimes";

function SettingsPage() {
  const account = useAnswer("Chargement de vos réglages…", api.account);
  return (
    <>
      <h1>Réglages</h1>
      <Awaited of={account}>{(value) => <Settings account={value} />}</Awaited>
    </>
  );
}

function Settings({ account }: { account: api.Account }) {
  const answers = typedOf({ ...account.profile, logo: null });
  return (
    <>
      {account.unheard_since && <Unheard email={account.email} since={account.unheard_since} />}
      <Missing missing={account.missing} answers={answers} />
      <h2>Vos coordonnées</h2>
      <SummaryList rows={ownerRows(answers, Boolean(account.profile.logo))} />
      <h2>Vos relances</h2>
      <SummaryList
        rows={REGIMES.map(({ regime, name }) => ({
          term: name,
          said: sequenceSaid(inForce(account.default_scenarios[regime], account.scenarios[regime])),
          href: `/espace/reglages/relances/?regime=${regime}`,
          what: `: ${name}`,
        }))}
      />
      <Sending />
      <h2>Votre compte</h2>
      <p>{typography(`Vous entrez ici avec l'adresse ${account.email}, depuis le ${day(account.created_on)}.`)}</p>
      <Export />
      <Sessions />
      <p>
        <a href="/espace/reglages/effacer/">Effacer mon compte</a>
      </p>
    </>
  );
}

/** Nothing leaves in the name of somebody who cannot be told before. */
function Unheard({ email, since }: { email: string; since: string }) {
  return (
    <div class="notice">
      <p>
        {typography(
          `Nos messages à ${email} nous reviennent depuis le ${day(since)}. Comme rien ne peut plus vous être annoncé, aucune relance ne part toute seule.`,
        )}
      </p>
      <p>
        {typography(
          "Vérifiez que cette boîte n'est ni pleine ni fermée, puis déconnectez-vous et entrez de nouveau avec un code reçu par courriel : les envois reprennent aussitôt.",
        )}
      </p>
    </div>
  );
}

function Missing({ missing, answers }: { missing: readonly string[]; answers: Answers }) {
  if (!missing.length)
    return <p class="good">{typography("Vos coordonnées suffisent pour établir une mise en demeure.")}</p>;
  const lacking = toComplete(missing, answers);
  return (
    <div class="notice">
      <p>
        {typography(
          answers["creditor.name"]
            ? "Il manque, pour établir une mise en demeure :"
            : "Pour établir une lettre, il faut d'abord dire qui écrit, où vous payer et qui signe.",
        )}
      </p>
      {answers["creditor.name"] ? (
        <ul>
          {lacking.map(({ name, message }) => (
            <li key={name}>
              <a href={`${OWNER_AT}#${encodeURIComponent(name)}`}>{message}</a>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          <a class="button" href={OWNER_AT}>
            Remplir mes coordonnées
          </a>
        </p>
      )}
    </div>
  );
}

function ownerRows(answers: Answers, logo: boolean) {
  const said = (...names: string[]) => names.map((name) => answers[name]).filter(Boolean);
  const row = (term: string, lines: (string | undefined)[], name: string) => ({
    term,
    said: lines.length ? lines.join("\n") : "Rien pour l’instant",
    href: `${OWNER_AT}#${encodeURIComponent(name)}`,
    what: `: ${term}`,
  });
  const town = said("creditor.address.postcode", "creditor.address.city").join(" ");
  const identity = [...said("creditor.name", "creditor.siren", "creditor.address.street"), town];
  return [
    row("Vous", [...identity, ...said("creditor.email", "creditor.phone")].filter(Boolean), "creditor.kind"),
    row("Où vous payer", said("payment.iban", "payment.link", "payment.other"), "payment.iban"),
    row("La signature", said("signatory.name", "signatory.capacity", "place"), "signatory.name"),
    row("Médiateur", said("mediator.name", "mediator.website"), "mediator.name"),
    row("Logo", logo ? ["Imprimé en tête de vos lettres"] : [], "logo.content_base64"),
  ];
}

function sequenceSaid(scenario: api.Scenario): ComponentChildren {
  return STEPS.filter((step) => scenario[step] !== null)
    .map((step) => typography(`${DOCUMENTS[step]} : ${whenOf(step, scenario[step])}`))
    .join("\n");
}

function Sending() {
  return (
    <>
      <h3>Qui envoie les relances</h3>
      <p class="said">
        {typography(
          "Vous le choisissez dans chaque dossier. « Me prévenir, je relis » : le jour venu, la relance est prête et attend votre accord. « Envoyer les relances en mon nom » : elle part seule, par courriel, à l'heure choisie, un jour ouvré. Une mise en demeure et un dernier avis attendent toujours votre accord.",
        )}
      </p>
    </>
  );
}

function Sessions() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const task = useTask();
  async function leave() {
    const { problem } = await api.closeEverySession();
    if (problem) return setProblem(problem);
    forgetAll();
    location.assign("/connexion/");
  }
  return (
    <>
      <p>
        <button type="button" class="quiet" aria-disabled={task.busy} onClick={() => task.run("Déconnexion…", leave)}>
          Se déconnecter de tous les appareils
        </button>
      </p>
      <Status task={task} />
      <div role="status">{problem && <p class="notice">{problem.detail}</p>}</div>
    </>
  );
}

open(<SettingsPage />);
