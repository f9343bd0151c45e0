/** How a legal person pays, with its arithmetic; or why nothing is said. */
import type { DebtorView } from "../../space/api";
import { typography } from "../../text";
import { Details } from "../../ui/Details";

type Record = DebtorView["record"];

const LOOKS: { [rating: string]: string } = { on_time: "paid", sometimes_late: "soon", often_late: "late" };

/** In a cell: never a judgment on a person, none on thin data. */
export function recordSaid(record: Record) {
  if (!record.refused) return <Rating record={record} />;
  return record.refused.code === "RECORD_TOO_THIN" ? "Données insuffisantes" : "Non établi";
}

export function PaymentRecord({ record }: { record: Record }) {
  if (record.refused) return <p class="said">{typography(record.refused.sentence)}</p>;
  return (
    <>
      <p>
        <Rating record={record} />
      </p>
      <p class="said">{typography(String(record.arithmetic))}</p>
      <Details summary="Ce que veulent dire ces mots">
        <p>{typography(String(record.scale))}</p>
        <p>
          {typography(
            "Sont comptées les factures de vos dossiers dont l'échéance est passée, hors factures contestées. L'échéance est celle que vous avez accordée, s'il y en a une.",
          )}
        </p>
      </Details>
    </>
  );
}

export function Rating({ record }: { record: { [figure: string]: unknown } }) {
  return <span class={`tag ${LOOKS[String(record.rating)] ?? ""}`}>{String(record.label)}</span>;
}
