/**
 * One call to a public service, which may be slow, busy, changed or away: the page it helps works without it.
 *
 *   const found = await lookUp(companiesUrl("dumoulin"), readCompanies, call.signal);
 *   if (found === null) return;                       // a newer search took its place
 *   if ("down" in found) say(…) else show(found.value)
 *
 * Nothing but the address of the call leaves: no cookie, no page it came from.
 */

/** «busy»: too many calls, try again soon; «away»: anything else that is not an answer we know. */
export type Down = "busy" | "away";
export type Found<Value> = { value: Value } | { down: Down };

const PATIENCE = 5_000; // milliseconds

/** `read` gives null for what is not in the published shape. */
export async function lookUp<Value>(
  url: string,
  read: (body: unknown) => Value | null,
  superseded?: AbortSignal,
): Promise<Found<Value> | null> {
  const call = new AbortController();
  const stop = () => call.abort();
  superseded?.addEventListener("abort", stop);
  const waiting = setTimeout(stop, PATIENCE);
  try {
    const response = await fetch(url, {
      signal: call.signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    if (response.status === 429) return { down: "busy" };
    const value = response.ok ? read(await response.json()) : null;
    return value === null ? { down: "away" } : { value };
  } catch {
    return superseded?.aborted ? null : { down: "away" };
  } finally {
    clearTimeout(waiting);
    superseded?.removeEventListener("abort", stop);
  }
}

// --- reading what came ----------------------------------------------------------------------------------------------

export type Fields = Record<string, unknown>;

/** The object, or none of its fields. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list, or null when it is not one. */
export function list(value: unknown): Fields[] | null {
  return Array.isArray(value) ? value.map(fields) : null;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value.normalize("NFC").replace(/\s+/g, " ").trim() : "";
}
