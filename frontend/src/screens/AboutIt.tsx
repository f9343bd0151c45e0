/** What a link of our mails is about: a few facts, each under its name. */
import type { ComponentChildren } from "preact";

export function AboutIt({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="about-it">
      {facts.map(([term, said]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  );
}
