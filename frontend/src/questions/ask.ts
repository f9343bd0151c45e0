/** Where to pay, who signs. */
import { type Item, is } from "./question";

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
