/** One page of questions: read on «Continuer», refused precisely, kept as they are typed. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { letterFacts } from "../../letter";
import {
  addressOf,
  CHECK,
  faultsOf,
  next,
  obstacleOf,
  type Page,
  pageOf,
  pagesOf,
  previous,
  resumeAt,
  stepOf,
  type Wizard,
} from "../../path";
import { typography } from "../../text";
import { ErrorSummary, type Faults } from "../../ui/ErrorSummary";
import { DraftLine } from "./DraftLine";
import { HELPERS } from "./helpers";
import { Preview } from "./Preview";
import { here, toCorrect } from "./place";
import { Questions } from "./Questions";
import { refusalsIn, withRefusals } from "./refusals";
import { useDraft } from "./useDraft";

const WIDE = "(min-width: 64rem)"; // where forms.css puts the letter beside the questions

function QuestionPage({ wizard, page, correcting }: { wizard: Wizard; page: Page; correcting: boolean }) {
  const draft = useDraft(wizard);
  const { answers } = draft;
  const [faults, setFaults] = useState<Faults>([]);
  const [before] = useState(answers); // the letter follows from page to page, not from key to key
  useEffect(() => {
    const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (location.hash && asked) requestAnimationFrame(() => asked.focus());
  }, []);
  const Helper = HELPERS[page.slug];
  const step = stepOf(wizard, page.slug, answers);
  const alone = page.items.some((item) => "label" in item && item.label === page.title);

  function goOn(event: Event) {
    event.preventDefault();
    const found = faultsOf(page, answers);
    setFaults(found);
    if (found.length) return;
    draft.change(withRefusals(answers, []));
    location.assign(addressAfter(wizard, page.slug, answers, correcting));
  }

  return (
    <div class={before.regime ? "beside" : undefined}>
      <div>
        <a class="back" href={addressOf(wizard, correcting ? CHECK : previous(wizard, page.slug, answers))}>
          Retour
        </a>
        <ErrorSummary faults={faults} />
        {step && (
          <p class="step">
            Étape {step.rank} sur {step.of}
          </p>
        )}
        <form noValidate onSubmit={goOn}>
          {!alone && <h1>{typography(page.title)}</h1>}
          {page.says && <p class="hint">{typography(page.says)}</p>}
          {Helper && <Helper wizard={wizard} answers={answers} onChange={draft.change} />}
          <Questions
            items={page.items}
            answers={answers}
            faults={faults.length || !correcting ? faults : refusalsIn(answers)}
            onChange={draft.change}
            title={page.title}
          />
          <div class="actions">
            <button type="submit">Continuer</button>
          </div>
        </form>
        <DraftLine draft={draft} />
      </div>
      {before.regime && <Preview facts={letterFacts(wizard, before)} open={matchMedia(WIDE).matches} />}
    </div>
  );
}

/** The next page; a case that a letter does not solve is explained first. */
function addressAfter(wizard: Wizard, slug: string, answers: Parameters<typeof next>[2], correcting: boolean): string {
  const obstacle = obstacleOf(answers);
  if (slug === "avant" && obstacle) return `/mise-en-demeure/autrement/${obstacle}/`;
  if (!correcting) return addressOf(wizard, next(wizard, slug, answers));
  const lacking = resumeAt(wizard, answers);
  return lacking === CHECK ? addressOf(wizard, CHECK) : toCorrect(wizard, lacking);
}

function Start() {
  const { wizard, slug, correcting } = here();
  const { answers } = useDraft(wizard);
  const page = pageOf(slug);
  const onPath = page && pagesOf(wizard, answers).includes(page);
  useEffect(() => {
    // A page that this person's letter does not have: on to the first one that lacks something.
    if (!onPath) location.replace(addressOf(wizard, next(wizard, slug, answers)));
  }, []);
  return onPath ? <QuestionPage wizard={wizard} page={page} correcting={correcting} /> : null;
}

render(<Start />, document.getElementById("screen")!);
