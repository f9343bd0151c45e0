/** The cases: what to do today, whom nothing reaches, what comes, what waits; above, four figures; below, what will leave. */
import { useState } from "preact/hooks";
import { Awaited, useAnswer } from "../../space/Awaited";
import { CASES, CLOSED } from "../../space/address";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { longDay } from "../../space/words";
import { typography } from "../../text";
import { Status, useTask } from "../../ui/Status";
import { CaseTable } from "./CaseTable";
import { Figures } from "./Figures";
import { Forecast } from "./Forecast";

const GROUPS: readonly { group: api.Group; title: string; none: string }[] = [
  { group: "today", title: "À faire aujourd’hui", none: "Rien à faire aujourd’hui." },
  { group: "unreachable", title: "Injoignables", none: "" },
  { group: "upcoming", title: "À venir", none: "" },
  { group: "waiting", title: "En attente", none: "" },
  { group: "closed", title: "Dossiers clos", none: "Aucun dossier clos." },
];
const NEW = "/espace/nouveau/";
const IMPORT = "/espace/importer/";
const NUMBERS = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];

function Dossiers() {
  const list = useAnswer("Chargement de vos dossiers…", () => api.cases());
  return (
    <>
      <h1>Vos dossiers</h1>
      <Awaited of={list}>
        {(value) =>
          value.cases.length ? (
            <>
              <p>{said(value)}</p>
              <Figures />
              <p class="asides">
                <a href={NEW}>Ajouter une facture impayée</a>
                <a href={IMPORT}>Importer des factures</a>
              </p>
              <Groups list={value} onMore={list.put} />
              <Forecast />
              <p class="asides">
                <a href={CLOSED}>Dossiers clos</a>
                <a href={api.listFile("cases")}>Télécharger la liste (CSV)</a>
              </p>
            </>
          ) : (
            <Empty />
          )
        }
      </Awaited>
    </>
  );
}

function Closed() {
  const list = useAnswer("Chargement des dossiers clos…", () => api.cases(null, true));
  return (
    <>
      <a class="back" href={CASES}>
        Dossiers
      </a>
      <h1>Dossiers clos</h1>
      <Awaited of={list}>{(value) => <Groups list={value} onMore={list.put} closed />}</Awaited>
    </>
  );
}

type GroupsProps = { list: api.CaseList; onMore: (list: api.CaseList) => void; closed?: boolean };

function Groups({ list, onMore, closed = false }: GroupsProps) {
  const [trouble, setTrouble] = useState("");
  const task = useTask();

  async function more(): Promise<void> {
    const { value, problem } = await api.cases(list.next, closed);
    setTrouble(problem?.detail ?? "");
    if (value) onMore({ ...value, cases: [...list.cases, ...value.cases] });
  }

  return (
    <>
      {GROUPS.filter(({ group }) => (group === "closed") === closed).map(({ group, title, none }) => {
        const rows = list.cases.filter(({ next }) => next.group === group);
        if (rows.length) return <CaseTable key={group} title={title} rows={rows} today={list.today} group={group} />;
        return (
          none && (
            <section key={group}>
              {!closed && <h2>{title}</h2>}
              <p>{none}</p>
            </section>
          )
        );
      })}
      {list.next && (
        <p>
          <button
            type="button"
            class="quiet"
            aria-disabled={task.busy}
            onClick={() => task.run("Chargement de la suite…", more)}
          >
            Charger la suite
          </button>
        </p>
      )}
      <Status task={task} />
      <p role="status">{trouble || (list.cases.length > 100 && `${list.cases.length} dossiers affichés.`)}</p>
    </>
  );
}

function Empty() {
  return (
    <>
      <p>Aucun dossier. Ajoutez une facture impayée : Acquit vous dira quoi faire, et quand.</p>
      <p class="actions">
        <a class="button" href={NEW}>
          Ajouter une facture impayée
        </a>
      </p>
      <p>
        Vous en avez plusieurs dans un tableur ou un logiciel ? <a href={IMPORT}>Importez-les d’un coup</a>
      </p>
      <p>
        <a href={CLOSED}>Dossiers clos</a>
      </p>
    </>
  );
}

/** Samedi 21 novembre 2026. Deux actions vous attendent. */
function said({ today, cases }: api.CaseList): string {
  const count = cases.filter(({ next }) => next.group === "today" && !next.automatic).length;
  const spoken = NUMBERS[count] ?? String(count);
  const actions = count > 1 ? `${spoken} actions vous attendent` : `${spoken} action ${count ? "" : "ne "}vous attend`;
  const date = longDay(today);
  return typography(`${date.charAt(0).toUpperCase()}${date.slice(1)}. ${actions}.`);
}

const closed = new URLSearchParams(location.search).has("clos");
if (closed) document.title = "Dossiers clos – Acquit";
open(closed ? <Closed /> : <Dossiers />);
