/**
 * The check before a formal notice, as the draft keeps it: for that SIREN, that day. A finding that stops the letter
 * (rules H-01, H-06) stops it until the person has read the notice and says that it does not concern the invoice.
 *
 *   if (concerns(answers)) <InsolvencyCheck … />
 *   const obstacle = obstacleFound(answers, today());      // "procedure-collective", "radiee" or null
 */
import { readSiren } from "../reading/siren";
import type { Finding } from "./bodacc";

export type Answers = Readonly<Record<string, string>>;
export type Checked = {
  siren: string;
  on: string;
  finding: Finding;
  /** What the directory says: null when it was away. Days in ISO, empty when not said. */
  directory: { closed: boolean; closedOn: string } | null;
};

const CHECK = "asked.bodacc";
/** The notice that the person has read and set aside. */
const SET_ASIDE = "asked.bodacc.set_aside";
/** The day on which the person looked for herself. */
const BY_HAND = "asked.bodacc.by_hand";

const OBSTACLES: Partial<Record<Finding["kind"], string>> = {
  liquidation_judiciaire: "procedure-collective",
  redressement_judiciaire: "procedure-collective",
  sauvegarde: "procedure-collective",
  struck_off: "radiee",
};

/** Formal notices, to those who may be in the bulletin. */
export function concerns({ document = "", regime = "" }: Answers): boolean {
  return ["formal_notice", "last_notice"].includes(document) && ["b2b", "non_professional"].includes(regime);
}

/** The debtor's SIREN, empty when it is missing or wrong. */
export function sirenIn(answers: Answers): string {
  const reading = readSiren(answers["debtor.siren"] ?? "");
  return "value" in reading ? reading.value : "";
}

export function withCheck(answers: Answers, checked: Checked): Answers {
  return { ...answers, [CHECK]: JSON.stringify(checked) };
}

/** What was found today for this SIREN; yesterday's is forgotten. */
export function checkIn(answers: Answers, today: string): Checked | null {
  const checked: Checked | null = JSON.parse(answers[CHECK] || "null");
  return checked && checked.on === today && checked.siren === sirenIn(answers) ? checked : null;
}

/** The page that says what to do instead of the letter. */
export function obstacleOf({ finding }: Checked): string | null {
  return OBSTACLES[finding.kind] ?? null;
}

export function obstacleFound(answers: Answers, today: string): string | null {
  const checked = concerns(answers) ? checkIn(answers, today) : null;
  return checked && !isSetAside(answers, checked) ? obstacleOf(checked) : null;
}

export function isSetAside(answers: Answers, { finding }: Checked): boolean {
  return finding.notices.length > 0 && answers[SET_ASIDE] === finding.notices[0]!.id;
}

export function setAside(answers: Answers, { finding }: Checked, aside: boolean): Answers {
  return { ...answers, [SET_ASIDE]: aside ? finding.notices[0]!.id : "" };
}

/** The day in ISO, empty when the person did not. */
export function checkedByHand(answers: Answers): string {
  return answers[BY_HAND] ?? "";
}

export function withCheckByHand(answers: Answers, day: string): Answers {
  return { ...answers, [BY_HAND]: day };
}
