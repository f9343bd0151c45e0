/** The page of one fact of a case; what helps to fill some of them: the bulletin for a procedure, equal parts for a plan. */
import type { ComponentType } from "preact";
import { today } from "../../../reading/dates";
import { formOf } from "../../../space/forms";
import { open } from "../../../space/open";
import { ASKED, CasePage, useCase } from "./CasePage";
import { FactPage, type HelperProps } from "./FactPage";
import { FindProcedure } from "./FindProcedure";
import { ProposeInstalments } from "./ProposeInstalments";

const FACT = ASKED.get("fait") ?? "";
const HELPERS: Readonly<Record<string, ComponentType<HelperProps> | undefined>> = {
  procedure: FindProcedure,
  echeancier: ProposeInstalments,
};

function Page() {
  const found = useCase();
  return (
    <CasePage of={found}>
      {(view) => {
        const form = formOf(FACT, view, ASKED, today());
        if (!form) return <h1>Cette page n’existe pas</h1>;
        return <FactPage view={view} form={form} onChanged={found.put} Helper={HELPERS[FACT]} />;
      }}
    </CasePage>
  );
}

open(<Page />);
