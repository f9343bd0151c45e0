/** The only user of localStorage: one draft, on this device, forgotten after thirty days. */

const KEY = "acquit.draft", VERSION = 1, KEPT_FOR = 30 * 24 * 3600 * 1000;

/** @typedef {Record<string, string | boolean>} Values what is typed, by name of field */

/** @returns {{values: Values, saved: Date} | null} */
export function load() {
  try {
    const draft = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (draft?.version !== VERSION || Date.now() - draft.saved > KEPT_FOR) {
      localStorage.removeItem(KEY);
      return null;
    }
    return { values: draft.values, saved: new Date(draft.saved) };
  } catch {
    return null;
  }
}

/** The moment it was saved, or null where the browser keeps nothing. @param {Values} values */
export function save(values) {
  const saved = Date.now();
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, saved, values }));
    return new Date(saved);
  } catch {
    return null;
  }
}

export function erase() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
