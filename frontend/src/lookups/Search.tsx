/**
 * A public service asked by a button, answered by radio buttons: nothing leaves while typing, and no field depends on it.
 *
 *   <Search name="lookup.debtor" label="Chercher l’entreprise" ask={(typed, call) => lookUp(…, call)}
 *           shown={(company) => ({ label: company.name })} onPick={fill} words={WORDS} />
 *
 * `onPick(null)`: none of the answers is the right one.
 */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { typography } from "../text";
import { Field } from "../ui/Field";
import { type Option, Radios } from "../ui/Radios";
import type { Found } from "./service";

const FEWEST = 3; // characters
const NONE = "none";

export type SearchProps<Hit> = {
  name: string;
  label: string;
  hint: string;
  ask: (typed: string, superseded: AbortSignal) => Promise<Found<{ hits: Hit[]; total: number }> | null>;
  shown: (hit: Hit) => { label: string; hint?: ComponentChildren };
  onPick: (hit: Hit | null) => void;
  words: { nothing: string; more: string; busy: string; away: string };
};

export function Search<Hit>({ name, label, hint, ask, shown, onPick, words }: SearchProps<Hit>) {
  const [typed, setTyped] = useState("");
  const [hits, setHits] = useState<readonly Hit[]>([]);
  const [chosen, setChosen] = useState("");
  const [said, setSaid] = useState("");
  const last = useRef<AbortController | null>(null);

  async function search() {
    last.current?.abort();
    setHits([]);
    setChosen("");
    if (typed.trim().length < FEWEST) return setSaid(`Écrivez au moins ${FEWEST} caractères.`);
    const call = new AbortController();
    last.current = call;
    setSaid("Recherche en cours…");
    const found = await ask(typed, call.signal);
    if (!found || call.signal.aborted) return;
    if ("down" in found) return setSaid(words[found.down]);
    const { hits, total } = found.value;
    setHits(hits);
    setSaid(!hits.length ? words.nothing : total > hits.length ? words.more : "");
  }

  function pick(value: string) {
    setChosen(value);
    onPick(value === NONE ? null : hits[Number(value)]!);
  }

  const options: Option[] = hits.map((hit, rank) => ({ value: String(rank), ...shown(hit) }));
  return (
    <div>
      <search
        class="asked"
        aria-label={label}
        onKeyDown={(event) => event.key === "Enter" && goNoFurther(event, search)}
      >
        <Field name={name} label={label} hint={hint} optional value={typed} onChange={setTyped} />
        <button type="button" class="quiet" onClick={search}>
          Chercher
        </button>
      </search>
      <p class="status" role="status">
        {typography(said)}
      </p>
      {hits.length > 0 && (
        <Radios
          name={`${name}.answer`}
          legend={hits.length > 1 ? "Laquelle de ces réponses ?" : "Est-ce la bonne réponse ?"}
          value={chosen}
          onChange={pick}
          options={[...options, { value: NONE, label: "Aucune : je remplis moi-même" }]}
        />
      )}
    </div>
  );
}

/** «Entrée» asks the service; the page is not left. */
function goNoFurther(event: KeyboardEvent, search: () => void) {
  if (!(event.target instanceof HTMLInputElement) || event.target.type !== "text") return;
  event.preventDefault();
  search();
}
