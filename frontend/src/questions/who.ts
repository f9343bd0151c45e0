/** Which letter, to whom, and whether a letter is the thing to send at all. */
import { both, type Choice, type Item, is, not } from "./question";
import { BUSINESS, CONSUMER, COURTESY, NOTICES, PUBLIC } from "./tests";

/** Each case that a letter does not solve has a page that explains it: /mise-en-demeure/autrement/<value>/. */
const CASES: Choice = {
  control: "radios",
  name: "asked.case",
  label: "Un de ces cas est-il le vôtre ?",
  hint: "Dans ces cas, une autre démarche vaut mieux que cette lettre. Nous vous dirons laquelle.",
  missing: "Choisissez le cas qui est le vôtre, ou « Aucun de ces cas »",
  options: [
    { value: "aucun", label: "Aucun de ces cas" },
    { value: "payee", label: "La facture est payée, ou il ne reste rien à payer" },
    { value: "pas-encore-due", label: "La date de paiement n'est pas encore passée", when: not(COURTESY) },
    { value: "contestee", label: "Mon débiteur conteste la facture" },
    { value: "promesse", label: "Une promesse de paiement ou un échéancier est en cours" },
    { value: "prescrite", label: "La facture est ancienne de plusieurs années", when: not(COURTESY) },
    {
      value: "procedure-collective",
      label: "Une procédure collective est ouverte",
      hint: "Sauvegarde, redressement ou liquidation judiciaire",
      when: is("regime", "b2b", "non_professional"),
    },
    { value: "radiee", label: "L'entreprise est radiée du registre", when: BUSINESS },
    { value: "surendettement", label: "Un dossier de surendettement est déposé", when: CONSUMER },
    { value: "deces", label: "La personne est décédée, ou sous tutelle ou curatelle", when: CONSUMER },
    { value: "chorus-pro", label: "La facture n'est pas sur Chorus Pro", when: PUBLIC },
  ],
};

export const WHICH: readonly Item[] = [
  {
    control: "radios",
    name: "asked.reminder",
    label: "Quelle relance ?",
    missing: "Choisissez la relance à écrire",
    options: [
      {
        value: "courtesy_reminder",
        label: "Un rappel avant l'échéance",
        hint: "Courtois, quelques jours avant la date prévue",
      },
      {
        value: "first_reminder",
        label: "Une première relance",
        hint: "L'échéance vient de passer : un oubli est possible",
      },
      {
        value: "second_reminder",
        label: "Une seconde relance",
        hint: "La première est restée sans réponse",
      },
    ],
  },
];

export const WHO: readonly Item[] = [
  {
    control: "radios",
    name: "regime",
    label: "Qui vous doit cet argent ?",
    hint: "La lettre et les sommes réclamées en dépendent.",
    missing: "Choisissez qui vous doit cet argent",
    options: [
      { value: "b2b", label: "Une entreprise ou un indépendant", hint: "Y compris une profession libérale" },
      { value: "b2c", label: "Un particulier", hint: "Qui n'agit pas pour son métier" },
      {
        value: "non_professional",
        label: "Un syndicat de copropriétaires, une association",
        hint: "Une personne morale qui n'agit pas à des fins professionnelles",
      },
      { value: "public", label: "Une administration", hint: "État, commune, hôpital, établissement public" },
    ],
  },
];

export const BEFORE: readonly Item[] = [CASES];

const BUYER = both(PUBLIC, NOTICES);

export const PUBLIC_PURCHASE: readonly Item[] = [
  {
    control: "radios",
    name: "public.buyer",
    label: "Nature de l'acheteur",
    hint: "Le délai de paiement en dépend.",
    missing: "Choisissez la nature de l'acheteur",
    when: BUYER,
    options: [
      { value: "state", label: "État" },
      {
        value: "local_authority",
        label: "Collectivité territoriale",
        hint: "Commune, département, région, intercommunalité",
      },
      { value: "public_establishment", label: "Établissement public" },
      { value: "public_health_establishment", label: "Établissement public de santé" },
      { value: "army_health_service", label: "Service de santé des armées" },
      { value: "public_undertaking", label: "Entreprise publique" },
    ],
  },
  {
    control: "text",
    name: "public.authority",
    label: "Ordonnateur",
    hint: "Qui décide de payer, par exemple Madame la Maire de…",
    missing: "Indiquez l'ordonnateur, par exemple Madame la Maire de…",
    optional: is("document", "last_notice"),
  },
  {
    control: "text",
    name: "public.accountant",
    label: "Comptable public",
    hint: "Qui paie, et reçoit une copie de la lettre",
    missing: "Indiquez le comptable public",
    optional: is("document", "last_notice"),
  },
  {
    control: "text",
    name: "public.contract_number",
    label: "Numéro du marché",
    hint: "Celui du bon de commande suffit, s'il n'y a pas de marché.",
    width: "medium",
    missing: "Indiquez le numéro du marché ou du bon de commande",
    optional: is("document", "last_notice"),
  },
  {
    control: "radios",
    name: "asked.suspensions",
    label: "L'acheteur a-t-il suspendu le délai de paiement ?",
    missing: "Dites si le délai de paiement a été suspendu",
    options: [
      { value: "non", label: "Non" },
      {
        value: "oui",
        label: "Oui",
        asks: [
          {
            control: "list",
            name: "public.suspensions",
            title: "Suspension",
            add: "Ajouter une suspension",
            items: [
              {
                control: "row",
                items: [
                  {
                    control: "text",
                    name: "public.suspensions[].start",
                    label: "Début",
                    kind: "day",
                    width: "short",
                    missing: "Indiquez le début de la suspension, par exemple 27/3/2026",
                  },
                  {
                    control: "text",
                    name: "public.suspensions[].end",
                    label: "Fin",
                    kind: "day",
                    width: "short",
                    missing: "Indiquez la fin de la suspension, par exemple 27/3/2026",
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
];
