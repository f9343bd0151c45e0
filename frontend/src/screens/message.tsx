/**
 * Where the link of a reminder leads whoever reads it: /message/#<secret>. No account: who wrote, about what, three
 * things to say, one button. Opening the page changes nothing and shows that letter alone.
 */
import { render } from "preact";
import { useState } from "preact/hooks";
import { answerMessage, followed, keepLink, type MessageView, readMessage, type Said } from "../answers";
import type { Facts } from "../api";
import type { Item, Text } from "../questions/question";
import { Awaited, useAnswer } from "../space/Awaited";
import { amount, day, enumerate, NBSP, typography } from "../text";
import { ErrorSummary } from "../ui/ErrorSummary";
import { AboutIt } from "./AboutIt";
import { Done, Submit, useForm } from "./espace/form";
import { Questions } from "./wizard/Questions";

const { token } = followed();

const SAID: Readonly<Record<Said, string>> = {
  paid: "J'ai déjà payé",
  disputed: "Je conteste",
  not_concerned: "Ce message ne me concerne pas",
};

function words(label: string, more: Partial<Text>): Text {
  return { control: "lines", name: "words", label, kind: "paragraph", ...more };
}

const QUESTION: Item = {
  control: "radios",
  name: "answer",
  label: "Que souhaitez-vous répondre ?",
  missing: "Choisissez votre réponse",
  options: [
    {
      value: "paid",
      label: SAID.paid,
      asks: [words("Quand, et comment", { hint: "Par exemple : virement du 12 novembre", optional: true })],
    },
    {
      value: "disputed",
      label: SAID.disputed,
      asks: [words("Ce que vous contestez", { hint: "En quelques mots", missing: "Dites ce que vous contestez" })],
    },
    {
      value: "not_concerned",
      label: SAID.not_concerned,
      asks: [words("Une précision", { hint: "Par exemple : cette personne a quitté l'entreprise", optional: true })],
    },
  ],
};

function Page() {
  const message = useAnswer("Chargement…", () => readMessage(token));
  return (
    <>
      {!message.value && <h1>Répondre au courrier reçu</h1>}
      <Awaited of={message}>{(view) => <Reply view={view} />}</Awaited>
    </>
  );
}

function Reply({ view }: { view: MessageView }) {
  const [now, setNow] = useState<MessageView>();
  const form = useForm({
    key: `/message/ ${view.creditor} ${view.invoices} ${view.date}`,
    first: {},
    items: [QUESTION],
    nameOf: (field) => field,
  });

  async function send(facts: Facts) {
    const { value, problem } = await answerMessage(token, facts);
    if (!value) return problem;
    form.forget();
    setNow(value);
    return undefined;
  }

  const shown = now ?? view;
  if (shown.replied) return <Replied view={shown} fresh={now !== undefined} />;
  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>{`Un courrier de ${view.creditor}`}</h1>
      <About view={view} />
      <form noValidate onSubmit={form.submit("Envoi de votre réponse…", send)}>
        <Questions {...form.asked} items={[QUESTION]} />
        <p class="hint">
          {typography(
            `Votre réponse va à ${view.creditor}, et à personne d'autre. Les relances s'arrêtent le temps qu'elle soit lue.`,
          )}
        </p>
        <Submit form={form}>Envoyer ma réponse</Submit>
      </form>
      <Reach view={view} />
    </>
  );
}

function Replied({ view, fresh }: { view: MessageView; fresh: boolean }) {
  const { creditor, replied } = view;
  if (!replied) return null;
  return (
    <>
      <h1>{fresh ? "Votre réponse est transmise" : "Vous avez déjà répondu"}</h1>
      {fresh && <Done said={`${creditor} en prendra connaissance avant tout autre envoi.`} />}
      <AboutIt
        facts={[
          ["Votre réponse", typography(SAID[replied.answer])],
          ...(replied.words ? [["Vos mots", replied.words] as const] : []),
        ]}
      />
      <h2>{`Le courrier de ${creditor}`}</h2>
      <About view={view} />
      <Reach view={view} />
    </>
  );
}

function About({ view }: { view: MessageView }) {
  const { label, date, invoices } = view;
  return (
    <AboutIt
      facts={[
        ["Courrier", `${label} du ${day(date)}`],
        [invoices.length > 1 ? "Factures" : "Facture", enumerate(invoices)],
        ["Montant demandé", amount(view.amount)],
      ]}
    />
  );
}

function Reach({ view: { creditor, email } }: { view: MessageView }) {
  return (
    <>
      <p>
        {typography(`Pour dire autre chose, écrivez à ${creditor}${NBSP}: `)}
        <a href={`mailto:${email}`}>{email}</a>
      </p>
      <p class="small data">
        {typography(
          `Ces informations sont traitées pour le compte de ${creditor}, à qui vous pouvez demander d'y accéder, de les corriger ou de les effacer. `,
        )}
        <a href="/confidentialite/#destinataires">Vos données et vos droits</a>
      </p>
    </>
  );
}

function Nowhere() {
  return (
    <>
      <h1>Ce lien est incomplet</h1>
      <p>
        {typography(
          "Ouvrez-le depuis le courriel reçu, ou répondez à ce courriel : votre réponse arrive à son auteur.",
        )}
      </p>
    </>
  );
}

render(token ? <Page /> : <Nowhere />, document.getElementById("screen")!);
keepLink();
