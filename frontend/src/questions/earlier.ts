/** What was written to the debtor before. */
import { both, type Item, is, type Option } from "./question";
import { BUSINESS, NOTICES, PUBLIC } from "./tests";

const FORMAL_NOTICE = is("document", "formal_notice");
const SECOND_REMINDER = is("document", "second_reminder");

export const CHANNELS: readonly Option[] = [
  { value: "email", label: "Courriel" },
  { value: "post", label: "Courrier simple" },
  { value: "registered", label: "Lettre recommandée" },
  { value: "electronic_registered", label: "Recommandé électronique" },
  { value: "hand_delivery", label: "Remise en main propre" },
];

const REMINDERS: Item = {
  control: "list",
  name: "reminders",
  title: "Relance",
  add: "Ajouter une relance",
  items: [
    {
      control: "row",
      items: [
        {
          control: "text",
          name: "reminders[].date",
          label: "Date",
          kind: "day",
          width: "short",
          missing: "Indiquez la date de la relance, par exemple 27/3/2026",
        },
        {
          control: "select",
          name: "reminders[].channel",
          label: "Moyen",
          missing: "Choisissez le moyen de la relance",
          options: [{ value: "", label: "Choisissez" }, ...CHANNELS],
        },
      ],
    },
  ],
};

export const EARLIER: readonly Item[] = [
  {
    control: "radios",
    name: "asked.reminders",
    label: "Avez-vous déjà relancé ?",
    hint: "La lettre rappellera vos relances. Elles ne sont pas obligatoires.",
    missing: "Dites si vous avez déjà relancé",
    when: NOTICES,
    options: [
      { value: "non", label: "Non" },
      { value: "oui", label: "Oui", asks: [REMINDERS] },
    ],
  },
  { ...REMINDERS, when: SECOND_REMINDER },
  {
    control: "text",
    name: "notice_effect_date",
    label: "Mise en demeure déjà présentée le",
    hint: "Si une première mise en demeure a été présentée ou remise, les intérêts au taux légal courent du lendemain.",
    kind: "day",
    width: "short",
    optional: true,
    when: both(
      FORMAL_NOTICE,
      (answers) => !PUBLIC(answers) && (!BUSINESS(answers) || answers.nature === "membership_fee"),
    ),
  },
];

export const EARLIER_NOTICE: readonly Item[] = [
  {
    control: "row",
    items: [
      {
        control: "text",
        name: "earlier_notice.date",
        label: "Date de la lettre",
        kind: "day",
        width: "short",
        missing: "Indiquez la date de la mise en demeure, par exemple 27/3/2026",
      },
      {
        control: "text",
        name: "earlier_notice.deadline_days",
        label: "Délai qu'elle donnait",
        kind: "days",
        width: "tiny",
        unit: "jours",
        inputmode: "numeric",
        missing: "Indiquez le délai donné, par exemple 8\u00a0jours",
      },
    ],
  },
  {
    control: "text",
    name: "earlier_notice.presented_on",
    label: "Présentée le",
    hint: "La date de première présentation, donnée par le suivi du recommandé ou l'avis de réception",
    kind: "day",
    width: "short",
    missing: "Indiquez la date de première présentation, par exemple 30/3/2026",
  },
  {
    control: "text",
    name: "earlier_notice.registered_number",
    label: "Numéro du recommandé",
    width: "medium",
    optional: true,
  },
];
