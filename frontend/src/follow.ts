/**
 * A case to follow, as the API opens it, from facts in the shape of a letter's (questions/given.ts, letter.ts).
 *
 *   const { opening, afterwards } = follow(facts, { id: newId() });
 *   await openCase(opening);            // then record each of `afterwards`, which no opening can say
 */
import type { Facts } from "./api";

export type Following = {
  id: string;
  /** A client already followed; else the facts tell a new one. */
  client?: string | undefined;
  /** How the letter that these facts were written for was sent. */
  sent?: Facts | undefined;
};

export function follow(facts: Facts, { id, client, sent }: Following): { opening: Facts; afterwards: Facts[] } {
  const { document, rate, nature, origin, public: purchase, between_merchants } = facts;
  const reminders = (facts.reminders as Facts[] | undefined) ?? [];
  const opening = {
    id,
    debtor: client ? { id: client } : { facts: clientFacts(facts) },
    terms: told({ rate, nature, origin, public: purchase, between_merchants }),
    invoices: facts.invoices,
    reminders: sent && /^(first|second)_reminder$/.test(String(document)) ? [...reminders, sent] : reminders,
    notice: noticeOf(facts, sent),
    sending: facts.sending,
    payments: ((facts.payments as Facts[] | undefined) ?? []).map(({ id: _, ...payment }) => payment),
    credit_notes: facts.credit_notes ?? [],
  };
  return { opening, afterwards: [...waived(facts), ...(sent ? done(document) : [])] };
}

/** A client as it is followed. Who is no business leaves no doubt about being a person or not. */
export function clientFacts({ regime, person, debtor, public: purchase, email }: Facts): Facts {
  const { buyer, authority, accountant } = (purchase ?? {}) as Facts;
  const plain = regime === "b2c" ? "natural_person" : "legal_person";
  return told({
    regime,
    person: regime === "b2b" ? person : plain,
    debtor,
    public: told({ buyer, authority, accountant }),
    email,
  });
}

/** The formal notice in force: the letter itself once sent, else the earlier one. */
function noticeOf({ document, deadline_days, earlier_notice, notice_effect_date }: Facts, sent?: Facts): Facts | null {
  if (sent && document === "formal_notice") return told({ ...sent, deadline_days });
  return (earlier_notice as Facts | undefined) ?? (notice_effect_date ? { presented_on: notice_effect_date } : null);
}

function waived({ waiver }: Facts): Facts[] {
  const { penalties = false, indemnity = false } = (waiver ?? {}) as Facts;
  if (!penalties && !indemnity) return [];
  return [{ kind: "accessories_waived", penalties, indemnity, reason: "Geste commercial" }];
}

/** Steps that an opening cannot tell were sent: they are not to do any more. */
function done(document: unknown): Facts[] {
  return document === "last_notice" || document === "courtesy_reminder" ? [{ kind: "step_skipped", document }] : [];
}

function told(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
