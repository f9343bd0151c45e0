/**
 * The wizard as data: which pages this person's letter needs, in order, and what each still lacks. Pure: it is given the
 * answers (draft.ts keeps them) and knows nothing of screens.
 *
 *   const answers = answersFor("relance", draft.answers);      // with `document`, the letter being written
 *   pagesOf("relance", answers)                                 // this person's path
 *   next("relance", "facture", answers)                         // "paiements"
 *   faultsOf(page, answers)                                     // what is missing or cannot be read on this page
 *   placeOf("relance", answers, "invoices[0].due_date")         // { slug: "facture", name: "invoices[0].due_date" }
 */
import { PAYMENT_MEANS, SIGNATURE } from "./questions/ask";
import { INVOICES, RECEIVED, TERMS } from "./questions/claim";
import { DEMAND } from "./questions/demand";
import { EARLIER, EARLIER_NOTICE } from "./questions/earlier";
import { type Fault, faultsIn, nearest } from "./questions/given";
import { CREDITOR, DEBTOR, MEDIATOR } from "./questions/parties";
import {
  type Answers,
  both,
  type Item,
  is,
  not,
  type Question,
  questionsOf,
  read,
  shows,
  type Test,
} from "./questions/question";
import { BUSINESS, CONSUMER, COURTESY, NOTICES, PUBLIC } from "./questions/tests";
import { BEFORE, PUBLIC_PURCHASE, WHICH, WHO } from "./questions/who";

export type { Answers, Fault };

export const WIZARDS = ["mise-en-demeure", "relance", "dernier-avis"] as const;
export type Wizard = (typeof WIZARDS)[number];

export interface Page {
  slug: string;
  title: string;
  /** One sentence under the title. */
  says?: string;
  items: readonly Item[];
  when?: Test;
}
/** The last two have no question: what was said, then the documents. */
export const CHECK = "verifier";
export const RECEIVE = "recevoir";

const PAGES: readonly Page[] = [
  { slug: "laquelle", title: "Quelle relance ?", items: WHICH, when: not(NOTICES) },
  { slug: "qui", title: "Qui vous doit cet argent ?", items: WHO },
  { slug: "avant", title: "Avant de commencer", items: BEFORE },
  { slug: "debiteur", title: "Votre débiteur", items: DEBTOR },
  { slug: "vous", title: "Vous", says: "Ces informations figurent en tête de la lettre.", items: CREDITOR },
  {
    slug: "facture",
    title: "La facture impayée",
    says: "Écrivez comme sur la facture : 27/3/2026, 1\u202f234,56.",
    items: INVOICES,
  },
  {
    slug: "commande",
    title: "La commande publique",
    items: PUBLIC_PURCHASE,
    when: both(PUBLIC, NOTICES),
  },
  { slug: "paiements", title: "Paiements et avoirs", items: RECEIVED },
  {
    slug: "conditions",
    title: "Vos conditions de paiement",
    items: TERMS,
    when: (answers) =>
      !COURTESY(answers) && (BUSINESS(answers) || (PUBLIC(answers) && answers.document === "first_reminder")),
  },
  {
    slug: "relances",
    title: "Vos relances",
    items: EARLIER,
    when: is("document", "second_reminder", "formal_notice", "last_notice"),
  },
  {
    slug: "precedente",
    title: "La mise en demeure déjà envoyée",
    items: EARLIER_NOTICE,
    when: is("document", "last_notice"),
  },
  {
    slug: "demande",
    title: "Votre demande",
    items: DEMAND,
    when: is("document", "second_reminder", "formal_notice", "last_notice"),
  },
  {
    slug: "mediateur",
    title: "Votre médiateur de la consommation",
    says: "Tout professionnel doit en proposer un à ses clients particuliers : la lettre donne ses coordonnées.",
    items: MEDIATOR,
    when: both(CONSUMER, is("document", "formal_notice")),
  },
  {
    slug: "reglement",
    title: "Où vous payer",
    says: "L'argent va de votre débiteur à vous, sans intermédiaire.",
    items: PAYMENT_MEANS,
  },
  { slug: "signature", title: "La signature", items: SIGNATURE },
  { slug: CHECK, title: "Vérifier votre lettre", items: [] },
];

/** The answers with the letter they are for: the wizard's, or the reminder chosen. */
export function answersFor(wizard: Wizard, kept: Answers): Answers {
  const document = {
    "mise-en-demeure": "formal_notice",
    relance: kept["asked.reminder"] ?? "",
    "dernier-avis": "last_notice",
  };
  return { ...kept, document: document[wizard] };
}

/** Every page a wizard may show, whatever the answers: each has its own address. */
export function slugsOf(wizard: Wizard): string[] {
  const only: Record<string, readonly Wizard[]> = {
    laquelle: ["relance"],
    commande: ["mise-en-demeure", "dernier-avis"],
    precedente: ["dernier-avis"],
    mediateur: ["mise-en-demeure"],
  };
  return [...PAGES.map((page) => page.slug), RECEIVE].filter((slug) => only[slug]?.includes(wizard) ?? true);
}

export function addressOf(wizard: Wizard, slug: string): string {
  return `/${wizard}/${slug && `${slug}/`}`;
}

/** This person's path, the check page last. */
export function pagesOf(wizard: Wizard, answers: Answers): Page[] {
  const slugs = slugsOf(wizard);
  return PAGES.filter((page) => slugs.includes(page.slug) && shows(page, answers));
}

export function pageOf(slug: string): Page | undefined {
  return PAGES.find((page) => page.slug === slug);
}

/** The page after this one; from a page outside the path, the first one not yet complete. */
export function next(wizard: Wizard, slug: string, answers: Answers): string {
  const path = pagesOf(wizard, answers);
  const rank = path.findIndex((page) => page.slug === slug);
  return rank < 0 ? resumeAt(wizard, answers) : (path[rank + 1]?.slug ?? RECEIVE);
}

/** The page before this one; "" is the start page. */
export function previous(wizard: Wizard, slug: string, answers: Answers): string {
  const path = pagesOf(wizard, answers);
  if (slug === RECEIVE) return CHECK;
  return path[path.findIndex((page) => page.slug === slug) - 1]?.slug ?? "";
}

/** «Étape 4 sur 8», of this person's path. */
export function stepOf(wizard: Wizard, slug: string, answers: Answers): { rank: number; of: number } | null {
  const path = pagesOf(wizard, answers);
  const rank = path.findIndex((page) => page.slug === slug) + 1;
  return rank ? { rank, of: path.length } : null;
}

/** The first page that lacks something, else the check page. */
export function resumeAt(wizard: Wizard, answers: Answers): string {
  return missing(wizard, answers)[0]?.slug ?? CHECK;
}

/** What the whole path lacks, page by page. */
export function missing(wizard: Wizard, answers: Answers): { slug: string; faults: Fault[] }[] {
  return pagesOf(wizard, answers)
    .map((page) => ({ slug: page.slug, faults: faultsOf(page, answers) }))
    .filter(({ faults }) => faults.length > 0);
}

/** What is missing or cannot be read on one page, in its order. */
export function faultsOf(page: Page, answers: Answers): Fault[] {
  return faultsIn(page.items, answers);
}

/** Why a letter is not the thing to send, as chosen on «Avant de commencer»; null when nothing prevents it. */
export function obstacleOf(answers: Answers): string | null {
  const question = questionsOf(BEFORE, answers)[0]!;
  const chosen = answers[question.name] ?? "";
  return chosen !== "aucun" && read(question, answers) ? chosen : null;
}

/** Where a fault of the API is corrected: its own question, else the nearest one above it. */
export function placeOf(
  wizard: Wizard,
  answers: Answers,
  field: string,
): { slug: string; name: string; question: Question } | null {
  const all = pagesOf(wizard, answers).flatMap(({ slug, items }) =>
    questionsOf(items, answers).map((question) => ({ slug, name: question.name, question })),
  );
  return nearest(all, field) ?? null;
}
