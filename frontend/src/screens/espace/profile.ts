/** What the account knows of its owner, and the questions that say it. */
import { PAID_TO, PLACE, SIGNATORY } from "../../questions/ask";
import { nearest } from "../../questions/given";
import { CREDITOR, MEDIATOR } from "../../questions/parties";
import { type Answers, type Item, questionsOf, words } from "../../questions/question";
import { typography } from "../../text";

export const OWNER_AT = "/espace/reglages/coordonnees/";

export const PROFILE: readonly { title: string; says?: string; items: readonly Item[] }[] = [
  { title: "Vous", says: "Ces informations figurent en tête de vos lettres.", items: CREDITOR },
  {
    title: "Où vous payer",
    says: "L'argent va de votre débiteur à vous, sans intermédiaire.",
    items: PAID_TO,
  },
  { title: "La signature", items: [SIGNATORY, PLACE] },
  {
    title: "Votre médiateur de la consommation",
    says: "Si vous avez des clients particuliers : leurs mises en demeure donnent ses coordonnées.",
    items: MEDIATOR,
  },
];
export const OWNER: readonly Item[] = PROFILE.flatMap(({ items }) => items);

/** What is missing, each a sentence that leads to its question, in the order of the page. */
export function toComplete(missing: readonly string[], answers: Answers): { name: string; message: string }[] {
  const questions = questionsOf(OWNER, answers);
  const asked = new Set(missing.map((path) => nearest(questions, path)));
  return questions
    .filter((question) => asked.has(question))
    .map(({ name, label, missing }) => ({ name, message: typography(missing ?? words(label, answers)) }));
}
