/** One fact of a case: its form, recorded once; then back to the case, which says so. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { Facts, Problem } from "../../../api";
import { caseAt } from "../../../space/address";
import { type CaseView, recordEvent } from "../../../space/api";
import type { CaseForm } from "../../../space/forms";
import { tell } from "../../../space/kept";
import { typography } from "../../../text";
import { ErrorSummary } from "../../../ui/ErrorSummary";
import { Questions } from "../../wizard/Questions";
import { type Form, Submit, useForm } from "../form";
import { entitle } from "./CasePage";
import { Conflict } from "./Conflict";

export type HelperProps = { view: CaseView; form: Form };

type FactProps = {
  view: CaseView;
  form: CaseForm;
  onChanged: (view: CaseView) => void;
  /** What helps to fill the form, above it. */
  Helper?: ComponentType<HelperProps> | undefined;
};

export function FactPage({ view, form: asked, onChanged, Helper }: FactProps) {
  const [{ kind, title, says, items, first, button, done, event }] = useState(asked); // what is typed keeps its questions
  const [conflict, setConflict] = useState(false);
  const form = useForm({ key: location.pathname + location.search, first: first ?? {}, items, nameOf });
  entitle(`${typography(title)}, ${view.debtor.name}`);

  /** A recorded fact leaves the page: nothing more can be sent from it. */
  async function send(facts: Facts): Promise<Problem | undefined> {
    const { value, problem } = await recordEvent(view.id, {
      version: view.version,
      id: form.id,
      event: { kind, ...event(facts, form.answers) },
    });
    if (value) {
      form.forget();
      tell(typography(done));
      location.replace(caseAt(view.id));
      return new Promise(() => {});
    }
    setConflict(problem.code === "CONFLICT");
    if (problem.code !== "CONFLICT") return problem;
    onChanged(problem.current as CaseView);
    return undefined;
  }

  return (
    <>
      <ErrorSummary faults={form.faults} />
      <h1>{typography(title)}</h1>
      {conflict && <Conflict view={view} />}
      {view.allowed.includes(kind) ? (
        <>
          {says && <p class="says">{typography(says)}</p>}
          {Helper && <Helper view={view} form={form} />}
          <form noValidate onSubmit={form.submit("Enregistrement…", send)}>
            <Questions {...form.asked} items={items} />
            <Submit form={form}>{typography(button)}</Submit>
          </form>
        </>
      ) : (
        <p class="says">
          {typography("Le dossier ne s'y prête pas, ou plus : ")}
          {view.next.why.sentence}
        </p>
      )}
    </>
  );
}

/** The API's path of a fault, as the form names its question. */
function nameOf(field: string): string {
  const name = field.replace(/^event\.?(terms\.)?/, "");
  return name === "amount" ? "asked.amount" : name;
}
