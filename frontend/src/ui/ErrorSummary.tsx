/**
 * What is wrong, said once above the form: it takes focus each time `faults` is a new list, links to each field, and
 * puts «Erreur : » first in the page's title. A fault without a field (`name` empty) is said without a link.
 *
 *   const [faults, setFaults] = useState<Faults>([]);
 *   <ErrorSummary faults={faults} />
 *   <Field … error={messageFor(faults, "place")} />
 */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { NBSP } from "../text";

/** In the order of the page; `name` is the field's, `href` where it is when another page holds it. */
export type Faults = readonly { name: string; message: string; href?: string }[];

const PREFIX = `Erreur${NBSP}: `;

/** The message to show beside the field, if it has one. */
export function messageFor(faults: Faults, name: string): string | undefined {
  return faults.find((fault) => fault.name === name)?.message;
}

export function ErrorSummary({ faults }: { faults: Faults }) {
  const summary = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!faults.length) return;
    summary.current?.focus({ preventScroll: true });
    summary.current?.scrollIntoView({ block: "start" });
  }, [faults]);
  useEffect(() => {
    document.title = (faults.length ? PREFIX : "") + document.title.replace(PREFIX, "");
  }, [faults]);
  if (!faults.length) return null;
  return (
    <section class="errors" ref={summary} tabIndex={-1} aria-labelledby="errors-title">
      <h2 id="errors-title">
        {faults.length > 1 ? `Il y a ${faults.length} points à corriger` : "Il y a un point à corriger"}
      </h2>
      <ul>
        {faults.map(({ name, message, href }) => (
          <li key={name + message}>
            {name ? (
              <a href={href ?? `#${encodeURIComponent(name)}`} onClick={(event) => goTo(event, name)}>
                {message}
              </a>
            ) : (
              message
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The field with its label in sight, not only its own box at the top of the screen. */
function goTo(event: Event, name: string): void {
  const field = document.getElementById(name);
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  (field.closest(".field, fieldset") ?? field).scrollIntoView({ block: "center" });
}
