/**
 * Answers read again, each with its «Modifier». `what` completes the link for those who hear it out of its row.
 *
 *   <SummaryList rows={[{ term: "Échéance", said: "15 septembre 2026", href: "/mise-en-demeure/facture/", what: "l’échéance" }]} />
 */
import type { ComponentChildren } from "preact";

export type SummaryRow = { term: string; said: ComponentChildren; href?: string; what?: string };

export function SummaryList({ rows }: { rows: readonly SummaryRow[] }) {
  return (
    <dl class="answers">
      {rows.map(({ term, said, href, what }) => (
        <div key={term + href}>
          <dt>{term}</dt>
          <dd class="said">{said}</dd>
          {href && (
            <dd class="change">
              <a href={href}>
                Modifier<span class="unseen"> {what ?? term}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
