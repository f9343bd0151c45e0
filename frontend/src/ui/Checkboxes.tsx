/**
 * Any number of choices, or one alone.
 *
 *   <Checkboxes name="obstacles" legend="L’une de ces situations vous concerne-t-elle ?" options={…}
 *               values={chosen} onChange={setChosen} />
 *   <Checkbox name="creditor.variable_capital" label="Capital variable" checked={variable} onChange={setVariable} />
 */
import type { ComponentChildren } from "preact";
import { describedBy, HintAndError } from "./Field";
import { Choice, type Option } from "./Radios";

export type CheckboxesProps = {
  name: string;
  legend: ComponentChildren;
  options: readonly Option[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  title?: boolean;
};

export function Checkboxes({ name, legend, options, values, onChange, hint, error, title }: CheckboxesProps) {
  return (
    <fieldset class={error ? "wrong" : undefined} aria-describedby={describedBy(name, hint, error)}>
      <legend>{title ? <h1>{legend}</h1> : legend}</legend>
      <HintAndError name={name} hint={hint} error={error} />
      {options.map((option, rank) => (
        <div key={option.value}>
          <Choice
            type="checkbox"
            id={rank ? `${name}-${option.value}` : name}
            name={name}
            option={option}
            checked={values.includes(option.value)}
            onChange={(checked) =>
              onChange(checked ? [...values, option.value] : values.filter((value) => value !== option.value))
            }
          />
          {option.asks && values.includes(option.value) && <div class="then">{option.asks}</div>}
        </div>
      ))}
    </fieldset>
  );
}

export type CheckboxProps = {
  name: string;
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ComponentChildren;
};

export function Checkbox({ name, label, checked, onChange, hint }: CheckboxProps) {
  const option = { value: "on", label, hint };
  return <Choice type="checkbox" id={name} name={name} option={option} checked={checked} onChange={onChange} />;
}
