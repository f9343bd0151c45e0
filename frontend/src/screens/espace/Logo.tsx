/** The picture of the letterhead: chosen, looked at, kept with the rest of the form. Drawn, never linked to. */
import { useEffect, useRef, useState } from "preact/hooks";
import { base64 } from "../../base64";
import { typography } from "../../text";
import { FileDrop } from "../../ui/FileDrop";

export type Picture = { mime: string; content_base64: string };

export const LOGO = "logo.content_base64"; // the path of its faults
const HEAVIEST = 100 * 1024; // bytes
const WIDEST = 280; // pixels on screen
const KINDS = ["image/png", "image/jpeg"];
const HINT = "PNG ou JPEG, 100 ko et 1200 pixels de côté au plus. Il est imprimé en tête de vos lettres.";

type LogoProps = { picture: Picture | null; onChange: (picture: Picture | null) => void; error: string | undefined };

export function Logo({ picture, onChange, error }: LogoProps) {
  const [refusal, setRefusal] = useState("");
  const wrong = refusal || error;

  async function choose(file: File) {
    setRefusal("");
    if (!KINDS.includes(file.type)) return setRefusal("Choisissez une image PNG ou JPEG.");
    if (file.size > HEAVIEST) return setRefusal(typography("Cette image dépasse 100 ko : réduisez-la."));
    onChange({ mime: file.type, content_base64: await base64(file) });
  }

  return (
    <div class="logo">
      {picture && (
        <p>
          <Drawn
            picture={picture}
            onFault={() => setRefusal(typography("Cette image ne s'ouvre pas : choisissez-en une autre."))}
          />
          <button type="button" class="link" onClick={() => onChange(null)}>
            Retirer le logo
          </button>
        </p>
      )}
      <FileDrop
        name={LOGO}
        label={
          <>
            Logo<span class="optional"> (facultatif)</span>
          </>
        }
        hint={typography(HINT)}
        accept={KINDS.join()}
        onFile={choose}
        error={wrong}
      />
    </div>
  );
}

/** On a canvas: the policy of the site shows no picture that is not a file of its own. */
function Drawn({ picture, onFault }: { picture: Picture; onFault: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const bytes = Uint8Array.from(atob(picture.content_base64), (character) => character.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: picture.mime })).then((image) => {
      const place = canvas.current;
      if (!place) return;
      const scale = Math.min(1, WIDEST / Math.max(image.width, image.height));
      place.width = image.width * scale;
      place.height = image.height * scale;
      place.getContext("2d")?.drawImage(image, 0, 0, place.width, place.height);
    }, onFault);
  }, [picture]);
  return <canvas ref={canvas} width={1} height={1} role="img" aria-label="Votre logo" />;
}
