/** Opens a case and records what its opening could not say; the same ids twice do nothing twice. */
import type { Facts, Problem } from "../../api";
import { type Following, follow } from "../../follow";
import * as api from "../../space/api";

export type Opened = {
  id: string;
  debtor: string;
  joined: boolean /** Of what could not be recorded. */;
  trouble: string;
};

export async function opened(facts: Facts, following: Following): Promise<Opened | { problem: Problem }> {
  const { opening, afterwards } = follow(facts, following);
  const { value, problem } = await api.openCase(opening);
  if (problem) return { problem };
  let version = value.version;
  for (const [rank, event] of (afterwards as api.Recorded["event"][]).entries()) {
    const recorded = await api.recordEvent(value.id, { version, id: `${following.id}-${rank}`, event });
    if (recorded.problem) return { ...said(value), trouble: recorded.problem.detail };
    version = recorded.value.version;
  }
  return { ...said(value), trouble: "" };
}

function said(view: api.CaseView & { joined?: boolean }) {
  return { id: view.id, debtor: view.debtor.name, joined: view.joined ?? false };
}
