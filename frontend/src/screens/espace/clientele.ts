/** What several pages of clients ask and say. */
import type { Answer } from "../../api";
import * as api from "../../space/api";

export const CLIENTS = "/espace/clients/";

export function clientAt(id: string): string {
  return `${CLIENTS}?c=${id}`;
}
export function identityAt(id: string): string {
  return `${CLIENTS}modifier/?c=${id}`;
}
export function calendarAt(id: string): string {
  return `${CLIENTS}relances/?c=${id}`;
}

/** The client that the page's address names. */
export function askedClient(): string {
  return new URLSearchParams(location.search).get("c") ?? "";
}

export function nameOfClient({ facts }: api.DebtorView): string {
  return String(facts.debtor.name ?? "Client sans nom");
}

/** A client, with the account whose calendar its own is laid over. */
export async function clientAndAccount(id: string): Promise<Answer<{ client: api.DebtorView; account: api.Account }>> {
  const [client, account] = await Promise.all([api.debtor(id), api.account()]);
  if (client.problem) return client;
  if (account.problem) return account;
  return { value: { client: client.value, account: account.value } };
}

/** The open cases of a client, read page by page until all are there. */
export async function casesOf({ id, open_cases }: api.DebtorView): Promise<Answer<api.CaseList>> {
  const found: api.CaseRow[] = [];
  let after: string | null = null;
  let today = "";
  do {
    const { value, problem }: Answer<api.CaseList> = await api.cases(after);
    if (problem) return { problem };
    found.push(...value.cases.filter(({ debtor }) => debtor.id === id));
    after = value.next;
    today = value.today;
  } while (after && found.length < open_cases);
  return { value: { today, cases: found, next: null } };
}
