/** Where each thing of a case stands in the space. */
import type { CaseRow } from "./api";

export const CASES = "/espace/";
export const CLOSED = "/espace/?clos";

export function caseAt(id: string): string {
  return `/espace/dossier/?d=${id}`;
}

/** The form of one fact; `about` names the letter or the event it is about. */
export function factAt(id: string, fact: string, about: Record<string, string | number> = {}): string {
  return `/espace/dossier/noter/?${query({ d: id, fait: fact, ...about })}`;
}

/** What the claim is about, its rate, its contract. */
export function claimAt(id: string): string {
  return `/espace/dossier/creance/?d=${id}`;
}

/** When this case is written about. */
export function sequenceAt(id: string): string {
  return `/espace/dossier/calendrier/?d=${id}`;
}

/** The letter to read again before it is drawn. */
export function letterAt(id: string, document: string): string {
  return `/espace/dossier/lettre/?${query({ d: id, document })}`;
}

/** A drawn letter: its file, and what to do with it. */
export function drawnAt(id: string, number: number): string {
  return `/espace/dossier/lettre/?${query({ d: id, lettre: number })}`;
}

/** Where a client's name, address and SIREN are changed. */
export function clientAt(debtor: string): string {
  return `/espace/clients/modifier/?c=${debtor}`;
}

/** Where the one button of a case leads. */
export function nextAt({ id, debtor, next }: CaseRow): string {
  const about = next.letter === null ? {} : { lettre: next.letter };
  switch (next.kind) {
    case "review_and_send":
      return next.document ? letterAt(id, next.document) : caseAt(id);
    case "confirm_sent":
      return next.letter === null ? caseAt(id) : drawnAt(id, next.letter);
    case "record_presentation":
      return factAt(id, "presentation", about);
    case "check_payment":
      return factAt(id, "paiement");
    case "answer_dispute":
      return factAt(id, "reponse");
    case "close":
      return factAt(id, "cloture");
    case "correct":
    case "declare_claim":
      return mendedAt(next.why.code, id, debtor.id, next.document);
    default: // what is left needs the whole case under the eyes
      return caseAt(id);
  }
}

/** What a person alone can mend, by the reason that names it. */
function mendedAt(code: string, id: string, debtor: string, document: string | null): string {
  switch (code) {
    case "INSOLVENCY_NOT_PUBLISHED":
    case "INSOLVENCY_IN_OTHER_CASE":
      return factAt(id, "procedure");
    case "STOPPED_IN_OTHER_CASE":
      return factAt(id, "obstacle");
    case "NOTICE_UNDELIVERED":
    case "ADDRESS_DEAD":
      return clientAt(debtor);
    case "NOTICE_INCOMPLETE":
    case "STEP_HELD":
      return document ? letterAt(id, document) : caseAt(id);
    default:
      return caseAt(id);
  }
}

function query(asked: Record<string, string | number>): URLSearchParams {
  return new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
}
