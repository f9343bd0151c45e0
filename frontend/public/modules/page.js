/** The page where a letter is written: joins the form, the API, the draft and what is shown. */
import { filename, post } from "./api.js";
import { byId } from "./dom.js";
import * as draft from "./draft.js";
import * as errors from "./errors.js";
import { EXAMPLE } from "./example.js";
import { add, facts, fill, refresh, remove, statementFacts, values } from "./form.js";
import { day, hour, typography } from "./french.js";
import { statementView } from "./statement.js";

const SAVE_AFTER = 400, SAY_AFTER = 400; // milliseconds
const form = /** @type {HTMLFormElement} */ (byId("letter"));
const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe[name=preview]"));
let busy = false;
/** @type {any} the facts of the last PDF */
let issued = null;

// --- the buttons --------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  event.preventDefault();
  act(byId("preview"), "Mise à jour de l'aperçu…", preview);
});
byId("compute").addEventListener("click", () => act(byId("compute"), "Calcul en cours…", compute));
byId("issue").addEventListener("click", () => act(byId("issue"), "Mise en page de la lettre…", issue));
byId("sheet").addEventListener("click", () => act(byId("sheet"), "Préparation de la marche à suivre…", () => more("/api/letters/sheet")));
byId("calendar").addEventListener("click", () => act(byId("calendar"), "Préparation des dates…", () => more("/api/letters/calendar")));

/** One thing at a time, said when it lasts. @param {HTMLElement} button @param {string} words @param {() => Promise<void>} task */
async function act(button, words, task) {
  if (busy) return;
  busy = true;
  button.setAttribute("aria-disabled", "true");
  const waiting = setTimeout(() => (byId("status").textContent = typography(words)), SAY_AFTER);
  try {
    await task();
  } finally {
    clearTimeout(waiting);
    byId("status").textContent = "";
    button.removeAttribute("aria-disabled");
    busy = false;
  }
}

async function preview() {
  const letter = read();
  if (!letter) return;
  // Asked once for its faults, which a frame could not place; then posted into the frame, so that no HTML passes here.
  const { problem } = await post("/api/letters/preview", letter.facts);
  if (problem) return refused(problem, letter.places);
  errors.clear();
  const poster = /** @type {HTMLFormElement} */ (byId("preview-form"));
  /** @type {HTMLInputElement} */ (poster.elements.namedItem("letter")).value = JSON.stringify(letter.facts);
  frame.hidden = false;
  byId("enlarge").hidden = false;
  poster.submit();
  fresh("preview");
  if (frame.getBoundingClientRect().bottom > innerHeight) byId("preview-title").scrollIntoView({ block: "start" });
}

async function compute() {
  const letter = read();
  if (!letter) return;
  const { response, problem } = await post("/api/statements", statementFacts(letter.facts));
  if (problem) return refused(problem, letter.places);
  errors.clear();
  byId("statement").replaceChildren(...statementView(await response.json(), letter.facts.regime));
  byId("statement").hidden = false;
  byId("statement").focus();
}

async function issue() {
  const letter = read();
  if (!letter) return;
  const { response, problem } = await post("/api/letters", letter.facts);
  if (problem) return refused(problem, letter.places);
  errors.clear();
  issued = letter.facts;
  await download(response, /** @type {HTMLAnchorElement} */ (byId("again")));
  byId("issued").hidden = false;
  fresh("issued");
  byId("issued").focus();
}

/** @param {string} path */
async function more(path) {
  const { response, problem } = await post(path, issued);
  if (problem) return refused(problem, facts(form).places);
  await download(response, document.createElement("a"));
}

/** @param {Response} response @param {HTMLAnchorElement} link */
async function download(response, link) {
  if (link.href) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(await response.blob());
  link.download = filename(response);
  link.click();
}

// --- what is wrong ------------------------------------------------------------------------------------------------

/** The facts, or null once the unreadable fields are shown. */
function read() {
  const letter = facts(form);
  if (!letter.faults.length) return letter;
  errors.show(letter.faults);
  return null;
}

/** @param {import("./api.js").Problem} problem @param {Map<string, HTMLElement>} places */
function refused(problem, places) {
  if (problem.code === "UNKNOWN_RATE") offerLastKnownDay(problem.last_computable_date);
  const wrongs = problem.errors.map((fault) => {
    const place = errors.placeOf(places, fault.field);
    return { place, message: errors.messageOf(place, fault) };
  });
  errors.show(wrongs.length ? wrongs : [{ place: null, message: problem.detail ?? problem.code }]);
}

/** B22: past the last published rate, stopping there is the creditor's explicit choice. @param {string | undefined} lastDay */
function offerLastKnownDay(lastDay) {
  if (lastDay) byId("last-known-day").textContent = day(lastDay);
  byId("unknown-rate").hidden = false;
}

// --- the form lives -----------------------------------------------------------------------------------------------

form.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button?.matches(".add")) {
    const entry = add(/** @type {HTMLElement} */ (button.parentElement));
    refresh(form);
    entry.querySelector("input")?.focus();
  } else if (button?.matches(".remove")) {
    const list = /** @type {HTMLElement} */ (button.closest(".list"));
    remove(/** @type {HTMLElement} */ (button.closest(".entry")));
    /** @type {HTMLElement} */ (list.querySelector(".add")).focus();
    changed();
  }
});
form.addEventListener("change", () => refresh(form));
form.addEventListener("input", () => changed());

/** @type {number | undefined} the save to come */
let saving;

function changed() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-stale]"))) {
    place.hidden = place.dataset.stale === "preview" && frame.hidden;
  }
  clearTimeout(saving);
  saving = setTimeout(save, SAVE_AFTER);
}

function save() {
  clearTimeout(saving);
  saving = undefined;
  told(draft.save(values(form)));
}
addEventListener("pagehide", () => saving && save());

/** @param {string} what */
function fresh(what) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-stale=${what}]`))) place.hidden = true;
}

// --- the draft ----------------------------------------------------------------------------------------------------

/** @param {Date | null} saved */
function told(saved) {
  if (!saved) return note("Ce navigateur ne garde pas de brouillon : ne fermez pas la page.", null, () => {});
  const today = saved.toDateString() === new Date().toDateString();
  note(`Brouillon enregistré sur cet appareil ${today ? `à ${hour(saved)}` : `le ${day(saved.toLocaleDateString("sv"))}`}.`, "L'effacer", () => {
    const before = values(form);
    draft.erase();
    start({});
    offerBack("Brouillon effacé de cet appareil.", before);
  });
}

/** Puts back what a click replaced. @param {string} words @param {import("./draft.js").Values} before */
function offerBack(words, before) {
  byId("said").textContent = typography(words);
  note(words, "Annuler", () => {
    start(before);
    changed();
  });
}

/** @param {string} words @param {string | null} label @param {() => void} then */
function note(words, label, then) {
  const place = byId("draft");
  place.querySelector("span").textContent = typography(words);
  const button = place.querySelector("button");
  button.hidden = label === null;
  button.textContent = typography(label ?? "");
  button.onclick = then;
  place.hidden = false;
}

byId("example").addEventListener("click", () => {
  const before = values(form);
  start(EXAMPLE);
  offerBack("Le formulaire montre un exemple inventé.", before);
});

/** @param {import("./draft.js").Values} saved */
function start(saved) {
  clearTimeout(saving);
  saving = undefined;
  errors.clear();
  fill(form, { computation_date: new Date().toLocaleDateString("fr-FR", { timeZone: "Europe/Paris" }), ...saved });
  byId("unknown-rate").hidden = !saved["on_unknown_rate=on"];
}

// --- at the beginning ---------------------------------------------------------------------------------------------

const sheet = /** @type {HTMLElement} */ (frame.parentElement);
new ResizeObserver(() => frame.style.setProperty("--scale", String(sheet.clientWidth / 820))).observe(sheet);
const kept = draft.load();
start(kept?.values ?? {});
if (kept) told(kept.saved);
