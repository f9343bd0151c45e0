/** More, for whoever wants it: <Details summary="Comment c’est calculé">…</Details> */
import type { ComponentChildren } from "preact";

export function Details({ summary, children }: { summary: ComponentChildren; children: ComponentChildren }) {
  return (
    <details>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
