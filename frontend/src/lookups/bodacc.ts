/**
 * What the bulletin of commercial notices (BODACC) publishes about a company, and what a creditor may conclude from it.
 *
 *   const { notices, complete } = readNotices(body)!;
 *   conclude(notices, today())     // { kind: "liquidation_judiciaire", notices: [the judgment] }
 *
 * Careful in both directions: an open procedure is said only from an exact wording (natures.ts), and anything not
 * understood is shown for the person to read. «none» means that nothing is published, not that there is no procedure.
 */
import { readDay } from "../reading/dates";
import {
  CHANGES_NOTHING,
  CLOSES,
  FAMILY_CLOSES,
  FAMILY_FREE_TEXT,
  FAMILY_WITHDRAWS,
  IGNORED_FAMILIES,
  OPENS,
  type Procedure,
  SAID_IN_THE_TEXT,
} from "./natures";
import { type Fields, fields, list, text } from "./service";

export const BODACC = "https://bodacc-datadila.opendatasoft.com";

export type Notice = {
  id: string;
  kind: "annonce" | "rectificatif" | "annulation";
  /** «collective», «radiation», «immatriculation»… */
  family: string;
  /** Days in ISO; a judgment's is empty when it is not said, or cannot be. */
  published: string;
  judged: string;
  judgmentFamily: string;
  nature: string;
  details: string;
  court: string;
  /** The notice that this one corrects or cancels. */
  cites: string;
  title: string;
  link: string;
};

export type Finding = {
  kind: Procedure | "closed" | "struck_off" | "unknown_show_notice" | "none";
  /** To show: those that decide, or that a person must read. */
  notices: readonly Notice[];
};

const ASKED =
  "id,typeavis,familleavis,familleavis_lib,dateparution,tribunal,jugement,parutionavisprecedent,url_complete";
const MOST = 100; // per call, says the service
const YEARS_THAT_COUNT = 10; // an older judgment is shown, not concluded from
const MOST_SHOWN = 5;

export function noticesUrl(siren: string, base = BODACC): string {
  const asked = new URLSearchParams({
    where: `registre="${siren}"`,
    order_by: "dateparution desc",
    limit: String(MOST),
    select: ASKED,
  });
  return `${base}/api/explore/v2.1/catalog/datasets/annonces-commerciales/records?${asked}`;
}

/** Where a person reads the same notices. */
export function searchPage(siren: string): string {
  return `https://www.bodacc.fr/pages/annonces-commerciales/${siren && `?q.registre=registre:${siren}`}`;
}

/** `complete` is false when there are more notices than one call gives. */
export function readNotices(body: unknown): { notices: Notice[]; complete: boolean } | null {
  const results = list(fields(body).results);
  return results && { notices: results.map(notice), complete: Number(fields(body).total_count) <= results.length };
}

export function conclude(published: readonly Notice[], today: string, complete = true): Finding {
  const notices = standing(published);
  const judgments = notices
    .filter(({ family, judgmentFamily }) => family === "collective" && !isOneOf(judgmentFamily, IGNORED_FAMILIES))
    .sort((one, other) => latestFirst(one.judged || one.published, other.judged || other.published));
  const last = judgments.find((each) => meaning(each) !== "nothing");
  const said = last && last.published >= tenYearsBefore(today) ? meaning(last) : "unknown";
  if (last && said in OPENS) return { kind: said as Procedure, notices: [last] };
  const [struckOff, registeredSince] = registration(notices);
  if (struckOff && !registeredSince) return { kind: "struck_off", notices: [struckOff] };
  if (last && said === "closed") return { kind: "closed", notices: [last] };
  const toRead = [...judgments.slice(0, MOST_SHOWN), ...(struckOff ? [struckOff] : [])];
  return { kind: toRead.length || !complete ? "unknown_show_notice" : "none", notices: toRead };
}

/** Without what was cancelled or corrected since. */
function standing(published: readonly Notice[]): Notice[] {
  const withdrawn = (each: Notice) => each.kind === "annulation" || is(each.judgmentFamily, FAMILY_WITHDRAWS);
  const without = (all: readonly Notice[], fallen: readonly Notice[]) => {
    const cited = new Set(fallen.map(({ cites }) => cites));
    return all.filter(({ id }) => !cited.has(numbers(id)));
  };
  const left = without(published, published.filter(withdrawn)).filter((each) => !withdrawn(each));
  return without(
    left,
    left.filter(({ kind }) => kind === "rectificatif"),
  ).sort((one, other) => latestFirst(one.published, other.published));
}

function meaning({ nature, judgmentFamily, details }: Notice): Procedure | "closed" | "nothing" | "unknown" {
  if (is(judgmentFamily, FAMILY_FREE_TEXT)) return "unknown";
  const opened = (Object.keys(OPENS) as Procedure[]).find((procedure) => isOneOf(nature, OPENS[procedure]));
  if (opened) return opened;
  if (is(judgmentFamily, FAMILY_CLOSES) || isOneOf(nature, CLOSES)) return "closed";
  if (isOneOf(nature, CHANGES_NOTHING)) return "nothing";
  return isOneOf(nature, SAID_IN_THE_TEXT) ? saidIn(details) : "unknown";
}

/** The one procedure that the text names; a plan is none. */
function saidIn(details: string): Procedure | "unknown" {
  const named = (Object.keys(OPENS) as Procedure[]).filter((procedure) =>
    plain(details).includes(procedure.replace("_", " ")),
  );
  return named.length === 1 && !/\bplan\b/.test(plain(details)) ? named[0]! : "unknown";
}

/** The last time it was struck off, and whether it was registered again since. */
function registration(notices: readonly Notice[]): [Notice | undefined, boolean] {
  const struckOff = notices.find(({ family }) => family === "radiation");
  const again = notices.find(({ family }) => family === "immatriculation" || family === "creation");
  return [struckOff, Boolean(struckOff && again && again.published > struckOff.published)];
}

// --- one notice -----------------------------------------------------------------------------------------------------

function notice(found: Fields): Notice {
  const judgment = inside(found.jugement);
  const cited = inside(found.parutionavisprecedent);
  const [id, published] = [text(found.id), text(found.dateparution)];
  const kind = text(found.typeavis);
  const nature = readable(judgment.nature);
  const link = text(found.url_complete);
  return {
    id,
    kind: kind === "annulation" || kind === "rectificatif" ? kind : "annonce",
    family: text(found.familleavis),
    published,
    judged: judgmentDay(text(judgment.date), published),
    judgmentFamily: readable(judgment.famille),
    nature,
    details: readable(judgment.complementJugement),
    court: readable(found.tribunal),
    cites: citedNumbers(cited),
    title: nature || readable(found.familleavis_lib),
    link: link.startsWith("https://www.bodacc.fr/")
      ? link
      : `https://www.bodacc.fr/annonce/detail-annonce/${parts(id).join("/")}`,
  };
}

/** «A202601991201» is notice 1201 of issue 20260199 of the bulletin A; short numbers are padded, or not. */
function parts(id: string): [string, string, number] {
  return [id.slice(0, 1), id.slice(1, 9), Number(id.slice(9))];
}

function numbers(id: string): string {
  return parts(id).join(" ");
}

function citedNumbers(cited: Fields): string {
  const bulletin = text(cited.nomPublication).slice(-1);
  const issue = String(cited.numeroParution ?? "").replace(/\D/g, "");
  return bulletin && issue ? [bulletin, issue, Number(cited.numeroAnnonce)].join(" ") : "";
}

/** Three spellings, some absurd: a judgment is not published before it is given. */
function judgmentDay(written: string, published: string): string {
  const reading = readDay(written);
  return "value" in reading && reading.value <= published ? reading.value : "";
}

/** JSON in a string, or already an object. */
function inside(value: unknown): Fields {
  try {
    return fields(typeof value === "string" ? JSON.parse(value) : value);
  } catch {
    return {};
  }
}

/** Some old notices were encoded twice: «clÃ´ture». */
function readable(value: unknown): string {
  const found = text(value);
  if (!/[\u00c2\u00c3]/.test(found) || /[^\0-\u00ff]/.test(found)) return found;
  try {
    const bytes = Uint8Array.from(found, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return found;
  }
}

function isOneOf(wording: string, known: readonly string[]): boolean {
  return known.some((each) => is(wording, each));
}

function is(wording: string, known: string): boolean {
  return plain(wording) === plain(known);
}

/** Lower case, no accents, plain apostrophes, no final stop. */
function plain(wording: string): string {
  return wording.toLowerCase().replace(/’/g, "'").replace(/\.$/, "").normalize("NFD").replace(/\p{M}/gu, "");
}

function latestFirst(one: string, other: string): number {
  return one === other ? 0 : one < other ? 1 : -1;
}

function tenYearsBefore(today: string): string {
  return `${Number(today.slice(0, 4)) - YEARS_THAT_COUNT}${today.slice(4)}`;
}
