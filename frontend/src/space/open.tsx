/**
 * Every page of the space starts so:
 *
 *   open(<Clients />);
 *
 * The screen is drawn, the head says which part of the space it is in, «Se déconnecter» answers, and a page that the
 * browser kept aside is asked for anew when somebody comes back to it: the cases may have changed, or the person left.
 */
import { type ComponentChild, render } from "preact";
import { closeSession } from "./api";
import { forgetAll } from "./kept";

const ENTRANCE = "/connexion/";

export function open(screen: ComponentChild): void {
  render(screen, document.getElementById("screen")!);
  part()?.setAttribute("aria-current", "true");
  document.getElementById("sign-out")?.addEventListener("click", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

/** The link of the head that leads nearest to this page, when it does not lead to the page itself. */
function part(): Element | undefined {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("header.site nav a")];
  const above = links.filter(({ pathname }) => location.pathname.startsWith(pathname));
  const nearest = above.sort((one, other) => other.pathname.length - one.pathname.length)[0];
  return nearest?.hasAttribute("aria-current") ? undefined : nearest;
}

async function leave(): Promise<void> {
  const { problem } = await closeSession();
  if (problem) {
    document.getElementById("signed-out")!.textContent = problem.detail;
    return;
  }
  forgetAll();
  location.assign(ENTRANCE);
}
