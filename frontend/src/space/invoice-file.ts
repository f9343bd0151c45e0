/**
 * The PDF of an invoice, kept with its case.
 *
 *   const answer = await keepInvoice(view, "F-42", file);
 *   if (answer.problem) say(refusal(answer.problem)) else show(answer.value)   // the case, which now has it
 */
import type { Answer, Problem } from "../api";
import { base64 } from "../base64";
import { typography } from "../text";
import { type CaseView, fileInvoice, newId } from "./api";

const HEAVIEST = 2 * 1024 * 1024; // bytes
const LONGEST = 60; // characters of a name

/** Whoever wrote to the case meanwhile changes nothing to this: it is asked once more, of the case as it has become. */
export async function keepInvoice(
  { id, version }: Pick<CaseView, "id" | "version">,
  invoice: string,
  file: File,
): Promise<Answer<CaseView>> {
  if (file.size > HEAVIEST) {
    const detail = typography("Ce fichier dépasse 2\u00a0Mo : enregistrez la facture en plus léger, puis ajoutez-la.");
    return { problem: { code: "FILE_TOO_HEAVY", detail, errors: [] } };
  }
  const told = { id: newId(), invoice, name: pdfName(file.name), content_base64: await base64(file) };
  const answer = await fileInvoice(id, { version, ...told });
  if (answer.problem?.code !== "CONFLICT") return answer;
  return fileInvoice(id, { version: (answer.problem.current as CaseView).version, ...told });
}

export function refusal({ detail, errors }: Problem): string {
  return errors[0]?.message || detail;
}

/** A name the service takes: no sign that a file system reserves, .pdf at its end. */
export function pdfName(name: string): string {
  const stem = name
    .replace(/\.pdf$/i, "")
    .replace(/[\s/\\:*?"<>|\p{C}]+/gu, " ")
    .trim()
    .slice(0, LONGEST - ".pdf".length)
    .trim();
  return `${stem || "facture"}.pdf`;
}
