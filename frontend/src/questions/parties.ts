/** The debtor, you, and the mediator you offer to consumers. */
import { type Item, is, not, type Text } from "./question";
import { CONSUMER } from "./tests";

const COMPANY = is("creditor.kind", "company");
const SOLE_TRADER = is("creditor.kind", "sole_trader");
const ASSOCIATION = is("creditor.kind", "association");

export const DEBTOR: readonly Item[] = [
  {
    control: "text",
    name: "debtor.name",
    label: (answers) => (CONSUMER(answers) ? "Civilité, prénom et nom" : "Nom ou raison sociale"),
    missing: "Indiquez le nom de votre débiteur",
    autocomplete: "off",
  },
  ...address("debtor", "de votre débiteur", "off"),
  {
    control: "text",
    name: "debtor.siren",
    label: "SIREN",
    hint: "9 chiffres, avec ou sans espaces",
    kind: "siren",
    width: "medium",
    inputmode: "numeric",
    autocomplete: "off",
    optional: true,
    when: not(CONSUMER),
  },
  {
    control: "more",
    label: "Ajouter une précision : service, référence, pays…",
    items: [
      { ...extra("debtor.attention", "À l'attention de"), when: not(CONSUMER) },
      { ...extra("debtor.service", "Service"), when: not(CONSUMER) },
      { ...extra("debtor.reference", "Sa référence"), hint: "Un numéro de client ou de commande, s'il en utilise un" },
      extra("debtor.address.place", "Lieu-dit ou boîte postale"),
      { ...extra("debtor.address.country", "Pays"), hint: "S'il n'est pas en France" },
    ],
  },
];

export const CREDITOR: readonly Item[] = [
  {
    control: "radios",
    name: "creditor.kind",
    label: "Vous êtes",
    missing: "Dites si vous êtes indépendant, société ou association",
    options: [
      { value: "sole_trader", label: "Indépendant, entrepreneur individuel" },
      { value: "company", label: "Société" },
      { value: "association", label: "Association" },
    ],
  },
  {
    control: "text",
    name: "creditor.name",
    label: "Votre nom ou raison sociale",
    hint: (answers) => (SOLE_TRADER(answers) ? "La mention « EI » est ajoutée pour vous." : ""),
    missing: "Indiquez votre nom ou votre raison sociale",
    autocomplete: "organization",
  },
  {
    control: "text",
    name: "creditor.siren",
    label: "SIREN ou SIRET",
    hint: "9 ou 14 chiffres, avec ou sans espaces",
    kind: "sirenOrSiret",
    width: "medium",
    inputmode: "numeric",
    autocomplete: "off",
    missing: "Indiquez votre SIREN, 9 chiffres",
    optional: ASSOCIATION,
  },
  {
    control: "row",
    when: COMPANY,
    items: [
      {
        control: "text",
        name: "creditor.legal_form",
        label: "Forme juridique",
        hint: "SARL, SAS, EURL…",
        width: "short",
        missing: "Indiquez la forme juridique, par exemple SARL",
      },
      {
        control: "text",
        name: "creditor.share_capital",
        label: "Capital social",
        hint: "Par exemple 5\u202f000",
        kind: "amount",
        unit: "€",
        width: "short",
        inputmode: "decimal",
        missing: "Indiquez le capital social, par exemple 5\u202f000",
      },
    ],
  },
  {
    control: "tick",
    name: "creditor.registered_in_rne",
    label: "Je suis inscrit au registre national des entreprises, sans RCS",
    hint: "Artisan, profession libérale",
    when: SOLE_TRADER,
  },
  {
    control: "text",
    name: "creditor.registry_town",
    label: "Ville du RCS",
    hint: "Celle du greffe où vous êtes immatriculé",
    width: "medium",
    missing: "Indiquez la ville de votre immatriculation au RCS",
    when: (answers) => COMPANY(answers) || (SOLE_TRADER(answers) && answers["creditor.registered_in_rne"] !== "on"),
  },
  {
    control: "text",
    name: "creditor.rna",
    label: "Numéro RNA",
    hint: "W suivi de 9 chiffres, ou indiquez le SIREN ci-dessus",
    width: "medium",
    missing: "Indiquez le numéro RNA ou le SIREN de l'association",
    optional: (answers) => Boolean(answers["creditor.siren"]?.trim()),
    when: ASSOCIATION,
  },
  ...address("creditor", "", "on"),
  {
    control: "row",
    items: [
      {
        control: "text",
        name: "creditor.email",
        label: "Adresse électronique",
        hint: "Votre débiteur vous y répondra.",
        kind: "email",
        grow: true,
        inputmode: "email",
        autocomplete: "email",
        missing: "Indiquez une adresse électronique ou un téléphone",
        optional: (answers) => Boolean(answers["creditor.phone"]?.trim()),
      },
      {
        control: "text",
        name: "creditor.phone",
        label: "Téléphone",
        width: "short",
        inputmode: "tel",
        autocomplete: "tel",
        optional: true,
      },
    ],
  },
  {
    control: "more",
    label: "Cas particuliers : capital variable, liquidation, lieu-dit…",
    items: [
      { control: "tick", name: "creditor.variable_capital", label: "Capital variable", when: COMPANY },
      { control: "tick", name: "creditor.in_liquidation", label: "Société en liquidation", when: COMPANY },
      extra("creditor.address.place", "Lieu-dit ou boîte postale"),
    ],
  },
];

export const MEDIATOR: readonly Item[] = [
  {
    control: "text",
    name: "mediator.name",
    label: "Nom du médiateur",
    missing: "Indiquez le nom de votre médiateur de la consommation",
  },
  {
    control: "text",
    name: "mediator.address",
    label: "Adresse",
    hint: "L'adresse ou le site suffit.",
    autocomplete: "off",
    missing: "Indiquez l'adresse ou le site du médiateur",
    optional: (answers) => Boolean(answers["mediator.website"]?.trim()),
  },
  {
    control: "text",
    name: "mediator.website",
    label: "Site internet",
    kind: "link",
    inputmode: "url",
    autocomplete: "off",
    optional: true,
  },
];

function address(whose: "debtor" | "creditor", of: string, autocomplete: "on" | "off"): Item[] {
  const fill = (name: string) => (autocomplete === "on" ? name : "off");
  return [
    {
      control: "text",
      name: `${whose}.address.street`,
      label: "Numéro et rue",
      missing: of ? `Indiquez l'adresse ${of}` : "Indiquez votre adresse",
      autocomplete: fill("address-line1"),
      optional: (answers) => Boolean(answers[`${whose}.address.place`]?.trim()),
    },
    {
      ...extra(`${whose}.address.complement`, "Complément d'adresse"),
      hint: "Bâtiment, étage, chez…",
      autocomplete: fill("address-line2"),
    },
    {
      control: "row",
      items: [
        {
          control: "text",
          name: `${whose}.address.postcode`,
          label: "Code postal",
          width: "tiny",
          inputmode: "numeric",
          autocomplete: fill("postal-code"),
          missing: of ? `Indiquez le code postal ${of}` : "Indiquez votre code postal",
        },
        {
          control: "text",
          name: `${whose}.address.city`,
          label: "Ville",
          grow: true,
          autocomplete: fill("address-level2"),
          missing: of ? `Indiquez la ville ${of}` : "Indiquez votre ville",
        },
      ],
    },
  ];
}

function extra(name: string, label: string): Text {
  return { control: "text", name, label, autocomplete: "off", optional: true };
}
