/** Leaving: what goes, what the law makes the creditor keep, and the address typed again. */
import type { Facts } from "../../api";
import type { Item } from "../../questions/question";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { forgetAll } from "../../space/kept";
import { open } from "../../space/open";
import { typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { Questions } from "../wizard/Questions";
import { Export } from "./Export";
import { Submit, useForm } from "./form";

const ADDRESS: Item = {
  control: "text",
  name: "email",
  label: "Adresse électronique du compte",
  hint: "Pour confirmer : celle avec laquelle vous entrez ici",
  kind: "email",
  width: "medium",
  inputmode: "email",
  autocomplete: "email",
  missing: "Saisissez l'adresse électronique du compte pour confirmer",
};

function ErasurePage() {
  const account = useAnswer("Chargement…", api.account);
  return (
    <div class="text">
      <a class="back" href="/espace/reglages/">
        Réglages
      </a>
      {!account.value && <h1>Effacer votre compte</h1>}
      <Awaited of={account}>{({ email }) => <Erasure email={email} />}</Awaited>
    </div>
  );
}

function Erasure({ email }: { email: string }) {
  const form = useForm({ key: "/espace/reglages/effacer/", first: {}, items: [ADDRESS], nameOf: (field) => field });

  async function erase(facts: Facts) {
    const { problem } = await api.eraseAccount(String(facts.email));
    if (problem) return problem;
    forgetAll();
    location.replace("/");
    return undefined;
  }

  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>Effacer votre compte</h1>
      <p class="lead">
        {typography(
          "Tout ce que ce compte contient est effacé aussitôt : dossiers, clients, lettres établies, coordonnées, sessions ouvertes. Rien ne peut être rétabli.",
        )}
      </p>
      <h2>Ce que la loi vous demande de garder</h2>
      <p>
        {typography(
          "Vos factures et vos pièces comptables, dix ans (code de commerce, article L123-22), et six ans pour l'administration fiscale (livre des procédures fiscales, article L102 B). Tant qu'une créance vit, gardez aussi les lettres et les preuves d'envoi : elles vous serviront devant un juge.",
        )}
      </p>
      <p>{typography("C'est vous que la loi oblige, pas ce service : prenez vos données avant de partir.")}</p>
      <Export />
      <h2>Effacer</h2>
      <p>{typography(`Vous êtes ici avec l'adresse ${email}. Une confirmation y sera envoyée.`)}</p>
      <form noValidate onSubmit={form.submit("Effacement en cours…", erase)}>
        <Questions {...form.asked} items={[ADDRESS]} />
        <Submit form={form}>Effacer définitivement mon compte</Submit>
      </form>
    </>
  );
}

open(<ErasurePage />);
