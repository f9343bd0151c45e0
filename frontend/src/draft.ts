/**
 * The only user of localStorage: one draft, on this device, forgotten after thirty days.
 *
 *   const draft = load();                    // null when there is none, or it is too old
 *   const saved = save({ ...answers });      // the moment, for «Brouillon enregistré à 14 h 32», or null: nothing kept
 *   erase();
 *   keepInTabOnly(true);                     // «Je suis sur un ordinateur partagé»: closing the tab forgets everything
 *
 * Answers are what was typed, under the path of the fact ("invoices[0].due_date": "27/3/26"), so that pages show again
 * what they were given and a fault of the API finds its field. They are read (reading/) when a page goes on, not here.
 */

export type Answers = Record<string, string>;
export type Draft = { answers: Answers; saved: Date };

const KEY = "acquit.draft";
const TAB_ONLY = "acquit.tab-only";
const VERSION = 2; // 1 was the plain page's
const KEPT_FOR = 30 * 24 * 3600 * 1000; // milliseconds

export function load(): Draft | null {
  return guarded(() => {
    const kept = JSON.parse(place().getItem(KEY) ?? "null");
    if (kept?.version === VERSION && Date.now() - kept.saved <= KEPT_FOR)
      return { answers: kept.answers, saved: new Date(kept.saved) };
    place().removeItem(KEY);
    return null;
  });
}

export function save(answers: Answers): Date | null {
  return guarded(() => {
    const saved = Date.now();
    place().setItem(KEY, JSON.stringify({ version: VERSION, saved, answers }));
    return new Date(saved);
  });
}

export function erase(): void {
  guarded(() => {
    localStorage.removeItem(KEY);
    sessionStorage.removeItem(KEY);
    return null;
  });
}

export function isTabOnly(): boolean {
  return guarded(() => sessionStorage.getItem(TAB_ONLY) === "yes") ?? false;
}

/** Moves the draft; nothing stays behind. */
export function keepInTabOnly(only: boolean): void {
  guarded(() => {
    const kept = place().getItem(KEY);
    erase();
    if (only) sessionStorage.setItem(TAB_ONLY, "yes");
    else sessionStorage.removeItem(TAB_ONLY);
    if (kept) place().setItem(KEY, kept);
    return null;
  });
}

function place(): Storage {
  return isTabOnly() ? sessionStorage : localStorage;
}

/** A browser may forbid or fill its storage, and a draft may be damaged: then there is none. */
function guarded<Value>(action: () => Value): Value | null {
  try {
    return action();
  } catch {
    return null;
  }
}
