/** What helps to fill some forms of a case: the bulletin for a procedure, equal parts for a plan. */
import type { ComponentType } from "preact";
import type { CaseView } from "../../../space/api";
import type { Form } from "../form";
import { FindProcedure } from "./FindProcedure";
import { ProposeInstalments } from "./ProposeInstalments";

export type HelperProps = { view: CaseView; form: Form };

/** By the name of the fact in the page's address. */
export const HELPERS: Readonly<Record<string, ComponentType<HelperProps> | undefined>> = {
  procedure: FindProcedure,
  echeancier: ProposeInstalments,
};
