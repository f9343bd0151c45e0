/** What happened, then what is planned, in one list; a wrong fact is undone by another one, and both stay. */
import { factAt } from "../../../space/address";
import type { CaseView, TimelineEntry } from "../../../space/api";
import { day } from "../../../text";

export function Timeline({ view }: { view: CaseView }) {
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">L’histoire du dossier</h2>
      <ol class="timeline">
        {view.timeline.map((entry, rank) => (
          <Entry key={entry.event ?? rank} view={view} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

/** What exists whatever is said of it: a letter that was drawn may be given up, a message that left has left. */
const LASTING = ["letter_issued", "letter_mailed", "letter_refused", "creditor_told"];

function Entry({ view, entry }: { view: CaseView; entry: TimelineEntry }) {
  const { kind, title, detail, by, event, corrected, planned } = entry;
  const correctable = event && !corrected && !LASTING.includes(kind) && view.allowed.includes("corrected");
  return (
    <li class={planned ? "planned" : undefined}>
      <time dateTime={entry.day}>{day(entry.day)}</time>
      <div>
        {corrected ? <s>{title}</s> : title} {planned && <span class="tag">prévu</span>}
        {corrected && <span class="tag soon">corrigé</span>}
        <small>{[detail, by].filter(Boolean).join(" · ")}</small>
        {correctable && (
          <a class="aside" href={factAt(view.id, "correction", { evenement: event })}>
            Corriger
            <span class="unseen">
              {" "}
              : {title}, {day(entry.day)}
            </span>
          </a>
        )}
      </div>
    </li>
  );
}
