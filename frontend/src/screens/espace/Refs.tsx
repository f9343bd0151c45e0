/** The numbers of some invoices, each kept whole; beyond a few, how many more. */
import { Fragment } from "preact";

const SHOWN = 4;

export function Refs({ of }: { of: readonly string[] }) {
  const shown = of.length > SHOWN ? of.slice(0, SHOWN - 1) : of;
  const more = of.length - shown.length;
  return (
    <small>
      {shown.map((ref, rank) => (
        <Fragment key={ref}>
          {rank > 0 && (rank === of.length - 1 ? " et " : ", ")}
          <span class="ref">{ref}</span>
        </Fragment>
      ))}
      {more > 0 && ` et ${more} autres`}
    </small>
  );
}
