import { describe, expect, test } from "vitest";
import vectors from "../../tests/vectors/french.json";
import { amount, day, enumerate, hour, iban, percent, siren, typography } from "../src/text";

const PRINTED_BY = { typography, amount, percent, day, iban, siren, enumerate_fr: enumerate } as const;

describe.each(Object.entries(PRINTED_BY))("%s", (kind, print) => {
  test.each(vectors[kind as keyof typeof PRINTED_BY] as { given: never; printed: string }[])(
    "$given",
    ({ given, printed }) => {
      expect(print(given)).toBe(printed);
    },
  );
});

test("hours are written 14 h 05", () => {
  expect(hour(new Date(2026, 10, 21, 14, 5))).toBe("14\u00a0h\u00a005");
});
