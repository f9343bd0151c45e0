/** What was written before, what the letter asks, where to pay, who signs. */
import { both, type Item, is, type Option } from "./question";
import { BUSINESS, NOTICES, PUBLIC } from "./who";

const FORMAL_NOTICE = is("document", "formal_notice");
const LAST_NOTICE = is("document", "last_notice");
const SECOND_REMINDER = is("document", "second_reminder");
const MERCHANTS = is("between_merchants", "on");

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

// --- the demand -----------------------------------------------------------------------------------------------------

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

export const BETWEEN_MERCHANTS: Item = {
  control: "tick",
  name: "between_merchants",
  label: "Vous et votre débiteur êtes commerçants",
  hint: "Sociétés commerciales comprises ; pas les professions libérales",
  when: both(BUSINESS, NOTICES),
};

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

const ACCOUNT: Item = {
  control: "text",
  name: "payment.iban",
  label: "IBAN",
  hint: "Le compte sur lequel vous souhaitez être payé",
  kind: "iban",
  missing: "Indiquez un IBAN, un lien de paiement ou un autre moyen",
  optional: (answers) => Boolean(answers["payment.link"]?.trim() || answers["payment.other"]?.trim()),
};
const OTHER_MEANS: Item = {
  control: "more",
  label: "Autre moyen : lien de paiement, chèque, BIC…",
  items: [
    {
      control: "text",
      name: "payment.link",
      label: "Lien de paiement",
      hint: "Vers votre propre page : l'argent va de votre débiteur à vous.",
      kind: "link",
      inputmode: "url",
      optional: true,
    },
    {
      control: "text",
      name: "payment.other",
      label: "Autre moyen",
      hint: "Par exemple chèque à l'ordre de…",
      optional: true,
    },
    { control: "text", name: "payment.bic", label: "BIC", width: "short", optional: true },
    {
      control: "text",
      name: "payment.holder",
      label: "Titulaire du compte",
      hint: "S'il n'est pas à votre nom",
      optional: true,
    },
  ],
};

/** The same on every letter of one author. */
export const PAID_TO: readonly Item[] = [ACCOUNT, OTHER_MEANS];
export const PAYMENT_MEANS: readonly Item[] = [
  ACCOUNT,
  {
    control: "text",
    name: "payment.reference",
    label: "Référence à rappeler",
    hint: "Votre débiteur l'écrira dans son virement.",
    width: "medium",
    optional: true,
  },
  OTHER_MEANS,
];

/** Who signs, and where: the same on every letter of one author. */
export const SIGNATORY: Item = {
  control: "row",
  items: [
    {
      control: "text",
      name: "signatory.name",
      label: "Nom du signataire",
      grow: true,
      autocomplete: "name",
      missing: "Indiquez le nom du signataire",
    },
    {
      control: "text",
      name: "signatory.capacity",
      label: "Qualité",
      hint: "Gérante, président…",
      grow: true,
      autocomplete: "organization-title",
      missing: "Indiquez la qualité du signataire, par exemple Gérante",
      optional: is("creditor.kind", "sole_trader"),
    },
  ],
};
export const PLACE: Item = {
  control: "text",
  name: "place",
  label: "Lettre faite à",
  hint: "Une ville",
  width: "medium",
  missing: "Indiquez le lieu où la lettre est faite",
};

export const SIGNATURE: readonly Item[] = [
  SIGNATORY,
  {
    control: "row",
    items: [
      PLACE,
      {
        control: "text",
        name: "computation_date",
        label: "Le",
        hint: "Aujourd'hui, sans réponse",
        kind: "day",
        width: "short",
        optional: true,
      },
    ],
  },
  {
    control: "lines",
    name: "enclosures",
    label: "Pièces jointes",
    hint: "Une par ligne : facture, devis signé, bon de livraison…",
    kind: "lines",
    optional: true,
  },
  {
    control: "more",
    label: "Ajouter un message ou votre référence",
    items: [
      {
        control: "lines",
        name: "message",
        label: "Message",
        hint: "Quelques phrases à vous, courtoises et exactes. Rien sur la santé ou la vie privée de votre débiteur.",
        kind: "paragraph",
        optional: true,
      },
      { control: "text", name: "reference", label: "Votre référence", width: "medium", optional: true },
    ],
  },
];
