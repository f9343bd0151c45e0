/** The form of the claim itself: what letters say of it, and what its sums depend on. The questions are the wizard's. */
import type { Facts } from "../api";
import { BETWEEN_MERCHANTS, INVOICES, TERMS } from "../questions/claim";
import type { Item } from "../questions/question";
import { typedOf } from "../questions/typed";
import { PUBLIC_PURCHASE } from "../questions/who";
import type { CaseView } from "./api";
import type { CaseForm } from "./forms";

const OF_THE_CLAIM = /^(rate|nature|origin|between_merchants)\b/;
const OF_THE_PURCHASE = /^(public\.(contract_number|suspensions)|asked\.suspensions)$/;

export function claimForm(view: CaseView): CaseForm {
  const { terms } = view.facts;
  const { regime } = view.debtor;
  const suspended = (terms.public.suspensions as unknown[]).length > 0;
  return {
    kind: "terms_changed",
    title: "Préciser la créance",
    says: "Ce que les lettres disent de la créance, et ce dont le calcul dépend.",
    items: [
      ...about(OF_THE_CLAIM, [...TERMS, ...INVOICES, BETWEEN_MERCHANTS]),
      ...(regime === "public" ? about(OF_THE_PURCHASE, PUBLIC_PURCHASE) : []),
    ],
    first: {
      ...typedOf(terms),
      document: "formal_notice", // the letter that asks the most of the claim
      regime,
      "rate.mode": terms.rate.mode === "default" ? "none" : String(terms.rate.mode),
      "asked.suspensions": suspended ? "oui" : "non",
    },
    button: "Enregistrer",
    done: "La créance est précisée.",
    event: (facts) => ({
      terms: { ...terms, ...facts, public: { ...terms.public, suspensions: [], ...(facts.public as Facts) } },
    }),
  };
}

/** A group of questions comes whole. */
function about(names: RegExp, items: readonly Item[]): Item[] {
  return items.filter((item) =>
    "name" in item ? names.test(item.name) : item.items.some((each) => "name" in each && names.test(each.name)),
  );
}
