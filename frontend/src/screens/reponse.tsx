/**
 * Where the one-click answers of the mail to the creditor lead: /reponse/#<secret>.<choice>. Opening the page changes
 * nothing, since mail programs open links too: what it is about, what it asks, one button.
 */
import { type ComponentChildren, render } from "preact";
import { useState } from "preact/hooks";
import { answerQuick, followed, keepLink, type QuickView, readQuick } from "../answers";
import type { Facts } from "../api";
import type { Answers, Item } from "../questions/question";
import { today } from "../reading/dates";
import { Awaited, useAnswer } from "../space/Awaited";
import { caseAt } from "../space/address";
import { dated, reason, sum } from "../space/fields";
import { longDay, written } from "../space/words";
import { amount, enumerate, NBSP, typography } from "../text";
import { ErrorSummary } from "../ui/ErrorSummary";
import { AboutIt } from "./AboutIt";
import { Done, Submit, useForm } from "./espace/form";
import { Questions } from "./wizard/Questions";

const { token, choice } = followed();
const A_WEEK = 7;

type Way = {
  kind: string;
  title: string;
  says: (view: QuickView) => string;
  items: readonly Item[];
  first?: (view: QuickView) => Answers;
  event?: (facts: Facts, view: QuickView) => Facts;
  button: string;
};

const RECEIVED = dated(
  "date",
  "Reçu le",
  "Indiquez la date du paiement, par exemple 27/3/2026",
  "Le jour où votre compte a été crédité",
);

const WAYS: Readonly<Record<string, Way>> = {
  paye: {
    kind: "payment_received",
    title: "Vous avez été payé",
    says: () => "Notez ce que vous avez reçu : la relance ne part pas pour ce qui est payé.",
    items: [{ control: "row", items: [sum("amount", "Montant reçu"), RECEIVED] }],
    first: (view) => ({ amount: amount(view.amount).replace(`${NBSP}€`, ""), date: written(today()) }),
    button: "Noter le paiement",
  },
  "paye-en-partie": {
    kind: "payment_received",
    title: "Vous avez été payé en partie",
    says: () => "Notez ce que vous avez reçu : la relance ne portera que sur le reste.",
    items: [{ control: "row", items: [sum("amount", "Montant reçu"), RECEIVED] }],
    first: () => ({ date: written(today()) }),
    button: "Noter le paiement",
  },
  conteste: {
    kind: "dispute_raised",
    title: "Votre client conteste",
    says: () => "Les relances de ces factures s'arrêtent jusqu'à ce que vous ayez répondu à votre client.",
    items: [{ ...reason("Ce que dit votre client", "Indiquez ce que conteste votre client"), hint: "En deux mots" }],
    button: "Noter la contestation",
  },
  attendre: {
    kind: "paused",
    title: "Attendre avant de relancer",
    says: () => "Rien ne part jusqu'à cette date, ce jour compris. Les pénalités continuent de courir.",
    items: [dated("until", "Attendre jusqu'au", "Indiquez jusqu'à quand attendre, par exemple 27/3/2026")],
    first: () => ({ until: written(inDays(A_WEEK)) }),
    event: (facts) => ({ ...facts, reason: typography("Choisi en réponse au message qui annonçait l'envoi") }),
    button: "Attendre",
  },
  envoyer: {
    kind: "step_released",
    title: "Envoyer sans attendre",
    says: () => "La relance part en votre nom dès que possible : un jour ouvré, entre 8\u00a0h et 19\u00a0h.",
    items: [],
    event: (_, { document }) => ({ document }),
    button: "Envoyer maintenant",
  },
};

function Page({ way }: { way: Way }) {
  const quick = useAnswer("Chargement…", () => readQuick(token));
  return (
    <>
      {!quick.value && <h1>Votre réponse</h1>}
      <Awaited of={quick}>{(view) => <Answering view={view} way={way} />}</Awaited>
      {quick.problem && (
        <p>
          <a href="/espace/">Ouvrir mon espace</a>
        </p>
      )}
    </>
  );
}

function Answering({ view, way }: { view: QuickView; way: Way }) {
  const [now, setNow] = useState<QuickView>();
  const form = useForm({
    key: `/reponse/ ${view.case} ${choice}`,
    first: way.first?.(view) ?? {},
    items: way.items,
    nameOf: (field) => field.replace(/^event\.?/, ""),
  });

  async function send(facts: Facts) {
    const event = { kind: way.kind, ...(way.event?.(facts, view) ?? facts) };
    const { value, problem } = await answerQuick(token, event);
    if (!value) return problem;
    form.forget();
    setNow(value);
    return undefined;
  }

  if (now) return <Answered view={now} title="C’est noté" />;
  if (view.answered) return <Answered view={view} title="Vous avez déjà répondu" again />;
  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>{way.title}</h1>
      <About view={view} />
      {view.possible.includes(way.kind) ? (
        <>
          <p>{typography(way.says(view))}</p>
          <form noValidate onSubmit={form.submit("Enregistrement…", send)}>
            <Questions {...form.asked} items={way.items} />
            <Submit form={form}>{typography(way.button)}</Submit>
          </form>
        </>
      ) : (
        <p class="notice">{typography("Cette réponse n'est plus possible : le dossier a changé depuis le message.")}</p>
      )}
      <ToCase view={view}>Voir le dossier</ToCase>
    </>
  );
}

function Answered({ view, title, again = false }: { view: QuickView; title: string; again?: boolean }) {
  const { answered } = view;
  if (!answered) return null;
  return (
    <>
      <h1>{title}</h1>
      {again ? (
        <p>
          {typography(
            `Par ce lien, vous avez répondu : « ${answered.title} ». Il ne sert qu'une fois : rien n'a changé depuis.`,
          )}
        </p>
      ) : (
        <Done said={`${answered.title}.`}>{answered.detail && <p>{answered.detail}</p>}</Done>
      )}
      <About view={view} />
      <ToCase view={view}>{again ? "Ouvrir le dossier pour le compléter" : "Voir le dossier"}</ToCase>
    </>
  );
}

function About({ view }: { view: QuickView }) {
  const { debtor, invoices, label, day, why } = view;
  return (
    <AboutIt
      facts={[
        ["Client", debtor],
        [invoices.length > 1 ? "Factures" : "Facture", enumerate(invoices)],
        ["Reste dû, hors pénalités", amount(view.amount)],
        day ? [label, typography(`part le ${longDay(day)}`)] : ["À ce jour", why.sentence],
      ]}
    />
  );
}

function ToCase({ view, children }: { view: QuickView; children: ComponentChildren }) {
  return (
    <p>
      <a href={caseAt(view.case)}>{children}</a>
    </p>
  );
}

function Nowhere() {
  return (
    <>
      <h1>Ce lien est incomplet</h1>
      <p>{typography("Ouvrez-le depuis le message reçu, ou passez par votre espace.")}</p>
      <p>
        <a href="/espace/">Ouvrir mon espace</a>
      </p>
    </>
  );
}

function inDays(count: number): string {
  return new Date(Date.parse(today()) + count * 86_400_000).toISOString().slice(0, 10);
}

const way = token ? WAYS[choice] : undefined;
if (way) document.title = `${way.title} – Acquit`;
render(way ? <Page way={way} /> : <Nowhere />, document.getElementById("screen")!);
keepLink();
