/** What the bulletin publishes about the debtor, written into the form when it says it in so many words. */
import { useState } from "preact/hooks";
import { InsolvencyCheck } from "../../../lookups/InsolvencyCheck";
import { type Answers, checkIn } from "../../../lookups/insolvency";
import { today } from "../../../reading/dates";
import { useAnswer } from "../../../space/Awaited";
import { clientAt } from "../../../space/address";
import { debtor } from "../../../space/api";
import { written } from "../../../space/words";
import type { HelperProps } from "./FactPage";

const PROCEDURES: Readonly<Record<string, string>> = {
  sauvegarde: "safeguard",
  redressement_judiciaire: "receivership",
  liquidation_judiciaire: "liquidation",
};

export function FindProcedure({ view, form }: HelperProps) {
  const client = useAnswer("", () => debtor(view.debtor.id));
  const [checked, setChecked] = useState<Answers>({});
  const siren = client.value?.facts.debtor.siren;
  if (typeof siren !== "string") return null;

  function found(answers: Answers): void {
    setChecked(answers);
    const check = checkIn(answers, today());
    const procedure = check && PROCEDURES[check.finding.kind];
    const notice = check?.finding.notices[0];
    if (!procedure || !notice) return;
    form.change({
      ...form.answers,
      procedure,
      judgment_date: notice.judged && written(notice.judged),
      published_on: notice.published && written(notice.published),
      notice: notice.link,
    });
  }

  return (
    <InsolvencyCheck
      answers={{ ...checked, "debtor.siren": siren }}
      onChange={found}
      sirenAt={clientAt(view.debtor.id)}
    />
  );
}
