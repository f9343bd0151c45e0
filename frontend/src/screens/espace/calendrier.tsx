/** When reminders come, for each kind of client: /espace/reglages/relances/?regime=b2b */
import { useState } from "preact/hooks";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { typography } from "../../text";
import { REGIMES } from "./regimes";
import { SequenceForm } from "./SequenceForm";

const asked = new URLSearchParams(location.search).get("regime");
const { regime, name } = REGIMES.find((each) => each.regime === asked) ?? REGIMES[0]!;

function CalendarPage() {
  const account = useAnswer("Chargement du calendrier…", api.account);
  return (
    <>
      <a class="back" href="/espace/reglages/">
        Réglages
      </a>
      <h1>Calendrier des relances</h1>
      <nav class="parts" aria-label="Vos clients">
        {REGIMES.map((each) => (
          <a
            key={each.regime}
            href={`?regime=${each.regime}`}
            aria-current={each.regime === regime ? "page" : undefined}
          >
            {each.name}
          </a>
        ))}
      </nav>
      <p class="said">
        {typography("Les jours se comptent depuis l'échéance de la plus ancienne facture en retard du dossier. ")}
        {typography("Un client ou un dossier peut avoir son propre calendrier.")}
      </p>
      <Awaited of={account}>{(value) => <Calendar account={value} />}</Awaited>
    </>
  );
}

function Calendar({ account }: { account: api.Account }) {
  const [now, setNow] = useState(account);
  const withChanges = (wanted: api.ScenarioChanges) => ({ ...now.scenarios, [regime]: wanted });
  return (
    <SequenceForm
      name={`/espace/reglages/relances/ ${regime} ${account.version}`}
      wider={now.default_scenarios[regime]}
      changes={account.scenarios[regime]}
      effectsOf={(wanted) => api.scenariosEffects(withChanges(wanted))}
      save={async (wanted) => {
        const { value, problem } = await api.putScenarios(now.version, withChanges(wanted));
        if (value) setNow(value);
        if (problem?.code !== "CONFLICT") return problem ? { problem } : {};
        const current = problem.current as api.Account;
        setNow(current);
        return { theirs: current.scenarios[regime] };
      }}
    />
  );
}

document.title = `${name} – ${document.title}`;
open(<CalendarPage />);
