/** Who a client is: /espace/clients/modifier/?c=… */
import { useState } from "preact/hooks";
import type { Facts } from "../../api";
import { clientFacts } from "../../follow";
import { DebtorSearch } from "../../lookups/PartySearch";
import { ASKED_AS, IDENTITY, WHOSE } from "../../questions/followed";
import { type Answers, type Item, shows } from "../../questions/question";
import { PUBLIC } from "../../questions/tests";
import { typedOf } from "../../questions/typed";
import { PUBLIC_PURCHASE } from "../../questions/who";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { day, typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { Questions } from "../wizard/Questions";
import { askedClient, clientAt, nameOfClient } from "./clientele";
import { Changed, Done, Submit, useForm } from "./form";

const BUYER = PUBLIC_PURCHASE.filter(
  (item) => "name" in item && ["public.buyer", "public.authority", "public.accountant"].includes(item.name),
);
const OPTED_OUT: Item = {
  control: "tick",
  name: "opted_out",
  label: "Ne plus lui envoyer de relances",
  hint: "S'il l'a demandé. Vos lettres restent à votre main.",
};

function IdentityPage({ id }: { id: string }) {
  const client = useAnswer("Chargement de la fiche…", () => api.debtor(id));
  return (
    <>
      <a class="back" href={clientAt(id)}>
        La fiche du client
      </a>
      {!client.value && <h1>Modifier un client</h1>}
      <Awaited of={client}>{(value) => <Identity client={value} />}</Awaited>
    </>
  );
}

function Identity({ client }: { client: api.DebtorView }) {
  const [now, setNow] = useState(client);
  const [saved, setSaved] = useState("");
  const [differences, setDifferences] = useState<readonly string[] | null>(null);
  const form = useForm({
    key: `/espace/clients/modifier/ ${now.id} ${now.version}`,
    first: answersOf(now),
    items,
    nameOf: (field) => field.replace(/^facts\./, ""),
  });

  async function save(facts: Facts) {
    setSaved("");
    setDifferences(null);
    const { scenario = {} } = now.facts;
    const changed = { ...clientFacts(facts), scenario, opted_out: facts.opted_out } as api.FollowedDebtor;
    const { value, problem } = await api.putDebtor(now.id, now.version, changed);
    const fresh = value ?? (problem.code === "CONFLICT" ? (problem.current as api.DebtorView) : undefined);
    if (!fresh) return problem;
    setNow(fresh);
    const differing = form.rebase(answersOf(fresh));
    if (problem) setDifferences(differing);
    else {
      form.forget();
      setSaved("La fiche est enregistrée.");
    }
    return undefined;
  }

  return (
    <>
      <ErrorSummary faults={form.faults} />
      <Changed differences={differences} />
      <h1>{nameOfClient(now)}</h1>
      <Done said={saved}>
        <p>
          <a href={clientAt(now.id)}>Revenir à sa fiche</a>
        </p>
      </Done>
      <form noValidate onSubmit={form.submit("Enregistrement…", save)}>
        <Questions {...form.asked} items={WHOSE} />
        <h2>Ses coordonnées</h2>
        {now.unreachable_since && (
          <p class="notice">
            {typography(
              `Son adresse ${now.facts.email} a refusé notre message le ${day(now.unreachable_since)} : plus rien n'y est envoyé. Corrigez-la ici.`,
            )}
          </p>
        )}
        <DebtorSearch answers={form.answers} onChange={form.change} />
        <Questions {...form.asked} items={IDENTITY} />
        {shows({ when: PUBLIC }, form.answers) && (
          <>
            <h2>La commande publique</h2>
            <Questions {...form.asked} items={BUYER} />
          </>
        )}
        <h2>Ses relances</h2>
        <Questions {...form.asked} items={[OPTED_OUT]} />
        <Submit form={form}>Enregistrer</Submit>
      </form>
    </>
  );
}

function items(answers: Answers): Item[] {
  return [...WHOSE, ...IDENTITY, ...(PUBLIC(answers) ? BUYER : []), OPTED_OUT];
}

function answersOf({ facts: { scenario: _, ...facts } }: api.DebtorView): Answers {
  return { ...ASKED_AS, ...typedOf(facts) };
}

open(<IdentityPage id={askedClient()} />);
