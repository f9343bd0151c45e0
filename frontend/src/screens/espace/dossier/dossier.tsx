/** One case: who owes what, what comes next and why, the statement of the day, the letters, and the whole story. */
import { useState } from "preact/hooks";
import { Awaited } from "../../../space/Awaited";
import { CASES } from "../../../space/address";
import type { CaseView } from "../../../space/api";
import { told } from "../../../space/kept";
import { open } from "../../../space/open";
import { amount, day, enumerate, typography } from "../../../text";
import { StatementTable } from "../../../ui/StatementTable";
import { Done } from "../form";
import { SituationTag } from "../SituationTag";
import { Acts } from "./Acts";
import { entitle, useCase } from "./CasePage";
import { Invoices } from "./Invoices";
import { Letters } from "./Letters";
import { Next } from "./Next";
import { Plan } from "./Plan";
import { Timeline } from "./Timeline";

function Page() {
  const found = useCase();
  const [said] = useState(told);
  return (
    <>
      <a class="back" href={CASES}>
        Dossiers
      </a>
      {!found.value && <h1>Dossier</h1>}
      <Done said={said} />
      <Awaited of={found}>{(view) => <Case view={view} onChanged={found.put} />}</Awaited>
    </>
  );
}

function Case({ view, onChanged }: { view: CaseView; onChanged: (view: CaseView) => void }) {
  entitle(view.debtor.name);
  const { statement } = view;
  return (
    <>
      <h1>{view.debtor.name}</h1>
      <p class="lead">
        <SituationTag situation={view.situation} /> <strong>{amount(view.due)}</strong> dus au{" "}
        {day(statement.computation_date)}
      </p>
      <Next view={view} />
      <div class="case">
        <div>
          <section aria-labelledby="statement-title">
            <h2 id="statement-title">Ce qui est dû</h2>
            <StatementTable statement={statement} regime={view.debtor.regime} />
          </section>
          <Plan view={view} />
          <Letters view={view} />
          <Invoices view={view} onChanged={onChanged} />
        </div>
        <div>
          <Acts view={view} />
          <About view={view} />
        </div>
      </div>
      <Timeline view={view} />
    </>
  );
}

function About({ view }: { view: CaseView }) {
  const said = [
    `Ouvert le ${day(view.opened_on)}, facture${view.invoices.length > 1 ? "s" : ""} ${enumerate(view.invoices)}.`,
    view.sending === "tell_me"
      ? "Vous relisez chaque lettre avant qu'elle parte."
      : "Les relances partent par courriel, en votre nom, à leur date. Vous relisez toute mise en demeure.",
  ];
  return (
    <section class="about" aria-labelledby="about-title">
      <h2 id="about-title">À savoir</h2>
      {said.map((sentence) => (
        <p key={sentence}>{typography(sentence)}</p>
      ))}
      {view.limitation && (
        <p>
          Prescription{"\u00a0"}: {day(view.limitation.day)}. <small>{view.limitation.note}</small>
        </p>
      )}
    </section>
  );
}

open(<Page />);
