/** The letter as it stands, its gaps marked, in a frame that runs nothing: its HTML never passes through script. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, checkPreview, type Facts, previewInto } from "../../api";
import { typography } from "../../text";

const FRAME = "letter-preview";
const LETTER_WIDTH = 820; // px, that of the frame in forms.css

export function Preview({ facts, open }: { facts: Facts; open: boolean }) {
  return <LetterFrame letter={{ ...facts, invoices: facts.invoices ?? [{}] }} check={checkPreview} open={open} />;
}

export type LetterFrameProps = {
  letter: Facts;
  /** Says what is wrong, which the frame could not place. */
  check: (letter: Facts) => Promise<Answer<null>>;
  /** Where the letter is posted. */
  address?: string;
  open: boolean;
};

export function LetterFrame({ letter: asked, check, address, open }: LetterFrameProps) {
  const [shown, setShown] = useState(open);
  const [refused, setRefused] = useState(false);
  const sheet = useRef<HTMLDivElement>(null);
  const letter = JSON.stringify(asked);
  useEffect(() => {
    if (!shown) return;
    let current = true;
    check(JSON.parse(letter)).then(({ problem }) => {
      if (!current) return;
      setRefused(problem !== undefined);
      if (!problem) previewInto(FRAME, JSON.parse(letter), address);
    });
    return () => {
      current = false;
    };
  }, [shown, letter]);
  useEffect(() => {
    if (!sheet.current) return;
    const frame = sheet.current;
    const fit = new ResizeObserver(() => frame.style.setProperty("--scale", String(frame.clientWidth / LETTER_WIDTH)));
    fit.observe(frame);
    return () => fit.disconnect();
  }, [shown]);
  return (
    <section class="preview" aria-labelledby="preview-title">
      <h2 id="preview-title">Aperçu de la lettre</h2>
      {!shown && (
        <button type="button" class="quiet" onClick={() => setShown(true)}>
          Voir l’aperçu
        </button>
      )}
      {refused && (
        <p class="notice">{typography("L'aperçu reviendra quand les réponses signalées seront corrigées.")}</p>
      )}
      {shown && (
        <div class="sheet" ref={sheet} hidden={refused}>
          <iframe key={letter} name={FRAME} title="Aperçu de la lettre" sandbox="" />
        </div>
      )}
    </section>
  );
}
