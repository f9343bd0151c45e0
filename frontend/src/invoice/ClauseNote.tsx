/** The creditor's own penalty sentence, beside the question of the rate that it answers. */
import type { Answers } from "../questions/question";
import { typography } from "../text";
import { CLAUSE } from "./invoice";

export function ClauseNote({ answers }: { answers: Answers }) {
  const sentence = answers[CLAUSE];
  return sentence ? (
    <p class="notice">{typography(`Votre facture dit : « ${sentence} » Confirmez le taux ci-dessous.`)}</p>
  ) : null;
}
