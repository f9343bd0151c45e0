/** Where this page stands: /relance/facture/ is the page «facture» of the wizard «relance». */
import { addressOf, WIZARDS, type Wizard } from "../../path";

/** Set while answers are corrected from the check page: «Continuer» goes back there. */
const BACK_TO_CHECK = "?verifier";

export function here(): { wizard: Wizard; slug: string; correcting: boolean } {
  const [first = "", slug = ""] = location.pathname.split("/").filter(Boolean);
  const wizard = WIZARDS.find((each) => each === first) ?? WIZARDS[0];
  return { wizard, slug, correcting: location.search === BACK_TO_CHECK };
}

/** The address of a page, or of one of its questions, that leads back to the check page. */
export function toCorrect(wizard: Wizard, slug: string, name = ""): string {
  return `${addressOf(wizard, slug)}${BACK_TO_CHECK}${name && `#${encodeURIComponent(name)}`}`;
}
