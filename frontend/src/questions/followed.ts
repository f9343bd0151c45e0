/**
 * What a followed case asks, section by section: the wizard's own questions, and the few that only a case needs. It is
 * asked as a last notice, the letter that uses every fact and demands the fewest.
 */

import { BETWEEN_MERCHANTS, RECEIVED, TERMS } from "./claim";
import { CHANNELS, EARLIER, EARLIER_NOTICE } from "./earlier";
import { DEBTOR } from "./parties";
import { type Choice, type Item, is, not, type Test } from "./question";
import { BUSINESS, PUBLIC } from "./tests";
import { PUBLIC_PURCHASE, WHO } from "./who";

export const ASKED_AS = { document: "last_notice" };

export interface Section {
  title: string;
  items: readonly Item[];
  when?: Test;
}

/** Only a legal person may have a payment record; the other debtors leave no doubt about what they are. */
export const PERSON: Choice = {
  control: "radios",
  name: "person",
  label: "Est-ce une société ou un indépendant ?",
  hint: "D'un indépendant, comme d'un particulier, aucun historique de paiement n'est établi.",
  missing: "Dites si votre client est une société ou un indépendant",
  when: BUSINESS,
  options: [
    { value: "legal_person", label: "Une société, ou une autre personne morale" },
    { value: "sole_trader", label: "Un indépendant", hint: "Entrepreneur individuel, profession libérale" },
  ],
};

export const EMAIL: Item = {
  control: "text",
  name: "email",
  label: "Son adresse électronique",
  hint: "Pour les relances par courriel",
  kind: "email",
  inputmode: "email",
  autocomplete: "off",
  missing: "Indiquez son adresse électronique, ou choisissez de relire les relances vous-même",
  optional: not(is("sending", "send_reminders")),
};

export const SENDING: Choice = {
  control: "radios",
  name: "sending",
  label: "Qui envoie les relances ?",
  missing: "Dites qui envoie les relances",
  options: [
    { value: "tell_me", label: "Me prévenir, je relis", hint: "Le jour venu, vous relisez la relance et l'envoyez." },
    {
      value: "send_reminders",
      label: "Envoyer les relances en mon nom",
      hint: "Par courriel, à la date prévue. Une mise en demeure attend toujours votre accord.",
    },
  ],
};

/** What a client is to the law. */
export const WHOSE: readonly Item[] = [...WHO, PERSON];
/** Who it is. */
export const IDENTITY: readonly Item[] = [...DEBTOR, EMAIL];

/** The deadline counts from the presentation: without its day, nothing could follow. */
const NOT_YET_PRESENTED =
  "Elle ne l'est pas encore ? Dites qu'elle n'est pas partie : établissez-la dans le dossier, où vous noterez son envoi, puis sa présentation.";
const NOTICE_SENT = EARLIER_NOTICE.map((item) =>
  "name" in item && item.name === "earlier_notice.presented_on" ? { ...item, hint: NOT_YET_PRESENTED } : item,
);

/** After the client and its invoices, which look-ups help to fill. */
export const SECTIONS: readonly Section[] = [
  { title: "La commande publique", items: PUBLIC_PURCHASE, when: PUBLIC },
  { title: "Ce que vous avez reçu", items: RECEIVED },
  { title: "Vos conditions de paiement", items: [...TERMS, BETWEEN_MERCHANTS], when: BUSINESS },
  {
    title: "Ce que vous avez déjà envoyé",
    items: [
      ...EARLIER,
      {
        control: "radios",
        name: "asked.notice",
        label: "Une mise en demeure est-elle déjà partie ?",
        missing: "Dites si une mise en demeure est déjà partie",
        options: [
          { value: "non", label: "Non" },
          { value: "oui", label: "Oui", asks: NOTICE_SENT },
        ],
      },
    ],
  },
  { title: "La suite", items: [SENDING] },
];

/** About the letter that the wizard has just made. */
export const SENT: Item = {
  control: "radios",
  name: "asked.sent",
  label: "Avez-vous envoyé cette lettre ?",
  missing: "Dites si vous avez envoyé cette lettre",
  options: [
    { value: "non", label: "Pas encore" },
    {
      value: "oui",
      label: "Oui",
      asks: [
        {
          control: "row",
          items: [
            {
              control: "text",
              name: "sent.date",
              label: "Date de l'envoi",
              kind: "day",
              width: "short",
              missing: "Indiquez la date de l'envoi, par exemple 27/3/2026",
            },
            {
              control: "select",
              name: "sent.channel",
              label: "Moyen",
              missing: "Choisissez le moyen d'envoi",
              options: [{ value: "", label: "Choisissez" }, ...CHANNELS],
              when: not(is("document", "formal_notice")),
            },
          ],
        },
        {
          control: "text",
          name: "sent.presented_on",
          label: "Présentée le",
          hint: NOT_YET_PRESENTED,
          kind: "day",
          width: "short",
          missing: "Indiquez la date de première présentation, ou répondez « Pas encore »",
          when: is("document", "formal_notice"),
        },
        {
          control: "text",
          name: "sent.registered_number",
          label: "Numéro du recommandé",
          width: "medium",
          optional: true,
          when: is("document", "formal_notice"),
        },
      ],
    },
  ],
};
