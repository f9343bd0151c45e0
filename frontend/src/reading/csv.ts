/** The text of a table exported by a spreadsheet or an accounting program, whatever it was written in. */

/** UTF-8 when it is, else what Windows programs write; a mark at the start decides before all. */
export function readTable(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
