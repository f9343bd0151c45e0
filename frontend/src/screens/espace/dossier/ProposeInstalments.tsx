/** Equal monthly parts of a sum, written into the form, where each can be changed. */
import { useState } from "preact/hooks";
import { readAmount } from "../../../reading/amounts";
import { readDay } from "../../../reading/dates";
import { type Part, split, total } from "../../../space/split";
import { written } from "../../../space/words";
import { amount, typography } from "../../../text";
import { Field } from "../../../ui/Field";
import type { HelperProps } from "./FactPage";

const LIST = "plan.instalments";
const MOST = 36;

export function ProposeInstalments({ view, form }: HelperProps) {
  const [parts, setParts] = useState({ total: typed(view.due), count: "3", first: "" });
  const [wrong, setWrong] = useState<{ total?: string; count?: string; first?: string }>({});
  const field = (name: keyof typeof parts) => ({
    name: `asked.${name}`,
    value: parts[name],
    onChange: (value: string) => setParts({ ...parts, [name]: value }),
    error: wrong[name],
  });

  function propose(): void {
    const [sum, first] = [readAmount(parts.total), readDay(parts.first)];
    const count = Number(parts.count);
    const possible = Number.isInteger(count) && count >= 1 && count <= MOST;
    setWrong({
      ...("reason" in sum && { total: sum.reason }),
      ...(!possible && { count: typography(`Indiquez un nombre d'échéances, de 1 à ${MOST}`) }),
      ...("reason" in first && { first: first.reason }),
    });
    if ("reason" in sum || "reason" in first || !possible) return;
    form.change({ ...without(form.answers), ...answersOf(split(sum.value, count, first.value)) });
  }

  /** «Entrée» proposes; it does not send the form around. */
  function onEnter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    propose();
  }

  const amounts = Object.entries(form.answers).filter(([name]) => name.startsWith(LIST) && name.endsWith(".amount"));
  const read = amounts.map(([, value]) => readAmount(value));
  return (
    <fieldset class="entry" onKeyDown={onEnter}>
      <legend>Proposer des échéances égales</legend>
      <div class="row">
        <Field {...field("total")} label="Somme à étaler" width="short" unit="€" inputMode="decimal" />
        <Field {...field("count")} label="Nombre d’échéances" width="tiny" inputMode="numeric" />
        <Field {...field("first")} label="Première échéance" hint="Par exemple 27/3/2026" width="short" />
      </div>
      <p>
        <button type="button" class="quiet" onClick={propose}>
          Proposer les échéances
        </button>
      </p>
      <p role="status">
        {read.length > 1 &&
          read.every((each) => "value" in each) &&
          typography(
            `Total des ${read.length} échéances : ${amount(total(read.map((each) => ("value" in each ? each.value : ""))))}. Vous pouvez changer chaque date et chaque montant.`,
          )}
      </p>
    </fieldset>
  );
}

function answersOf(parts: readonly Part[]): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap(({ date, amount: each }, rank) => [
      [`${LIST}[${rank}].date`, written(date)],
      [`${LIST}[${rank}].amount`, typed(each)],
    ]),
  );
}

function without(answers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !name.startsWith(LIST)));
}

/** 1234,56, as people write it in a field. */
function typed(decimal: string): string {
  return decimal.replace(".", ",");
}
