/** What is wrong: beside each field, and in a summary that takes focus and links to them. */
import { byId, element } from "./dom.js";

const NBSP = "\u00a0";
const TITLE = document.title;

/** @typedef {{place: HTMLElement | null, message: string}} Wrong */

export function clear() {
  document.title = TITLE;
  byId("errors").hidden = true;
  for (const message of document.querySelectorAll(".error")) message.remove();
  for (const place of document.querySelectorAll(".wrong")) place.classList.remove("wrong");
  for (const place of document.querySelectorAll("[aria-invalid]")) {
    place.removeAttribute("aria-invalid");
    describe(place, (ids) => ids.filter((id) => !id.endsWith("-error")));
  }
}

/** Where the page shows a fault of the API: its own field, else the nearest place above it. @param {Map<string, HTMLElement>} places @param {string} field */
export function placeOf(places, field) {
  for (let path = field; path; path = path.replace(/(\.[^.[]+|\[\d+\]|^[^.[]+)$/, "")) {
    const place = places.get(path);
    if (place) return place;
  }
  return null;
}

/** The message for a fault of the API; the page knows better words for what is missing. @param {HTMLElement | null} place @param {import("./api.js").Fault} fault */
export function messageOf(place, fault) {
  return (fault.code === "MISSING" && place?.dataset.missing) || fault.message;
}

/** Each fault once, in the order of the page. @param {Wrong[]} wrongs */
export function show(wrongs) {
  clear();
  const ordered = wrongs
    .filter(({ place, message }, rank) => wrongs.findIndex((each) => each.place === place && each.message === message) === rank)
    .sort(({ place: a }, { place: b }) => (a && b ? (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1) : 0));
  const links = ordered.map(({ place, message }) => {
    if (!place) return element("li", {}, message);
    const id = mark(place, message);
    const link = element("a", { href: `#${id}` }, context(place) + message);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(place);
    });
    return element("li", {}, link);
  });
  const summary = byId("errors");
  byId("errors-title").textContent = ordered.length > 1 ? `Il y a ${ordered.length} points à corriger` : "Il y a un point à corriger";
  summary.querySelector("ul").replaceChildren(...links);
  summary.hidden = false;
  document.title = `Erreur${NBSP}: ${TITLE}`;
  summary.focus();
  summary.scrollIntoView({ block: "start" });
}

/** Writes the message beside the field; returns the field's id. @param {HTMLElement} place @param {string} message */
function mark(place, message) {
  place.id ||= `place-${place.dataset.path}`;
  const holder = place.matches("fieldset, .list") ? place : /** @type {HTMLElement} */ (place.closest(".field") ?? place.closest("fieldset"));
  const id = `${place.id}-error`;
  if (!document.getElementById(id)) {
    const text = element("p.error", { id }, message);
    const unit = place.closest(".unit") ?? place;
    if (holder === place) (holder.querySelector(":scope > .hint, :scope > legend") ?? holder.firstElementChild)?.after(text);
    else if (place.closest("label")) holder.prepend(text);
    else unit.before(text);
  }
  holder.classList.add("wrong");
  place.setAttribute("aria-invalid", "true");
  describe(place, (ids) => [...ids.filter((each) => each !== id), id]);
  const more = place.closest("details");
  if (more) more.open = true;
  return place.id;
}

/** «Facture 2 : » where several entries have the same field. @param {HTMLElement} place */
function context(place) {
  const entry = place.closest(".entry");
  const alone = !entry || entry.parentElement?.querySelectorAll(":scope > .entry").length === 1;
  return alone ? "" : `${entry.querySelector("legend")?.textContent?.trim()}${NBSP}: `;
}

/** @param {HTMLElement} place */
function goTo(place) {
  const field = place.matches("input, select, textarea") ? place : (place.querySelector("input:checked, input, select, button") ?? place);
  /** @type {HTMLElement} */ (field).focus({ preventScroll: true });
  (place.closest(".field") ?? place).scrollIntoView({ block: "center" });
}

/** @param {Element} place @param {(ids: string[]) => string[]} change */
function describe(place, change) {
  const ids = change((place.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) place.setAttribute("aria-describedby", ids.join(" "));
  else place.removeAttribute("aria-describedby");
}
