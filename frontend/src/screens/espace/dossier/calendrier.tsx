/** When one case is written about, where it differs from its client's calendar. */
import type { Answer } from "../../../api";
import { inForce } from "../../../sequence";
import { Awaited, useAnswer } from "../../../space/Awaited";
import * as api from "../../../space/api";
import { open } from "../../../space/open";
import { typography } from "../../../text";
import { SequenceForm } from "../SequenceForm";
import { CasePage, entitle, useCase } from "./CasePage";

function Page() {
  const found = useCase();
  return (
    <CasePage of={found}>
      {(view) => {
        entitle(`Calendrier du dossier, ${view.debtor.name}`);
        return (
          <>
            <h1>Calendrier de ce dossier</h1>
            <p class="says">
              {typography(
                "Ce que vous changez ici ne vaut que pour ce dossier. Le reste suit le calendrier du client.",
              )}
            </p>
            <Calendar view={view} onChanged={found.put} />
          </>
        );
      }}
    </CasePage>
  );
}

function Calendar({ view, onChanged }: { view: api.CaseView; onChanged: (view: api.CaseView) => void }) {
  const wider = useAnswer("Chargement du calendrier…", () => widerThan(view));
  return (
    <Awaited of={wider}>
      {(scenario) => (
        <SequenceForm
          name={`calendrier ${view.id}`}
          wider={scenario}
          changes={view.facts.scenario}
          effectsOf={(wanted) => api.caseEffects(view.id, wanted)}
          save={async (wanted) => {
            const event = { kind: "scenario_changed", scenario: wanted };
            const { value, problem } = await api.recordEvent(view.id, {
              version: view.version,
              id: api.newId(),
              event,
            });
            if (value) onChanged(value);
            if (problem?.code !== "CONFLICT") return problem ? { problem } : {};
            const current = problem.current as api.CaseView;
            onChanged(current);
            return { theirs: current.facts.scenario };
          }}
        />
      )}
    </Awaited>
  );
}

/** The calendar of the client: ours, the account's changes, then the client's. */
async function widerThan({ debtor: { id, regime } }: api.CaseView): Promise<Answer<api.Scenario>> {
  const [account, client] = await Promise.all([api.account(), api.debtor(id)]);
  if (account.problem) return account;
  if (client.problem) return client;
  const { default_scenarios, scenarios } = account.value;
  return { value: inForce(inForce(default_scenarios[regime], scenarios[regime]), client.value.facts.scenario) };
}

open(<Page />);
