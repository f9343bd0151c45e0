/**
 * Somebody wrote first, in another tab or on another device: the case as it has become, beside what is typed here, which
 * is kept. Sending again is then a person's choice.
 */
import { useEffect, useRef } from "preact/hooks";
import type { CaseView } from "../../../space/api";
import { amount, day, typography } from "../../../text";
import { SituationTag } from "../SituationTag";

const SHOWN = 3;

export function Conflict({ view }: { view: CaseView }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "start" });
  }, [view.version]);
  const recorded = view.timeline.filter(({ at }) => at !== null);
  const last = recorded.sort((one, other) => one.at!.localeCompare(other.at!)).slice(-SHOWN);
  return (
    <section class="notice changed" ref={place} tabIndex={-1} aria-labelledby="conflict-title">
      <h2 id="conflict-title">Ce dossier a changé, voici la version à jour</h2>
      <p>
        <SituationTag situation={view.situation} /> {amount(view.due)} dus aujourd’hui.
      </p>
      <ul>
        {last.map((each) => (
          <li key={each.event ?? each.title}>
            {day(each.day)}, {each.title}
            {each.detail && <small>{each.detail}</small>}
          </li>
        ))}
      </ul>
      <p>
        {typography(
          "Rien de ce que vous avez saisi n'est perdu ni enregistré. Relisez, puis enregistrez si c'est encore juste.",
        )}
      </p>
    </section>
  );
}
