/** The invoices, what they are for, what was received since, and the rate agreed. */
import { type Answers, both, countOf, type Item, is, not, type Option, type Row } from "./question";
import { BUSINESS, NOTICES, PUBLIC } from "./tests";

const FORMAL_NOTICE = is("document", "formal_notice");

export const INVOICES: readonly Item[] = [
  {
    control: "list",
    name: "invoices",
    title: "Facture",
    add: "Ajouter une facture",
    items: [
      {
        control: "row",
        items: [
          {
            control: "text",
            name: "invoices[].ref",
            label: "Numéro de la facture",
            width: "short",
            missing: "Indiquez le numéro de la facture",
          },
          {
            control: "text",
            name: "invoices[].amount_ttc",
            label: "Montant toutes taxes comprises",
            kind: "amount",
            width: "short",
            unit: "€",
            inputmode: "decimal",
            missing: "Indiquez le montant de la facture, par exemple 1\u202f200,00",
          },
        ],
      },
      {
        control: "row",
        items: [
          {
            control: "text",
            name: "invoices[].issue_date",
            label: "Date d'émission",
            kind: "day",
            width: "short",
            missing: "Indiquez la date d'émission, par exemple 27/3/2026",
          },
          {
            control: "text",
            name: "invoices[].due_date",
            label: "Date d'échéance",
            kind: "day",
            width: "short",
            missing: "Indiquez la date d'échéance, par exemple 27/3/2026",
          },
        ],
      },
      {
        control: "row",
        when: PUBLIC,
        items: [
          {
            control: "text",
            name: "invoices[].chorus_number",
            label: "Numéro Chorus Pro",
            width: "medium",
            missing: "Indiquez le numéro de la facture sur Chorus Pro",
          },
          {
            control: "text",
            name: "invoices[].chorus_notification_date",
            label: "Notifiée sur Chorus Pro le",
            kind: "day",
            width: "short",
            missing: "Indiquez la date de notification sur Chorus Pro, par exemple 27/3/2026",
            optional: not(FORMAL_NOTICE),
          },
        ],
      },
      {
        control: "text",
        name: "invoices[].performance_date",
        label: "Date d'exécution",
        hint: "Celle du service fait, ou de la livraison",
        kind: "day",
        width: "short",
        missing: "Indiquez la date d'exécution, par exemple 27/3/2026",
        optional: not(FORMAL_NOTICE),
        when: PUBLIC,
      },
    ],
  },
  {
    control: "text",
    name: "origin.description",
    label: "Ce que vous avez fait ou livré",
    hint: "En une ligne, par exemple fabrication et pose d'un comptoir",
    missing: "Indiquez ce que vous avez fait ou livré",
    optional: not(FORMAL_NOTICE),
    when: NOTICES,
  },
  {
    control: "more",
    label: "Ajouter le devis, le bon de commande, la date d'exécution",
    when: NOTICES,
    items: [
      {
        control: "text",
        name: "origin.contract_date",
        label: "Date du devis ou du contrat",
        kind: "day",
        width: "short",
        optional: true,
      },
      { control: "text", name: "origin.order_reference", label: "Bon de commande", width: "medium", optional: true },
      {
        control: "text",
        name: "origin.performance_date",
        label: "Date d'exécution",
        hint: "De la livraison, ou de la fin de la prestation",
        kind: "day",
        width: "short",
        optional: true,
      },
    ],
  },
];

// --- payments and credit notes --------------------------------------------------------------------------------------

const PAYMENTS: Item = {
  control: "list",
  name: "payments",
  title: "Paiement",
  add: "Ajouter un paiement",
  titled: true,
  items: [
    dayAndAmount("payments", "Date du paiement", "Montant reçu", "du paiement", "reçu, par exemple 500,00"),
    {
      control: "row",
      items: [
        {
          control: "select",
          name: "payments[].invoice",
          label: "Pour la facture",
          options: (answers) => [{ value: "", label: "Non précisé" }, ...invoices(answers)],
          optional: true,
        },
        {
          control: "text",
          name: "payments[].means",
          label: "Moyen",
          hint: "Virement, chèque…",
          width: "short",
          optional: true,
        },
      ],
    },
  ],
};

const CREDIT_NOTES: Item = {
  control: "list",
  name: "credit_notes",
  title: "Avoir",
  add: "Ajouter un avoir",
  titled: true,
  items: [
    {
      control: "text",
      name: "credit_notes[].id",
      label: "Numéro de l'avoir",
      width: "medium",
      missing: "Indiquez le numéro de l'avoir",
    },
    dayAndAmount(
      "credit_notes",
      "Date de l'avoir",
      "Montant de l'avoir",
      "de l'avoir",
      "de l'avoir, par exemple 120,00",
    ),
    {
      control: "select",
      name: "credit_notes[].invoice",
      label: "Sur la facture",
      options: (answers) => [{ value: "", label: "Choisissez" }, ...invoices(answers)],
      missing: "Choisissez la facture que l'avoir diminue",
    },
  ],
};

export const RECEIVED: readonly Item[] = [
  {
    control: "radios",
    name: "asked.received",
    label: "Avez-vous déjà reçu une partie de la somme ?",
    hint: "Un acompte, un paiement partiel, ou un avoir que vous avez émis",
    missing: "Dites si vous avez reçu un paiement ou émis un avoir",
    options: [
      { value: "non", label: "Non" },
      { value: "paiement", label: "Oui, un ou plusieurs paiements", asks: [PAYMENTS] },
      { value: "avoir", label: "J'ai émis un avoir", asks: [CREDIT_NOTES] },
      { value: "deux", label: "Un paiement et un avoir", asks: [PAYMENTS, CREDIT_NOTES] },
    ],
  },
];

/** The invoices by their numbers; a choice keeps the position, so that a number may be corrected afterwards. */
function invoices(answers: Answers): Option[] {
  return Array.from({ length: countOf("invoices", answers) }, (_, position) => {
    const ref = answers[`invoices[${position}].ref`]?.trim();
    return { value: String(position), label: ref || `Facture ${position + 1}`, ...(ref ? { sends: ref } : {}) };
  });
}

function dayAndAmount(list: string, when: string, howMuch: string, of: string, example: string): Row {
  return {
    control: "row",
    items: [
      {
        control: "text",
        name: `${list}[].date`,
        label: when,
        kind: "day",
        width: "short",
        missing: `Indiquez la date ${of}, par exemple 27/3/2026`,
      },
      {
        control: "text",
        name: `${list}[].amount`,
        label: howMuch,
        kind: "amount",
        width: "short",
        unit: "€",
        inputmode: "decimal",
        missing: `Indiquez le montant ${example}`,
      },
    ],
  };
}

// --- the terms ------------------------------------------------------------------------------------------------------

const CLAUSE: Item = {
  control: "text",
  name: "origin.contract_clause",
  label: "Clause qui le prévoit",
  hint: "Par exemple article 6 de nos conditions générales",
  optional: true,
};

export const TERMS: readonly Item[] = [
  {
    control: "radios",
    name: "rate.mode",
    label: "Un taux de pénalités figure-t-il sur la facture ou dans vos conditions ?",
    hint: "Sinon, le taux prévu par la loi s'applique.",
    missing: "Dites si un taux est prévu, ou « Je ne sais pas »",
    when: BUSINESS,
    options: [
      {
        value: "none",
        label: "Non, ou celui de la loi",
        hint: "Le taux de la Banque centrale européenne majoré de 10 points",
        sends: "default",
      },
      {
        value: "contract_fixed",
        label: "Oui, un pourcentage",
        asks: [
          {
            control: "text",
            name: "rate.contract_rate_pct",
            label: "Taux annuel",
            hint: "Par exemple 12,15",
            kind: "percent",
            width: "tiny",
            unit: "% par an",
            inputmode: "decimal",
            missing: "Indiquez un taux, par exemple 12,15",
          },
          CLAUSE,
        ],
      },
      { value: "legal_x3", label: "Oui, trois fois le taux d'intérêt légal", asks: [CLAUSE] },
      { value: "unknown", label: "Je ne sais pas", hint: "Le taux prévu par la loi sera appliqué.", sends: "default" },
    ],
  },
  {
    control: "radios",
    name: "nature",
    label: "Que fait payer cette facture ?",
    missing: "Dites ce que la facture fait payer",
    when: BUSINESS,
    options: [
      { value: "supply", label: "Une vente ou une prestation" },
      { value: "commercial_lease", label: "Un loyer commercial" },
      { value: "insurance_indemnity", label: "Une indemnité d'assurance" },
      { value: "membership_fee", label: "Une cotisation d'adhérent" },
    ],
  },
  {
    control: "radios",
    name: "claim_accessories",
    label: "Réclamer dès maintenant les pénalités et l'indemnité ?",
    hint: "Elles sont dues de plein droit ; vous choisissez de les demander dès cette relance ou plus tard.",
    missing: "Dites si vous réclamez les pénalités dès cette relance",
    when: is("document", "first_reminder"),
    options: [
      { value: "oui", label: "Oui, dès cette relance", sends: true },
      { value: "non", label: "Non, seulement le montant des factures", sends: false },
    ],
  },
  {
    control: "more",
    label: "Renoncer à une partie, par geste commercial",
    when: BUSINESS,
    items: [
      { control: "tick", name: "waiver.penalties", label: "Renoncer aux pénalités de retard" },
      { control: "tick", name: "waiver.indemnity", label: "Renoncer à l'indemnité forfaitaire" },
    ],
  },
];

export const BETWEEN_MERCHANTS: Item = {
  control: "tick",
  name: "between_merchants",
  label: "Vous et votre débiteur êtes commerçants",
  hint: "Sociétés commerciales comprises ; pas les professions libérales",
  when: both(BUSINESS, NOTICES),
};
