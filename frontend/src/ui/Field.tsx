/**
 * One typed answer: label, hint, error, field, in the order they are read aloud.
 *
 *   <Field name="invoices[0].due_date" label="Date d’échéance" hint="Comme sur la facture, par exemple 27/3/2026"
 *          width="short" value={answers.due} onChange={setDue} error={faults.due} />
 *
 * `name` is the path of the fact; it is also the id, so that ErrorSummary can go there.
 */
import type { ComponentChildren, TargetedInputEvent } from "preact";

export type FieldProps = {
  name: string;
  label: ComponentChildren;
  value: string;
  onChange: (typed: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  optional?: boolean;
  /** The width of what is expected; the whole line by default. */
  width?: "tiny" | "short" | "medium";
  /** Shown after the field: €, %, jours. */
  unit?: string;
  /** More than one line. */
  lines?: boolean;
  inputMode?: "text" | "numeric" | "decimal" | "tel" | "email" | "url";
  autoComplete?: string;
  /** False for numbers, codes and names. */
  spellcheck?: boolean;
};

export function Field(props: FieldProps) {
  const { name, label, value, onChange, hint, error, optional, width, unit, lines, inputMode, autoComplete } = props;
  const common = {
    id: name,
    name,
    value,
    class: [width && `w-${width}`, inputMode === "decimal" && "figure"].filter(Boolean).join(" "),
    autocomplete: autoComplete ?? "off",
    spellcheck: props.spellcheck ?? false,
    "aria-describedby": describedBy(name, hint, error),
    "aria-invalid": error ? ("true" as const) : undefined,
    onInput: (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.currentTarget.value),
  };
  const field = lines ? <textarea rows={4} {...common} /> : <input type="text" inputMode={inputMode} {...common} />;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name}>
        {label}
        {optional && <span class="optional"> (facultatif)</span>}
      </label>
      <HintAndError name={name} hint={hint} error={error} />
      {unit ? (
        <div class="unit">
          {field} <span>{unit}</span>
        </div>
      ) : (
        field
      )}
    </div>
  );
}

/** What stands between a question and its answer, each with the id that describedBy names. */
export function HintAndError({
  name,
  hint,
  error,
}: {
  name: string;
  hint?: ComponentChildren;
  error?: string | undefined;
}) {
  return (
    <>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          <span class="unseen">Erreur&nbsp;: </span>
          {error}
        </p>
      )}
    </>
  );
}

/** The ids for aria-describedby, or undefined when there is nothing to say. */
export function describedBy(name: string, hint: unknown, error: unknown): string | undefined {
  return [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || undefined;
}
