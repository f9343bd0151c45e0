/**
 * Who is not signed in goes to /connexion/, then comes back to the page that sent them.
 *
 *   toSignIn();                     // /connexion/?vers=/espace/dossier/?d=…
 *   location.replace(wayBack());    // once signed in
 */

const ENTRANCE = "/connexion/";
const SPACE = "/espace/";
const BACK = "vers";

export function toSignIn(): void {
  const from = location.pathname + location.search;
  location.replace(`${ENTRANCE}?${new URLSearchParams({ [BACK]: from })}`);
}

/** The page of the space that asked for a sign-in, or its first page; never an address elsewhere. */
export function wayBack(search = location.search): string {
  const asked = new URLSearchParams(search).get(BACK) ?? "";
  return asked.startsWith(SPACE) ? asked : SPACE;
}

/** Whether this sign-in interrupts something: coming to one's cases is no interruption. */
export function isInterrupted(search = location.search): boolean {
  return wayBack(search) !== SPACE;
}
