/**
 * What helps to fill a page, above its questions: the electronic invoice dropped on «facture», the directory asked on
 * «debiteur» and «vous», the clause of that invoice on «conditions». Each is given the answers and gives them back with
 * its own; every question stays open.
 */
import type { ComponentType } from "preact";
import { ClauseNote } from "../../invoice/ClauseNote";
import { InvoiceDrop } from "../../invoice/InvoiceDrop";
import { CreditorSearch, DebtorSearch } from "../../lookups/PartySearch";
import type { Wizard } from "../../path";
import type { Answers } from "../../questions/question";

export interface HelperProps {
  wizard: Wizard;
  answers: Answers;
  onChange: (answers: Answers) => void;
}

/** By the last word of the page's address. */
export const HELPERS: Readonly<Record<string, ComponentType<HelperProps> | undefined>> = {
  debiteur: DebtorSearch,
  vous: CreditorSearch,
  facture: InvoiceDrop,
  conditions: ClauseNote,
};
