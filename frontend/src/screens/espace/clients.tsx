/** The clients, what each owes and how it pays; one of them, whole, at /espace/clients/?c=… */
import { inForce, STEPS, whenOf } from "../../sequence";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { DOCUMENTS } from "../../space/words";
import { amount, siren, typography } from "../../text";
import { SummaryList } from "../../ui/SummaryList";
import { CaseTable } from "./CaseTable";
import {
  askedClient,
  CLIENTS,
  calendarAt,
  casesOf,
  clientAndAccount,
  clientAt,
  identityAt,
  nameOfClient,
} from "./clientele";
import { PaymentRecord, recordSaid } from "./PaymentRecord";
import { kindOf } from "./regimes";

function ClientsPage() {
  const clients = useAnswer("Chargement de vos clients…", api.debtors);
  return (
    <>
      <h1>Vos clients</h1>
      <Awaited of={clients}>
        {({ debtors }) => (debtors.length ? <ClientTable clients={debtors} /> : <Empty />)}
      </Awaited>
    </>
  );
}

/** Who is late comes first. */
function ClientTable({ clients }: { clients: readonly api.DebtorView[] }) {
  const sorted = [...clients].sort(
    (one, other) =>
      Number(other.overdue) - Number(one.overdue) ||
      Number(other.owed) - Number(one.owed) ||
      nameOfClient(one).localeCompare(nameOfClient(other), "fr"),
  );
  return (
    <>
      <table class="clients">
        <caption class="unseen">Vos clients, ceux qui sont en retard d’abord</caption>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col" class="wide amount">
              Dossiers ouverts
            </th>
            <th scope="col" class="amount">
              Reste dû
            </th>
            <th scope="col" class="wide amount">
              En retard
            </th>
            <th scope="col" class="wide">
              Comment il paie
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((client) => (
            <tr key={client.id}>
              <th scope="row">
                <a href={clientAt(client.id)}>{nameOfClient(client)}</a>
                <small>{kindOf(client.facts)}</small>
                <div class="narrow">
                  {isNotZero(client.overdue) && <small>En retard&nbsp;: {amount(client.overdue)}</small>}
                  <small>{recordSaid(client.record)}</small>
                </div>
              </th>
              <td class="wide amount">{client.open_cases}</td>
              <td class="amount">{amount(client.owed)}</td>
              <td class="wide amount">{isNotZero(client.overdue) ? amount(client.overdue) : "–"}</td>
              <td class="wide">{recordSaid(client.record)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="asides">
        <a href="/espace/nouveau/">Ajouter une facture impayée</a>
        <a href={api.listFile("debtors")}>Télécharger la liste (CSV)</a>
      </p>
    </>
  );
}

function Empty() {
  return (
    <>
      <p>Aucun client. Le premier arrive avec votre première facture impayée.</p>
      <p class="actions">
        <a class="button" href="/espace/nouveau/">
          Ajouter une facture impayée
        </a>
      </p>
    </>
  );
}

function ClientPage({ id }: { id: string }) {
  const asked = useAnswer("Chargement de la fiche…", () => clientAndAccount(id));
  return (
    <>
      <a class="back" href={CLIENTS}>
        Clients
      </a>
      {!asked.value && <h1>Fiche du client</h1>}
      <Awaited of={asked}>{({ client, account }) => <Client client={client} account={account} />}</Awaited>
    </>
  );
}

function Client({ client, account }: { client: api.DebtorView; account: api.Account }) {
  const { id, facts } = client;
  document.title = `${nameOfClient(client)} – Clients – Acquit`;
  const registered = facts.debtor.siren ? `, SIREN ${siren(String(facts.debtor.siren))}` : "";
  return (
    <>
      <h1>{nameOfClient(client)}</h1>
      <p>
        {kindOf(facts)}
        {registered}
      </p>
      {facts.opted_out && (
        <p class="notice">{typography("Aucun message de la suite de relances ne lui est envoyé, à sa demande.")}</p>
      )}
      <dl class="figures three">
        {[
          ["Reste dû", amount(client.owed)],
          ["En retard", amount(client.overdue)],
          ["Dossiers ouverts", String(client.open_cases)],
        ].map(([term, figure]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {client.open_cases > 0 && <OpenCases client={client} />}
      <p class="asides">
        <a href={`/espace/nouveau/?c=${id}`}>Ajouter une facture de ce client</a>
      </p>
      <h2>Comment il paie</h2>
      <PaymentRecord record={client.record} />
      <h2>Sa fiche</h2>
      <SummaryList
        rows={[
          {
            term: "Coordonnées",
            said: identityLines(facts).join("\n"),
            href: identityAt(id),
            what: " les coordonnées",
          },
          {
            term: "Calendrier des relances",
            said: calendarLines(client, account).join("\n"),
            href: calendarAt(id),
            what: " le calendrier des relances",
          },
        ]}
      />
    </>
  );
}

function OpenCases({ client }: { client: api.DebtorView }) {
  const list = useAnswer("Chargement des dossiers…", () => casesOf(client));
  return (
    <Awaited of={list}>
      {({ today, cases }) => <CaseTable title="Ses dossiers" rows={cases} today={today} group="upcoming" />}
    </Awaited>
  );
}

function identityLines({ debtor, email }: api.FollowedDebtor): string[] {
  const { street, complement, place, postcode, city, country } = (debtor.address ?? {}) as Record<string, string>;
  const town = [postcode, city].filter(Boolean).join(" ");
  return [debtor.name, debtor.attention, complement, street, place, town, country, email].filter(Boolean).map(String);
}

function calendarLines({ facts }: api.DebtorView, account: api.Account): string[] {
  const wider = inForce(account.default_scenarios[facts.regime], account.scenarios[facts.regime]);
  const own = Object.values(facts.scenario ?? {}).some((value) => value !== null);
  const scenario = inForce(wider, facts.scenario);
  const steps = STEPS.filter((step) => scenario[step] !== null).map((step) =>
    typography(`${DOCUMENTS[step]} : ${whenOf(step, scenario[step])}`),
  );
  return [own ? "Le sien :" : "Celui de vos réglages :", ...steps].map(typography);
}

function isNotZero(decimal: string): boolean {
  return /[1-9]/.test(decimal);
}

const asked = askedClient();
open(asked ? <ClientPage id={asked} /> : <ClientsPage />);
