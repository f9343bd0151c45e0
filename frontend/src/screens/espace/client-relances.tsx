/** When one client is written to, where it differs from the account's calendar: /espace/clients/relances/?c=… */
import { useState } from "preact/hooks";
import { inForce } from "../../sequence";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { typography } from "../../text";
import { askedClient, clientAndAccount, clientAt, nameOfClient } from "./clientele";
import { SequenceForm } from "./SequenceForm";

function ClientCalendarPage({ id }: { id: string }) {
  const asked = useAnswer("Chargement du calendrier…", () => clientAndAccount(id));
  return (
    <>
      <a class="back" href={clientAt(id)}>
        La fiche du client
      </a>
      <h1>Calendrier de ce client</h1>
      <Awaited of={asked}>{({ client, account }) => <Calendar client={client} account={account} />}</Awaited>
    </>
  );
}

function Calendar({ client, account }: { client: api.DebtorView; account: api.Account }) {
  const [now, setNow] = useState(client);
  const { regime, scenario = {} } = client.facts;
  return (
    <>
      <p class="said">
        {typography(`${nameOfClient(client)} : ce que vous changez ici ne vaut que pour ses dossiers. `)}
        {typography("Le reste suit vos réglages.")}
      </p>
      <SequenceForm
        name={`/espace/clients/relances/ ${client.id} ${client.version}`}
        wider={inForce(account.default_scenarios[regime], account.scenarios[regime])}
        changes={scenario}
        effectsOf={(wanted) => api.debtorEffects(client.id, wanted)}
        save={async (wanted) => {
          const { value, problem } = await api.putDebtor(now.id, now.version, { ...now.facts, scenario: wanted });
          if (value) setNow(value);
          if (problem?.code !== "CONFLICT") return problem ? { problem } : {};
          const current = problem.current as api.DebtorView;
          setNow(current);
          return { theirs: current.facts.scenario ?? {} };
        }}
      />
    </>
  );
}

open(<ClientCalendarPage id={askedClient()} />);
