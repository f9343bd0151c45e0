/** Where a case stands: words first, colour second. */
import type { Situation, SituationKind } from "../../space/api";

const LONG_LATE = 30; // days

const LOOKS: Readonly<Record<SituationKind, string>> = {
  not_due: "paid",
  late: "soon",
  reminded: "soon",
  notice_given: "late",
  promised: "",
  plan: "",
  disputed: "soon",
  paused: "",
  stopped: "late",
  answered: "soon",
  accessories_due: "soon",
  settled: "paid",
  closed: "",
};

export function SituationTag({ situation: { kind, label, days } }: { situation: Situation }) {
  const look = kind === "late" && (days ?? 0) > LONG_LATE ? "late" : LOOKS[kind];
  return <span class={`tag ${look}`.trim()}>{label}</span>;
}
