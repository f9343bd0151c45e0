/** A case added by hand or from an electronic invoice: who owes, what, what was received, what was sent before. */
import { useState } from "preact/hooks";
import type { Facts } from "../../api";
import { ClauseNote } from "../../invoice/ClauseNote";
import { InvoiceDrop } from "../../invoice/InvoiceDrop";
import { DebtorSearch } from "../../lookups/PartySearch";
import { INVOICES } from "../../questions/claim";
import { ASKED_AS, IDENTITY, SECTIONS, WHOSE } from "../../questions/followed";
import { type Answers, type Item, shows } from "../../questions/question";
import { Awaited, useAnswer } from "../../space/Awaited";
import { CASES, caseAt } from "../../space/address";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { Select } from "../../ui/Select";
import { Questions } from "../wizard/Questions";
import { Added } from "./Added";
import { Submit, useForm } from "./form";
import { type Opened, opened, type Read } from "./opened";

const HERE = "/espace/nouveau/";
const FIRST: Answers = { ...ASKED_AS, nature: "supply", sending: "tell_me" };

function NewCasePage() {
  const clients = useAnswer("Chargement de vos clients…", api.debtors);
  return (
    <>
      <a class="back" href={CASES}>
        Dossiers
      </a>
      {!clients.value && <h1>Ajouter une facture impayée</h1>}
      <Awaited of={clients}>{({ debtors }) => <CaseForm clients={debtors} />}</Awaited>
    </>
  );
}

function CaseForm({ clients }: { clients: readonly api.DebtorView[] }) {
  const asked = new URLSearchParams(location.search).get("c") ?? "";
  const [done, setDone] = useState<Opened | null>(null);
  const form = useForm({ key: `${HERE} ${asked}`, first: { ...FIRST, ...chosen(clients, asked) }, items, nameOf });
  const { answers, change } = form;
  const known = answers["asked.client"] ?? "";
  const [read, setRead] = useState<Read | undefined>();

  async function add(facts: Facts) {
    const found = await opened({ ...ASKED_AS, ...facts }, { id: form.id, client: known || undefined }, read);
    if ("problem" in found) return found.problem;
    form.forget();
    if (found.joined || found.trouble) setDone(found);
    else location.assign(caseAt(found.id));
    return undefined;
  }

  if (done) return <Added {...done} />;
  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>Ajouter une facture impayée</h1>
      <p>
        {typography("Vous en avez plusieurs dans un tableur ou un logiciel ? ")}
        <a href="/espace/importer/">Importez-les d’un coup</a>
      </p>
      <form noValidate onSubmit={form.submit("Ouverture du dossier…", add)}>
        <InvoiceDrop
          answers={answers}
          onChange={change}
          wants={(name) => wanted(name, known)}
          onRead={(file, number) => setRead({ file, number })}
        />
        <section aria-labelledby="client">
          <h2 id="client">Votre client</h2>
          {clients.length > 0 && (
            <Select
              name="asked.client"
              label="Client"
              value={known}
              onChange={(id) => change({ ...answers, ...chosen(clients, id) })}
              options={[{ value: "", label: "Un nouveau client" }, ...clients.map(option)]}
            />
          )}
          {!known && (
            <>
              <Questions {...form.asked} items={WHOSE} />
              {answers.regime && <DebtorSearch answers={answers} onChange={change} />}
              {answers.regime && <Questions {...form.asked} items={IDENTITY} />}
            </>
          )}
        </section>
        <section aria-labelledby="claimed">
          <h2 id="claimed">La facture</h2>
          <p class="hint">{typography("Écrivez comme sur la facture : 27/3/2026, 1\u202f234,56.")}</p>
          <Questions {...form.asked} items={INVOICES} />
        </section>
        {SECTIONS.filter((section) => shows(section, answers)).map(({ title, items }, rank) => (
          <section key={title} aria-labelledby={`part-${rank}`}>
            <h2 id={`part-${rank}`}>{title}</h2>
            {items.some((item) => "name" in item && item.name === "rate.mode") && <ClauseNote answers={answers} />}
            <Questions {...form.asked} items={items} />
          </section>
        ))}
        <Submit form={form}>Suivre cette facture</Submit>
      </form>
    </>
  );
}

function items(answers: Answers): Item[] {
  const sections = SECTIONS.filter((section) => shows(section, answers)).flatMap((section) => section.items);
  const client = answers["asked.client"] ? [] : [...WHOSE, ...(answers.regime ? IDENTITY : [])];
  return [...client, ...INVOICES, ...sections];
}

/** A client already followed brings what it is; a new one is asked. */
function chosen(clients: readonly api.DebtorView[], id: string): Answers {
  const client = clients.find((each) => each.id === id);
  return { "asked.client": client?.id ?? "", regime: client?.facts.regime ?? "" };
}

function option({ id, facts }: api.DebtorView) {
  return { value: id, label: String(facts.debtor.name ?? "Sans nom") };
}

/** Of an invoice, the client and the claim; who sent it is known. */
function wanted(name: string, known: string): boolean {
  return !/^(creditor|payment)\./.test(name) && !(known && name.startsWith("debtor."));
}

/** "debtor.facts.debtor.siren" is asked as "debtor.siren", "terms.rate.mode" as "rate.mode". */
function nameOf(field: string): string {
  return field.replace(/^(debtor\.facts|terms)\./, "").replace(/^notice\b/, "earlier_notice");
}

open(<NewCasePage />);
