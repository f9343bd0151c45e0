/** Questions as data become fields on screen; a fault and an answer find their place by name. */
import { useRef } from "preact/hooks";
import {
  type Answers,
  type Choice,
  entriesOf,
  type Item,
  isOptional,
  type List,
  type More,
  optionsOf,
  type Question,
  questionsOf,
  shows,
  type Text,
  withEntry,
  withoutEntry,
  words,
} from "../../questions/question";
import { NBSP, typography } from "../../text";
import { Checkbox } from "../../ui/Checkboxes";
import { type Faults, messageFor } from "../../ui/ErrorSummary";
import { Field } from "../../ui/Field";
import { Radios } from "../../ui/Radios";
import { Select } from "../../ui/Select";

export interface QuestionsProps {
  items: readonly Item[];
  answers: Answers;
  faults: Faults;
  onChange: (answers: Answers) => void;
  /** The title of the page: a question in the same words becomes the title itself. */
  title?: string;
}

export function Questions(props: QuestionsProps) {
  const { items, answers } = props;
  return (
    <>
      {items
        .filter((item) => shows(item, answers))
        .map((item) => (
          <One key={"name" in item ? item.name : firstName(item)} {...props} item={item} />
        ))}
    </>
  );
}

function One({ item, ...props }: QuestionsProps & { item: Item }) {
  if (item.control === "row")
    return (
      <div class="row">
        <Questions {...props} items={item.items} />
      </div>
    );
  if (item.control === "more") return <Folded {...props} item={item} />;
  if (item.control === "list") return <Entries {...props} list={item} />;
  return <Asked {...props} question={item} />;
}

function Asked({ question, ...props }: QuestionsProps & { question: Question }) {
  const { answers, faults, onChange } = props;
  const { name } = question;
  const value = answers[name] ?? "";
  const set = (typed: string) => onChange({ ...answers, [name]: typed });
  const common = { name, hint: typography(words(question.hint, answers)), error: messageFor(faults, name) };
  const label = typography(words(question.label, answers));
  if (question.control === "tick")
    return (
      <div class="ticked">
        <Checkbox {...common} label={label} checked={value === "on"} onChange={(ticked) => set(ticked ? "on" : "")} />
      </div>
    );
  const optional = isOptional(question, circumstances(answers));
  if (!("options" in question)) {
    const field = (
      <Field {...common} {...look(question)} label={label} optional={optional} value={value} onChange={set} />
    );
    return question.grow ? <div class="grow">{field}</div> : field;
  }
  const options = choices(question, props);
  if (question.control === "select")
    return <Select {...common} label={label} optional={optional} value={value} onChange={set} options={options} />;
  const title = question.label === props.title;
  return <Radios {...common} legend={label} title={title} value={value} onChange={set} options={options} />;
}

/** What makes a question optional for good; another answer may make it so meanwhile, which is not announced. */
function circumstances(answers: Answers): Answers {
  return Object.fromEntries(["document", "regime", "creditor.kind"].map((name) => [name, answers[name] ?? ""]));
}

function choices(question: Choice, props: QuestionsProps) {
  return optionsOf(question, props.answers).map(({ value, label, hint, asks }) => ({
    value,
    label: typography(label),
    hint: hint && typography(hint),
    asks: asks && <Questions {...props} items={asks} />,
  }));
}

function look({ control, width, unit, inputmode, autocomplete, kind }: Text) {
  return {
    lines: control === "lines",
    spellcheck: kind === "paragraph",
    ...(width && { width }),
    ...(unit && { unit: typography(unit) }),
    ...(inputmode && { inputMode: inputmode }),
    ...(autocomplete && { autoComplete: autocomplete }),
  };
}

/** Open from the start when something in it was answered, and as soon as something in it is wrong. */
function Folded({ item, ...props }: QuestionsProps & { item: More }) {
  const names = questionsOf(item.items, props.answers).map(({ name }) => name);
  const answered = useRef(names.some((name) => props.answers[name]));
  if (!names.length) return null;
  return (
    <details class="more" open={answered.current || names.some((name) => messageFor(props.faults, name))}>
      <summary>{typography(item.label)}</summary>
      <Questions {...props} items={item.items} />
    </details>
  );
}

function Entries({ list, ...props }: QuestionsProps & { list: List }) {
  const { answers, onChange } = props;
  const place = useRef<HTMLDivElement>(null);
  const entries = entriesOf(list, answers);
  const titles = entries.map((_, position) => (entries.length > 1 ? `${list.title} ${position + 1}` : list.title));
  /** Once the list has been drawn again. */
  const focus = (selector: string) =>
    setTimeout(() => [...(place.current?.querySelectorAll<HTMLElement>(selector) ?? [])].at(-1)?.focus());
  function add() {
    onChange(withEntry(list, answers));
    focus(":scope > .entry:last-of-type input:first-of-type");
  }
  function remove(position: number) {
    onChange(withoutEntry(list.name, position, answers));
    focus(":scope > button");
  }
  return (
    <div class="list" ref={place}>
      {entries.length === 1 && !list.titled ? (
        <Questions {...props} items={entries[0]!} />
      ) : (
        entries.map((entry, position) => (
          <fieldset class="entry" key={firstName({ control: "row", items: entry })}>
            <legend>{titles[position]}</legend>
            <Questions {...props} items={entry} />
            {entries.length > 1 && (
              <button type="button" class="link" onClick={() => remove(position)}>
                Retirer<span class="unseen">{`${NBSP}: ${titles[position]}`}</span>
              </button>
            )}
          </fieldset>
        ))
      )}
      <button type="button" class="quiet" onClick={add}>
        {list.add}
      </button>
    </div>
  );
}

/** What tells a group of questions from the next one. */
function firstName(item: { control: string; items: readonly Item[] }): string {
  const first = item.items[0]!;
  return `${item.control} ${"name" in first ? first.name : firstName(first)}`;
}
