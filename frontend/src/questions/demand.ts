/** What a letter demands: until when, how it is sent, what it announces. */

import { BETWEEN_MERCHANTS } from "./claim";
import { both, type Item, is, type Option } from "./question";
import { BUSINESS, NOTICES, PUBLIC } from "./tests";

const FORMAL_NOTICE = is("document", "formal_notice");
const LAST_NOTICE = is("document", "last_notice");
const SECOND_REMINDER = is("document", "second_reminder");
const MERCHANTS = is("between_merchants", "on");

/** The closed list of what may be announced. */
const STEPS: readonly Option[] = [
  {
    value: "order_for_payment",
    label: "Une injonction de payer",
    when: is("regime", "b2b", "b2c", "non_professional"),
  },
  { value: "interim_payment", label: "Un référé-provision", when: is("regime", "b2b", "public") },
  { value: "action_on_merits", label: "Une action devant le tribunal" },
  {
    value: "commissaire_de_justice",
    label: "La remise du dossier à un commissaire de justice",
    when: is("regime", "b2b", "b2c", "non_professional"),
  },
  { value: "lawyer", label: "La remise du dossier à un avocat", when: is("regime", "b2b", "public") },
  {
    value: "small_claims",
    label: "La procédure simplifiée des petites créances",
    when: (answers) => !PUBLIC(answers) && !(BUSINESS(answers) && MERCHANTS(answers)),
  },
  {
    value: "uncontested_commercial_debt",
    label: "La procédure des créances commerciales incontestées",
    when: both(BUSINESS, MERCHANTS),
  },
  { value: "mediation", label: "Une médiation" },
  {
    value: "suspension_of_supplies",
    label: "La suspension de vos prestations, si le contrat la permet",
    when: BUSINESS,
  },
];

export const DEMAND: readonly Item[] = [
  {
    control: "text",
    name: "answer_by",
    label: "Réponse attendue le",
    hint: "Une date après celle de la lettre, par exemple 27/3/2026",
    kind: "day",
    width: "short",
    missing: "Indiquez la date de réponse attendue, par exemple 27/3/2026",
    when: SECOND_REMINDER,
  },
  {
    control: "radios",
    name: "deadline_days",
    label: "Quel délai laissez-vous pour payer ?",
    hint: (answers) => {
      if (LAST_NOTICE(answers)) return "Un délai court, compté depuis la présentation de la lettre";
      const usual = BUSINESS(answers) ? "8\u00a0jours entre professionnels" : "15\u00a0jours pour ce débiteur";
      return `Il court depuis la première présentation de la lettre. L'usage est de ${usual}.`;
    },
    missing: "Choisissez le délai que vous laissez pour payer",
    when: NOTICES,
    options: [
      { value: "5", label: "5\u00a0jours", when: LAST_NOTICE },
      { value: "6", label: "6\u00a0jours", when: LAST_NOTICE },
      { value: "7", label: "7\u00a0jours", when: LAST_NOTICE },
      { value: "8", label: "8\u00a0jours" },
      { value: "10", label: "10\u00a0jours", when: FORMAL_NOTICE },
      { value: "15", label: "15\u00a0jours", when: FORMAL_NOTICE },
      { value: "30", label: "30\u00a0jours", when: FORMAL_NOTICE },
    ],
  },
  {
    control: "radios",
    name: "channel",
    label: "Comment enverrez-vous la lettre ?",
    missing: "Choisissez comment vous enverrez la lettre",
    when: NOTICES,
    options: [
      {
        value: "registered",
        label: "En recommandé avec avis de réception",
        hint: "Le plus sûr : la date de présentation est prouvée",
      },
      { value: "hand_delivery", label: "Remise en main propre", hint: "Contre un reçu daté et signé" },
      {
        value: "electronic_registered",
        label: "En recommandé électronique",
        asks: [
          {
            control: "text",
            name: "electronic_consent_date",
            label: "Accord du destinataire donné le",
            hint: "Qui n'est pas professionnel doit avoir accepté d'avance le recommandé électronique.",
            kind: "day",
            width: "short",
            missing: "Indiquez la date de cet accord, ou choisissez le recommandé sur papier",
            when: is("regime", "b2c", "non_professional", "public"),
          },
        ],
      },
    ],
  },
  BETWEEN_MERCHANTS,
  {
    control: "select",
    name: "next_step",
    label: "Suite que vous annoncez",
    hint: "À choisir si vous êtes prêt à la mener ; rien n'est engagé par la lettre.",
    missing: "Choisissez la suite que vous annoncez",
    optional: FORMAL_NOTICE,
    when: NOTICES,
    options: (answers) => [{ value: "", label: LAST_NOTICE(answers) ? "Choisissez" : "Formule habituelle" }, ...STEPS],
  },
];
