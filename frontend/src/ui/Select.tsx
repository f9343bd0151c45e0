/**
 * One choice in a list too long for radio buttons; the first option may be the blank one.
 *
 *   <Select name="next_step" label="Suite que vous annoncez" value={step} onChange={setStep} options={…} />
 */
import type { ComponentChildren } from "preact";
import { describedBy, HintAndError } from "./Field";

export type SelectProps = {
  name: string;
  label: ComponentChildren;
  options: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  optional?: boolean;
};

export function Select({ name, label, options, value, onChange, hint, error, optional }: SelectProps) {
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name}>
        {label}
        {optional && <span class="optional"> (facultatif)</span>}
      </label>
      <HintAndError name={name} hint={hint} error={error} />
      <select
        id={name}
        name={name}
        value={value}
        aria-describedby={describedBy(name, hint, error)}
        aria-invalid={error ? "true" : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
