/** The claim of the letter that the wizard wrote, followed from now on: /espace/nouveau/lettre/?lettre=relance */
import { useState } from "preact/hooks";
import type { Facts } from "../../api";
import { load } from "../../draft";
import { letterFacts } from "../../letter";
import { addressOf, answersFor, CHECK, WIZARDS, type Wizard } from "../../path";
import { EMAIL, PERSON, SENDING, SENT } from "../../questions/followed";
import type { Answers } from "../../questions/question";
import { Awaited, useAnswer } from "../../space/Awaited";
import { CASES, caseAt } from "../../space/address";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { typography } from "../../text";
import { Checkbox } from "../../ui/Checkboxes";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { SummaryList } from "../../ui/SummaryList";
import { Questions } from "../wizard/Questions";
import { saidOn } from "../wizard/said";
import { Added } from "./Added";
import { Submit, useForm } from "./form";
import { type Opened, opened } from "./opened";

const ITEMS = [PERSON, EMAIL, SENT, SENDING];
const TAKEN = ["debiteur", "facture", "commande", "paiements", "conditions", "relances", "precedente"];
const OWN = ["creditor", "mediator", "payment", "signatory", "place"]; // what a profile holds

function FollowPage() {
  const account = useAnswer("Chargement de vos réglages…", api.account);
  const draft = load();
  const asked = new URLSearchParams(location.search).get("lettre") ?? draft?.answers["asked.wizard"];
  const wizard = WIZARDS.find((each) => each === asked);
  return (
    <>
      <a class="back" href={CASES}>
        Dossiers
      </a>
      {!account.value && <h1>Suivre cette créance</h1>}
      <Awaited of={account}>
        {(value) =>
          draft && wizard ? (
            <Follow wizard={wizard} answers={answersFor(wizard, draft.answers)} account={value} />
          ) : (
            <NoDraft />
          )
        }
      </Awaited>
    </>
  );
}

function Follow({ wizard, answers, account }: { wizard: Wizard; answers: Answers; account: api.Account }) {
  const [done, setDone] = useState<Opened | null>(null);
  const own = (account.profile.creditor as Facts | undefined)?.name;
  const letter = letterFacts(wizard, answers);
  const { document = "", regime = "" } = answers;
  const form = useForm({
    key: `/espace/nouveau/lettre/ ${wizard}`,
    first: { document, regime, sending: "tell_me", "asked.keep": own ? "" : "on" },
    items: ITEMS,
    nameOf: (field) => field.replace(/^debtor\.facts\./, "").replace(/^(notice|reminders)\b.*/, "sent.date"),
  });
  const keep = form.answers["asked.keep"] === "on";

  async function start(facts: Facts) {
    const found = await opened({ ...letter, ...facts }, { id: form.id, sent: facts.sent as Facts | undefined });
    if ("problem" in found) return found.problem;
    let { trouble } = found;
    if (keep) {
      const { reference: _, ...payment } = (letter.payment ?? {}) as Facts; // of this letter alone
      const profile = Object.fromEntries(OWN.flatMap((name) => (letter[name] ? [[name, letter[name]]] : [])));
      trouble ||= (await api.putProfile(account.version, { ...profile, payment })).problem?.detail ?? "";
    }
    form.forget();
    if (found.joined || trouble) setDone({ ...found, trouble });
    else location.assign(caseAt(found.id));
    return undefined;
  }

  if (done) return <Added {...done} />;
  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>Suivre cette créance</h1>
      <p class="lead said">
        {typography(
          "Acquit garde le dossier et vous dit chaque jour la suite : quand relancer, ce qui est dû, les délais à ne pas manquer.",
        )}
      </p>
      <h2>Ce que nous reprenons de votre lettre</h2>
      <SummaryList
        rows={saidOn(wizard, answers)
          .filter(({ page }) => TAKEN.includes(page.slug))
          .map(({ page, lines }) => ({ term: typography(page.title), said: lines.join("\n") }))}
      />
      <p>
        <a href={addressOf(wizard, CHECK)}>Corriger ces réponses</a>
      </p>
      <form noValidate onSubmit={form.submit("Ouverture du dossier…", start)}>
        <h2>Ce qu’il faut encore savoir</h2>
        <Questions {...form.asked} items={ITEMS} />
        {!own && (
          <div class="ticked">
            <Checkbox
              name="asked.keep"
              label={typography("Garder aussi mes coordonnées dans mes réglages")}
              hint={typography("Nom, adresse, IBAN, signature : vos prochaines lettres les reprendront.")}
              checked={keep}
              onChange={(ticked) => form.change({ ...form.answers, "asked.keep": ticked ? "on" : "" })}
            />
          </div>
        )}
        <Submit form={form}>Suivre ce dossier</Submit>
      </form>
    </>
  );
}

function NoDraft() {
  return (
    <>
      <h1>Suivre cette créance</h1>
      <p>
        {typography(
          "Il n'y a pas de lettre en cours sur cet appareil. Si vous l'avez écrite dans un autre navigateur ou dans un onglet fermé depuis, ajoutez la facture ici.",
        )}
      </p>
      <div class="actions">
        <a class="button" href="/espace/nouveau/">
          Ajouter une facture impayée
        </a>
      </div>
    </>
  );
}

open(<FollowPage />);
