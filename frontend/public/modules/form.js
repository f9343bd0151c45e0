/**
 * The form as data: what shows, the lists that grow, what is typed, and the facts it makes for the API.
 * The names of the fields are the API's own paths, so a fault of the API finds its field by name.
 */
import { element } from "./dom.js";
import { amount, day } from "./french.js";
import { read } from "./reading.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {import("./draft.js").Values} Values */
/** @typedef {{facts: any, faults: {place: HTMLElement, message: string}[], places: Map<string, HTMLElement>}} Read */

const NBSP = "\u00a0";
const STATEMENT_FIELDS = ["regime", "rate", "nature", "notice_effect_date", "insolvency_judgment_date",
  "payments", "credit_notes", "waiver", "on_unknown_rate", "computation_date", "invoices"];

/** @param {HTMLFormElement} form @returns {Control[]} */
const controls = (form) => /** @type {Control[]} */ ([...form.elements].filter((each) => each.getAttribute("name")));

/** @param {Element} place */
const shown = (place) => !place.closest("[hidden]");

/** @param {Control} control @returns {control is HTMLInputElement} */
const ticked = (control) => control.type === "radio" || control.type === "checkbox";

// --- what shows, and the lists ------------------------------------------------------------------------------------

/** Applies every data-when, such as "regime=public document=formal_notice|last_notice". @param {HTMLFormElement} form */
export function refresh(form) {
  for (const list of form.querySelectorAll("[data-list]")) number(list);
  const now = new Set(controls(form).filter((each) => !ticked(each) || each.checked).map((each) => `${each.name}=${each.value}`));
  for (const place of form.querySelectorAll("[data-when]")) {
    const hidden = !(place.getAttribute("data-when") ?? "").split(" ").every((condition) => holds(now, condition));
    place.toggleAttribute("hidden", hidden);
    if (place instanceof HTMLOptionElement) {
      place.disabled = hidden;
      if (hidden && place.selected) place.parentElement?.querySelectorAll("option").forEach((each) => (each.selected = false));
    }
  }
  for (const select of form.querySelectorAll("select")) {
    if (!select.selectedOptions.length || select.selectedOptions[0].disabled) select.value = [...select.options].find((each) => !each.disabled)?.value ?? "";
    if (select.dataset.options) offer(form, select);
  }
}

/** @param {Set<string>} now what is chosen, as "regime=public" @param {string} condition */
function holds(now, condition) {
  const [, name, not, values] = /^([^!=]+)(!?)=(.*)$/.exec(condition) ?? [];
  return values.split("|").some((value) => now.has(`${name}=${value}`)) !== (not === "!");
}

/** Adds an empty entry and returns it. @param {Element} list */
export function add(list) {
  const template = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
  const entry = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  entry.append(element("button.link.remove", { type: "button" }, "Retirer"));
  list.insertBefore(entry, list.querySelector(".add"));
  number(list);
  return entry;
}

/** @param {HTMLElement} entry */
export function remove(entry) {
  const list = /** @type {HTMLElement} */ (entry.parentElement);
  const form = /** @type {HTMLFormElement} */ (entry.closest("form"));
  const position = entries(list).indexOf(entry);
  for (const select of form.querySelectorAll("select")) {
    if (select.dataset.options !== list.dataset.list || select.value === "") continue;
    const chosen = Number(select.value);
    if (chosen >= position) select.value = chosen === position ? "" : String(chosen - 1);
  }
  entry.remove();
  refresh(form);
}

/** @param {Element} list */
const entries = (list) => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(":scope > .entry")]);

/** Numbers the entries: invoices[2].ref in names and ids, «Facture 3» on screen. @param {Element} list */
function number(list) {
  const name = list.getAttribute("data-list") ?? "";
  const least = Number(list.getAttribute("data-least"));
  entries(list).forEach((entry, position, all) => {
    for (const place of entry.querySelectorAll("[id], [name], [for], [aria-describedby], [data-path]")) {
      for (const attribute of ["id", "name", "for", "aria-describedby", "data-path"]) {
        const value = place.getAttribute(attribute);
        if (value) place.setAttribute(attribute, value.replace(/\[\d*\]/g, `[${position}]`));
      }
    }
    const title = entry.querySelector("legend");
    entry.querySelector(".number")?.replaceChildren(String(position + 1));
    const button = entry.querySelector(".remove");
    button?.setAttribute("aria-label", `Retirer${NBSP}: ${title?.textContent?.trim()}`);
    button?.toggleAttribute("hidden", all.length <= least);
    entry.dataset.entry = name;
  });
}

/** Fills a choice among the entries of a list; its values are their positions. @param {HTMLFormElement} form @param {HTMLSelectElement} select */
function offer(form, select) {
  const name = select.dataset.options ?? "";
  const list = form.querySelector(`[data-list="${name}"]`);
  const chosen = select.value;
  const blank = select.options[0];
  const options = list ? entries(list).map((_, position) => element("option", { value: String(position) }, label(form, name, position))) : [];
  select.replaceChildren(blank, ...options);
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = "";
}

/** @param {HTMLFormElement} form @param {string} name @param {number} position */
function label(form, name, position) {
  const typed = (/** @type {string} */ field) => control(form, `${name}[${position}].${field}`)?.value.trim() ?? "";
  if (name === "invoices") return typed("ref") || `Facture ${position + 1}`;
  const received = read("amount", typed("amount")).value, on = read("day", typed("date")).value;
  return typeof received === "string" && typeof on === "string" ? `${amount(received)} le ${day(on)}` : `Paiement ${position + 1}`;
}

/** @param {HTMLFormElement} form @param {string} name */
const control = (form, name) => controls(form).find((each) => each.name === name);

// --- what is typed ------------------------------------------------------------------------------------------------

/** Everything typed or chosen, hidden or not, by name. @param {HTMLFormElement} form */
export function values(form) {
  /** @type {Values} */
  const found = {};
  for (const each of controls(form)) {
    if (each.type === "checkbox") found[`${each.name}=${each.value}`] = /** @type {HTMLInputElement} */ (each).checked;
    else if (each.type === "radio") Object.assign(found, /** @type {HTMLInputElement} */ (each).checked ? { [each.name]: each.value } : {});
    else if (each.value.trim()) found[each.name] = each.value;
  }
  return found;
}

/** The form as it was when `values` gave these; the rest as on a new page. @param {HTMLFormElement} form @param {Values} saved */
export function fill(form, saved) {
  form.reset();
  for (const list of form.querySelectorAll("[data-list]")) {
    const name = `${list.getAttribute("data-list")}[`;
    const positions = Object.keys(saved).filter((key) => key.startsWith(name)).map((key) => parseInt(key.slice(name.length), 10) + 1);
    const wanted = Math.max(Number(list.getAttribute("data-least")), ...positions);
    for (const entry of entries(list)) entry.remove();
    for (let made = 0; made < wanted; made += 1) add(list);
  }
  for (const pass of [1, 2]) { // the choices among a list's entries exist once its entries are filled
    for (const each of controls(form)) {
      if (each.type === "checkbox") {
        const tick = saved[`${each.name}=${each.value}`];
        if (tick !== undefined) /** @type {HTMLInputElement} */ (each).checked = tick === true;
      } else if (each.type === "radio") {
        if (saved[each.name] !== undefined) /** @type {HTMLInputElement} */ (each).checked = saved[each.name] === each.value;
      } else if (saved[each.name] !== undefined) each.value = String(saved[each.name]);
    }
    if (pass === 1) refresh(form);
  }
  refresh(form);
}

// --- what it says -------------------------------------------------------------------------------------------------

/** The facts of the visible fields, the fields that cannot be read, and where each path of the facts is on the page. @param {HTMLFormElement} form @returns {Read} */
export function facts(form) {
  /** @type {Read} */
  const found = { facts: {}, faults: [], places: new Map() };
  const kept = keptEntries(form);
  const path = (/** @type {string} */ name) => name.replace(/^(.*)\[(\d+)\]/, (_, list, position) => `${list}[${kept[list].indexOf(Number(position))}]`);
  for (const list of form.querySelectorAll("[data-list]")) {
    const name = list.getAttribute("data-list") ?? "";
    if (shown(list)) kept[name].forEach((_, rank) => put(found.facts, `${name}[${rank}]`, {}));
  }
  kept.payments.forEach((position, rank) => put(found.facts, `payments[${rank}].id`, paymentId(position)));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("input, select, textarea, [data-path]"))) {
    if (!shown(place)) continue;
    const entry = /** @type {HTMLElement | null} */ (place.closest("[data-entry]"));
    const own = place.getAttribute("name");
    const name = own ?? place.dataset.path ?? "";
    if (entry && !kept[entry.dataset.entry ?? ""].includes(Number(/\[(\d+)\]/.exec(name)?.[1]))) continue;
    if (place.dataset.path && !found.places.has(path(place.dataset.path))) found.places.set(path(place.dataset.path), place);
    if (!own) continue;
    if (!found.places.has(path(own))) found.places.set(path(own), place);
    readControl(form, /** @type {Control} */ (place), path(own), found);
  }
  return found;
}

/** The part of a letter's facts that a statement is drawn from. @param {any} letter */
export function statementFacts(letter) {
  return Object.fromEntries(STATEMENT_FIELDS.filter((name) => name in letter).map((name) => [name, letter[name]]));
}

/** @param {HTMLFormElement} form @param {Control} place @param {string} path @param {Read} found */
function readControl(form, place, path, found) {
  const sends = place.dataset.sends;
  if (place.type === "radio") {
    if (/** @type {HTMLInputElement} */ (place).checked) put(found.facts, path, sends ?? place.value);
  } else if (place.type === "checkbox") {
    const { checked } = /** @type {HTMLInputElement} */ (place);
    if (place.dataset.kind === "set") found.facts[path] = [...(found.facts[path] ?? []), ...(checked ? [place.value] : [])];
    else if (!sends) put(found.facts, path, checked);
    else if (checked) put(found.facts, path, sends);
  } else if (place.dataset.options) {
    const chosen = place.value && (place.dataset.options === "payments" ? paymentId(Number(place.value)) : control(form, `invoices[${place.value}].ref`)?.value.trim());
    if (chosen) put(found.facts, path, chosen);
  } else if (place.value.trim()) {
    const reading = read(place.dataset.kind, place.value);
    if (reading.reason !== undefined) found.faults.push({ place, message: reading.reason });
    else put(found.facts, place.dataset.kind === "siren_or_siret" && String(reading.value).length === 14 ? "creditor.siret" : path, reading.value);
  } else if (place.dataset.needed !== undefined) {
    found.faults.push({ place, message: place.dataset.missing ?? "" });
  }
}

/** @param {number} position */
const paymentId = (position) => `n°${NBSP}${position + 1}`;

/** The positions of the entries where something is typed; a list that needs one keeps its first. @param {HTMLFormElement} form */
function keptEntries(form) {
  /** @type {Record<string, number[]>} */
  const kept = {};
  for (const list of form.querySelectorAll("[data-list]")) {
    const typed = entries(list).flatMap((entry, position) => ([...entry.querySelectorAll("input")].some((each) => each.value.trim()) ? [position] : []));
    kept[list.getAttribute("data-list") ?? ""] = typed.length || !list.getAttribute("data-least") ? typed : [0];
  }
  return kept;
}

/** put({}, "invoices[0].ref", "F-1") @param {any} target @param {string} path @param {unknown} value */
function put(target, path, value) {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  steps.forEach((step, position) => {
    const last = position === steps.length - 1;
    if (last) target[step] = value;
    else target = target[step] ??= /^\d+$/.test(steps[position + 1]) ? [] : {};
  });
}
