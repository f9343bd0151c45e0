/**
 * A file chosen, or dropped anywhere on the page: beside its place, it would make the browser leave the form.
 *
 *   <FileDrop name="invoice-file" label="Déposer votre facture" hint="PDF ou XML" accept=".pdf,.xml" onFile={take} />
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { describedBy, HintAndError } from "./Field";

export type FileDropProps = {
  name: string;
  label: ComponentChildren;
  hint: ComponentChildren;
  accept: string;
  onFile: (file: File) => void;
  error?: string | undefined;
};

export function FileDrop({ name, label, hint, accept, onFile, error }: FileDropProps) {
  const [over, setOver] = useState(false);
  const choose = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const now = useRef(choose);
  useEffect(() => {
    now.current = choose;
  });
  useEffect(() => {
    const dragged = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type === "drop") now.current(event.dataTransfer.files);
    };
    const kinds = ["dragover", "dragleave", "drop"] as const;
    for (const kind of kinds) addEventListener(kind, dragged);
    return () => {
      for (const kind of kinds) removeEventListener(kind, dragged);
    };
  }, []);
  return (
    <div class={over ? "drop over" : "drop"}>
      <label for={name}>{label}</label>
      <HintAndError name={name} hint={hint} error={error} />
      <input
        type="file"
        id={name}
        accept={accept}
        aria-describedby={describedBy(name, hint, error)}
        onChange={(event) => {
          choose(event.currentTarget.files);
          event.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </div>
  );
}
