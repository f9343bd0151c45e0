/**
 * Every page of the space starts so:
 *
 *   open(<Clients />);
 *
 * The screen is drawn, «Se déconnecter» answers, and a page that the browser kept aside is asked for anew when somebody
 * comes back to it: the cases may have changed, or the person left.
 */
import { type ComponentChild, render } from "preact";
import { closeSession } from "./api";
import { forgetAll } from "./kept";

const ENTRANCE = "/connexion/";

export function open(screen: ComponentChild): void {
  render(screen, document.getElementById("screen")!);
  document.getElementById("sign-out")?.addEventListener("click", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
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
