/** 12,15 % · 10.5 · 8 % par an → "12.15" */
import { oneLine, type Reading, refuse } from "./text";

export function readPercent(typed: string): Reading {
  const text = oneLine(typed)
    .replace(/(par an|l['’]an)$/i, "")
    .replace(/[\s%]/g, "");
  const found = /^(\d{1,2})(?:[.,](\d{1,3}))?$/.exec(text);
  if (!found || !/[1-9]/.test(text)) return refuse("Indiquez un taux annuel, par exemple 12,15");
  return { value: found[2] ? `${found[1]}.${found[2]}` : found[1]! };
}
