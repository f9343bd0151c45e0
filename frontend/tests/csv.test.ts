import { expect, it } from "vitest";
import { readTable } from "../src/reading/csv";

const TABLE = "N° de facture;Échéance;Montant\nF-1;27/3/2026;1200,00\n";

it.each([
  ["UTF-8", new TextEncoder().encode(TABLE)],
  ["UTF-8 with its mark", new TextEncoder().encode(`\ufeff${TABLE}`)],
  ["UTF-16, as a spreadsheet's «Unicode text»", utf16(`\ufeff${TABLE}`)],
  ["windows-1252", windows(TABLE)],
])("reads %s", (_, bytes) => {
  expect(readTable(bytes.buffer as ArrayBuffer)).toBe(TABLE);
});

function utf16(text: string): Uint8Array {
  return new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer);
}

function windows(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
