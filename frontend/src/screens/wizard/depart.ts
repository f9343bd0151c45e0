/** The start page and the pages «autrement»: their links follow the draft that is on this device, if there is one. */
import { load } from "../../draft";
import { addressOf, answersFor, resumeAt, WIZARDS } from "../../path";
import { day } from "../../text";
import { here } from "./place";

const draft = load();
const resume = document.getElementById("resume");
const back = document.getElementById("back");

if (draft && resume) {
  const { wizard } = here();
  const link = resume.querySelector("a")!;
  link.href = addressOf(wizard, resumeAt(wizard, answersFor(wizard, draft.answers)));
  resume.querySelector("span")!.textContent = day(draft.saved.toLocaleDateString("sv", { timeZone: "Europe/Paris" }));
  resume.hidden = false;
}

const wizard = WIZARDS.find((each) => each === draft?.answers["asked.wizard"]);
if (wizard && back instanceof HTMLAnchorElement) back.href = addressOf(wizard, "avant");
