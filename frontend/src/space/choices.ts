/**
 * What a person chooses for one letter of a case: everything else is in the case, its client and the account. The
 * questions are the wizard's own; what is already written in them is the usual answer.
 */
import type { Facts, Problem } from "../api";
import { BETWEEN_MERCHANTS } from "../questions/claim";
import { DEMAND } from "../questions/demand";
import { type Answers, type Item, is } from "../questions/question";
import { amount, day } from "../text";
import { claimAt, clientAt, factAt } from "./address";
import type { CaseView } from "./api";
import { INSTALMENTS, PENALTIES } from "./fields";

const NOTICES = ["formal_notice", "last_notice"];
const USUAL_DAYS: Readonly<Record<string, string>> = { b2b: "8" };

export function choiceItems(document: string, view: CaseView): Item[] {
  const { payments } = view.facts;
  return [
    ...(document === "plan_offer" ? OFFER : []),
    ...(document === "receipt" && payments.length > 1
      ? [
          {
            control: "select",
            name: "receipt_payment",
            label: "Paiement reçu",
            options: payments.map(({ id, date, amount: sum }) => ({
              value: id,
              label: `${amount(sum)}, le ${day(date)}`,
            })),
          } as const,
        ]
      : []),
    ...(document === "first_reminder" ? [ACCESSORIES] : []),
    ...DEMAND.filter((item) => item !== BETWEEN_MERCHANTS), // the case says it
    {
      control: "more",
      label: "Ajouter un message, des pièces jointes, une autre date",
      items: [
        {
          control: "lines",
          name: "message",
          label: "Message",
          hint: "Quelques phrases à vous, courtoises et exactes. Rien sur la santé ou la vie privée de votre client.",
          kind: "paragraph",
          optional: true,
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
          control: "text",
          name: "letter_date",
          label: "Lettre datée du",
          hint: "Aujourd'hui, sans réponse",
          kind: "day",
          width: "short",
          optional: true,
        },
      ],
    },
  ];
}

export function firstChoices(document: string, { debtor, facts }: CaseView): Answers {
  return {
    document,
    regime: debtor.regime,
    between_merchants: facts.terms.between_merchants ? "on" : "",
    claim_accessories: "oui",
    receipt_payment: facts.payments.at(-1)?.id ?? "",
    ...(NOTICES.includes(document) && {
      channel: "registered",
      deadline_days: document === "last_notice" ? "8" : (USUAL_DAYS[debtor.regime] ?? "15"),
    }),
    ...(document === "plan_offer" && { "plan.cure_days": "8" }),
  };
}

/** As the service wants them. */
export function choicesOf({ deadline_days, ...facts }: Facts, answers: Answers): Facts {
  const decided = Object.entries(DECISIONS).filter(([code]) => answers[`asked.${code}`] === "on");
  return Object.assign(
    { ...facts, ...(deadline_days !== undefined && { deadline_days: Number(deadline_days) }) },
    ...decided.map(([, choice]) => choice),
  );
}

/** What may be decided, once the service has said that it is needed. */
export const DECISIONS = {
  UNKNOWN_RATE: { on_unknown_rate: "stop_at_last_known_day" },
  LIMITATION_PASSED: { amicable_after_limitation: true },
} as const;
export type Decision = keyof typeof DECISIONS;

export function decisionsFor(problem: Problem | null, document: string): Decision[] {
  const codes = [problem?.code, ...(problem?.errors.map(({ code }) => code) ?? [])];
  return (Object.keys(DECISIONS) as Decision[]).filter(
    (code) => codes.includes(code) && (code !== "LIMITATION_PASSED" || document.endsWith("reminder")),
  );
}

/** Where what a letter lacks is written, and its name there; null when it is on its own page, or only time mends it. */
export function mendedAt(field: string, view: CaseView): { href: string; what: string } | null {
  if (/^(creditor|signatory|payment|place|mediator)\b/.test(field))
    return { href: "/espace/reglages/coordonnees/", what: "Vos coordonnées" };
  if (field === "origin.description") return { href: claimAt(view.id), what: "Ce que vous avez fait ou livré" };
  if (/^(origin|rate|nature|public\.(contract_number|suspensions))\b/.test(field))
    return { href: claimAt(view.id), what: "La créance" };
  if (/^(debtor|public)\b/.test(field)) return { href: clientAt(view.debtor.id), what: "La fiche de votre client" };
  const invoice = /^invoices\[(\d+)\]/.exec(field);
  const ref = invoice && view.invoices[Number(invoice[1])];
  return ref ? { href: factAt(view.id, "facture", { facture: ref }), what: `Facture ${ref}` } : null;
}

const ACCESSORIES: Item = {
  control: "radios",
  name: "claim_accessories",
  label: "Réclamer dès maintenant les pénalités et l'indemnité ?",
  hint: "Elles sont dues de plein droit ; vous choisissez de les demander dès cette relance ou plus tard.",
  missing: "Dites si vous réclamez les pénalités dès cette relance",
  when: is("regime", "b2b", "public"),
  options: [
    { value: "oui", label: "Oui, dès cette relance", sends: true },
    { value: "non", label: "Non, seulement le montant des factures", sends: false },
  ],
};

const OFFER: readonly Item[] = [
  INSTALMENTS,
  PENALTIES,
  {
    control: "text",
    name: "plan.valid_until",
    label: "Offre valable jusqu'au",
    kind: "day",
    width: "short",
    missing: "Indiquez jusqu'à quand vaut l'offre, par exemple 27/3/2026",
  },
];
