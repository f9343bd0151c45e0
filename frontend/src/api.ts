/**
 * The only user of fetch towards our own API (lookups/ asks the three public hosts).
 *
 *   const answer = await statements(facts);
 *   if (answer.problem) show(answer.problem.errors)   // each names its field by the path of the facts
 *   else draw(answer.value);
 *
 * A refusal comes in the API's own shape (problem+json, RFC 9457), its sentences in French. When nothing came back, or
 * something that is not the API's, `code` is UNREACHABLE and `detail` says what is safe and what to do.
 */
import { typography } from "./text";

/** A fault of one field; `field` is the path of the fact ("invoices[0].due_date"), empty for the whole. */
export type Fault = { field: string; code: string; message: string };

export type Problem = {
  code: string;
  detail: string;
  errors: Fault[];
  /** To quote when asking for help, after a failure of the service. */
  reference?: string;
  /** UNKNOWN_RATE: the last day the statement may be drawn up to. */
  last_computable_date?: string;
  /** CONFLICT: what it was about, as it has become. */
  current?: unknown;
};

export type Answer<Value> = { value: Value; problem?: undefined } | { problem: Problem; value?: undefined };

/** The facts of a letter or of a claim, as the API's document describes them. */
export type Facts = Record<string, unknown>;

export type Article = { article: string; source: string };
export type Why = { sentence: string; formula: string; rate_origin?: string; articles: Article[] };
export type Remark = { code: string; subject: string; message: string };
export type StatementLine = {
  invoice: string;
  from: string;
  to: string;
  days: number;
  base: string;
  rate_pct: string;
  amount: string;
};

/** A statement of account: decimals as strings, days in ISO. */
export type Statement = {
  computation_date: string;
  lines: StatementLine[];
  totals: Record<string, string>;
  remarks: Remark[];
  warnings: Remark[];
  stopped_at?: { unknown_semester: string; asked: string };
  waiver?: { interest: string; indemnity: string; amount_claimed: string };
  explanations: { lines: Why[]; totals: Record<string, Why> };
};

/** A document to save, under the name the service gave it. */
export type Document = { name: string; content: Blob };

export const LARGEST_INVOICE = 4 * 1024 * 1024; // bytes

/** The statement of a claim. */
export function statements(facts: Facts): Promise<Answer<Statement>> {
  return ask("/api/statements", asJson(facts), (response) => response.json());
}

/** The letter as PDF. */
export function letter(facts: Facts): Promise<Answer<Document>> {
  return ask("/api/letters", asJson(facts), asDocument);
}

/** The page of what to do with the letter, as PDF; never for the debtor. */
export function sheet(facts: Facts): Promise<Answer<Document>> {
  return ask("/api/letters/sheet", asJson(facts), asDocument);
}

/** The dates to note, as iCalendar. */
export function calendar(facts: Facts): Promise<Answer<Document>> {
  return ask("/api/letters/calendar", asJson(facts), asDocument);
}

/** Asks for a preview only to hear its faults, which a frame could not place beside their fields. */
export function checkPreview(facts: Facts): Promise<Answer<null>> {
  return ask("/api/letters/preview", asJson(facts), () => Promise.resolve(null));
}

/** Shows the preview in the frame of that name, by a form: no HTML passes through script. */
export function previewInto(frame: string, facts: Facts, address = "/api/letters/preview"): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.target = frame;
  form.hidden = true;
  const field = document.createElement("input");
  field.name = "letter";
  field.value = JSON.stringify(facts);
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}

/** What an electronic invoice says: the file as it is, read and forgotten by the service. Too large: not even sent. */
export function readInvoice<Read>(file: Blob): Promise<Answer<Read>> {
  if (file.size > LARGEST_INVOICE) {
    const detail = typography(
      "Ce fichier dépasse 4\u00a0Mo : choisissez la facture seule, ou remplissez les champs vous-même.",
    );
    return Promise.resolve({ problem: { code: "BODY_TOO_LARGE", detail, errors: [] } });
  }
  const headers = { "Content-Type": "application/octet-stream" };
  return ask("/api/invoices/read", { method: "POST", headers, body: file }, (response) => response.json());
}

/** Hands the document to the browser, which saves or opens it. */
export function save({ name, content }: Document): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** One call; whatever comes back is an answer or a problem. */
export async function ask<Value>(
  path: string,
  options: RequestInit,
  read: (response: Response) => Promise<Value>,
): Promise<Answer<Value>> {
  let response: Response;
  try {
    response = await fetch(path, options);
    if (response.ok) return { value: await read(response) };
  } catch {
    return unreachable(
      "Le service est injoignable. Vos réponses sont gardées : vérifiez votre connexion et réessayez.",
    );
  }
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  if (problem?.code && problem.detail && Array.isArray(problem.errors)) return { problem: problem as Problem };
  return unreachable("Le service n'a pas pu répondre. Vos réponses sont gardées : réessayez dans un moment.");
}

function unreachable(sentence: string): { problem: Problem } {
  return { problem: { code: "UNREACHABLE", detail: typography(sentence), errors: [] } };
}

export function asJson(facts: unknown, method = "POST"): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts) };
}

async function asDocument(response: Response): Promise<Document> {
  const found = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  return { name: found ? decodeURIComponent(found[1]!) : "document", content: await response.blob() };
}
