/**
 * One choice among a few. `asks` is what the choice asks next, shown below it while it is chosen.
 *
 *   <Radios name="regime" legend="Qui vous doit cet argent ?" value={regime} onChange={setRegime}
 *           options={[{ value: "b2b", label: "Une entreprise", hint: "Ou un indépendant" }, …]} />
 *
 * `title` makes the legend the h1 of a page of one question.
 */
import type { ComponentChildren } from "preact";
import { describedBy, HintAndError } from "./Field";

export type Option = { value: string; label: ComponentChildren; hint?: ComponentChildren; asks?: ComponentChildren };

export type RadiosProps = {
  name: string;
  legend: ComponentChildren;
  options: readonly Option[];
  /** "" when nothing is chosen yet. */
  value: string;
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  title?: boolean;
};

export function Radios({ name, legend, options, value, onChange, hint, error, title }: RadiosProps) {
  return (
    <fieldset class={error ? "wrong" : undefined} aria-describedby={describedBy(name, hint, error)}>
      <legend>{title ? <h1>{legend}</h1> : legend}</legend>
      <HintAndError name={name} hint={hint} error={error} />
      {options.map((option, rank) => (
        <div key={option.value}>
          <Choice
            type="radio"
            id={rank ? `${name}-${option.value}` : name}
            name={name}
            option={option}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.asks && option.value === value && <div class="then">{option.asks}</div>}
        </div>
      ))}
    </fieldset>
  );
}

type ChoiceProps = {
  type: "radio" | "checkbox";
  id: string;
  name: string;
  option: Option;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

/** A round or square button with its words; the whole line answers to the finger. */
export function Choice({ type, id, name, option, checked, onChange }: ChoiceProps) {
  return (
    <label class="choice" for={id}>
      <input
        type={type}
        id={id}
        name={name}
        value={option.value}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {option.label}
        {option.hint && <small>{option.hint}</small>}
      </span>
    </label>
  );
}
