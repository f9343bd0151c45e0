/**
 * What the links of our mails read and answer. Nobody signs in: the secret of the link says what it is about, comes from
 * the part of the address that no server sees, and leaves in the body of a request.
 *
 *   const { token, choice } = followed();
 *   const quick = useAnswer("Chargement…", () => readQuick(token));
 */
import { type Answer, asJson, ask, type Facts } from "./api";
import { typography } from "./text";

/** What a link of the mail to the creditor is about. */
export type QuickView = {
  case: string;
  debtor: string;
  document: string;
  label: string;
  invoices: string[];
  /** The principal that the letter asks for. */
  amount: string;
  /** The letter leaves by itself that day; null: it does not. */
  day: string | null;
  why: { code: string; sentence: string };
  /** The kinds of facts that may be answered. */
  possible: string[];
  /** What this link answered already. */
  answered: { kind: string; title: string; detail: string | null } | null;
};

export type Said = "paid" | "disputed" | "not_concerned";
/** What the reader of a message is shown of it. */
export type MessageView = {
  creditor: string;
  email: string;
  document: string;
  label: string;
  date: string;
  invoices: string[];
  amount: string;
  /** What this link said already. */
  replied: { answer: Said; words: string | null } | null;
};

/** The link of the address, #<secret> or #<secret>.<choice>; a secret has one dot of its own. */
export function followed(hash = location.hash): { token: string; choice: string } {
  const [account = "", secret = "", choice = ""] = hash.slice(1).split(".");
  return { token: account && secret && `${account}.${secret}`, choice };
}

/**
 * Another link opened in the same tab is another page; a place of this one («Aller au contenu») is not, and must not
 * take the secret out of the address: a reload would find nothing.
 */
export function keepLink(): void {
  const { hash } = location;
  addEventListener("hashchange", () => {
    if (followed().token) location.reload();
    else history.replaceState(null, "", hash);
  });
}

export function readQuick(token: string): Promise<Answer<QuickView>> {
  return read("/api/quick-answers/read", token);
}
export function answerQuick(token: string, event: Facts): Promise<Answer<QuickView>> {
  return ask("/api/quick-answers", asJson({ token, event }), (response) => response.json());
}
export function readMessage(token: string): Promise<Answer<MessageView>> {
  return read("/api/debtor-answers/read", token);
}
export function answerMessage(token: string, said: Facts): Promise<Answer<MessageView>> {
  return ask("/api/debtor-answers", asJson({ token, ...said }), (response) => response.json());
}

async function read<View>(path: string, token: string): Promise<Answer<View>> {
  const answer = await ask<View>(path, asJson({ token }), (response) => response.json());
  if (answer.problem?.code !== "UNREACHABLE") return answer;
  const detail = typography("Le service est injoignable. Rien n'est perdu : vérifiez votre connexion et réessayez.");
  return { problem: { ...answer.problem, detail } };
}
