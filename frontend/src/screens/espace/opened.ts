/** Opens a case and records what its opening could not say; the same ids twice do nothing twice. */
import type { Facts, Problem } from "../../api";
import { type Following, follow } from "../../follow";
import * as api from "../../space/api";
import { keepInvoice, refusal } from "../../space/invoice-file";

export type Opened = {
  id: string;
  debtor: string;
  joined: boolean /** Of what could not be recorded. */;
  trouble: string;
};

/** The file an invoice was read from, and the number it bears. */
export type Read = { file: File; number: string | null };

export async function opened(facts: Facts, following: Following, read?: Read): Promise<Opened | { problem: Problem }> {
  const { opening, afterwards } = follow(facts, following);
  const { value, problem } = await api.openCase(opening);
  if (problem) return { problem };
  let { version } = value;
  for (const [rank, event] of (afterwards as api.Recorded["event"][]).entries()) {
    const recorded = await api.recordEvent(value.id, { version, id: `${following.id}-${rank}`, event });
    if (recorded.problem) return { ...said(value), trouble: recorded.problem.detail };
    version = recorded.value.version;
  }
  const invoice = read && isPdf(read.file) && invoiceOf(read, opening);
  const kept = invoice ? await keepInvoice({ id: value.id, version }, invoice, read.file) : undefined;
  return { ...said(value), trouble: kept?.problem ? refusal(kept.problem) : "" };
}

function isPdf({ name, type }: File): boolean {
  return type === "application/pdf" || /\.pdf$/i.test(name);
}

/** The invoice that bears the number of the file; the only one there is, were its number typed otherwise. */
function invoiceOf({ number }: Read, opening: Facts): string | undefined {
  const refs = (opening.invoices as { ref: string }[]).map(({ ref }) => ref);
  return refs.find((ref) => ref === number?.trim()) ?? (refs.length === 1 ? refs[0] : undefined);
}

function said(view: api.CaseView & { joined?: boolean }) {
  return { id: view.id, debtor: view.debtor.name, joined: view.joined ?? false };
}
