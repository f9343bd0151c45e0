/** The claim of a case, said more precisely. */
import { claimForm } from "../../../space/claim";
import { open } from "../../../space/open";
import { CasePage, useCase } from "./CasePage";
import { FactPage } from "./FactPage";

function Page() {
  const found = useCase();
  return (
    <CasePage of={found}>{(view) => <FactPage view={view} form={claimForm(view)} onChanged={found.put} />}</CasePage>
  );
}

open(<Page />);
