/** Every page about one case: the case of the address, asked for once, and the way back to it. */
import type { ComponentChildren } from "preact";
import { type Asked, Awaited, useAnswer } from "../../../space/Awaited";
import { CASES, caseAt } from "../../../space/address";
import { type CaseView, caseOf } from "../../../space/api";

export const ASKED = new URLSearchParams(location.search);
const ID = ASKED.get("d") ?? "";

export function useCase(): Asked<CaseView> {
  return useAnswer("Chargement du dossier…", () => caseOf(ID));
}

type CasePageProps = { of: Asked<CaseView>; children: (view: CaseView) => ComponentChildren };

export function CasePage({ of, children }: CasePageProps) {
  return (
    <>
      {of.value ? (
        <a class="back" href={caseAt(of.value.id)}>
          Dossier {of.value.debtor.name}
        </a>
      ) : (
        <a class="back" href={CASES}>
          Dossiers
        </a>
      )}
      {!of.value && <h1>Dossier</h1>}
      <Awaited of={of}>{children}</Awaited>
    </>
  );
}

/** The title of the page, as it becomes known. */
export function entitle(title: string): void {
  document.title = `${title} – Acquit`;
}
