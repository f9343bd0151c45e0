import { describe, expect, test } from "vitest";
import { pdfName, refusal } from "../src/space/invoice-file";

describe("the name of a PDF as the service takes it", () => {
  test.each([
    ["Facture n° 42.pdf", "Facture n° 42.pdf"],
    ["FACTURE.PDF", "FACTURE.pdf"],
    ["2026/042 : définitive?.pdf", "2026 042 définitive.pdf"],
    ["a\u202eb.pdf", "a b.pdf"],
    [".pdf", "facture.pdf"],
    [`${"x".repeat(80)}.pdf`, `${"x".repeat(56)}.pdf`],
  ])("%s", (given, kept) => expect(pdfName(given)).toBe(kept));
});

test("a refusal says what is wrong with the file rather than that something is", () => {
  const errors = [{ field: "content_base64", code: "FILE_TOO_HEAVY", message: "Trop lourd." }];
  expect(refusal({ code: "INVALID_FACTS", detail: "À corriger.", errors })).toBe("Trop lourd.");
  expect(refusal({ code: "UNREACHABLE", detail: "Injoignable.", errors: [] })).toBe("Injoignable.");
});
