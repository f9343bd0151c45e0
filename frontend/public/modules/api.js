/** The only user of fetch: an answer, or a problem in the API's own shape (RFC 9457). */
import { typography } from "./french.js";

/** @typedef {{field: string, code: string, message: string}} Fault */
/** @typedef {{code: string, detail?: string, errors: Fault[], [more: string]: any}} Problem */
/** @typedef {{response: Response, problem?: undefined} | {problem: Problem, response?: undefined}} Answer */

/** @param {string} path @param {unknown} body @returns {Promise<Answer>} */
export function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** @param {string} path @returns {Promise<Answer>} */
export function get(path) {
  return send(path, {});
}

/** The name the server gave the file. @param {Response} response */
export function filename(response) {
  const found = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  return found ? decodeURIComponent(found[1]) : "lettre.pdf";
}

/** @param {string} path @param {RequestInit} options @returns {Promise<Answer>} */
async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
    if (response.ok) return { response };
    const problem = await response.json();
    if (Array.isArray(problem.errors) && (problem.detail || problem.errors.length)) return { problem };
  } catch {
    // No network, or an answer that is not the API's: said below.
  }
  const detail = response
    ? "Le service n'a pas pu répondre. Vos réponses sont toujours dans la page : réessayez dans un moment."
    : "Le service est injoignable. Vos réponses sont toujours dans la page : vérifiez votre connexion et réessayez.";
  return { problem: { code: "UNREACHABLE", detail: typography(detail), errors: [] } };
}
