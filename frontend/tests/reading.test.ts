import { describe, expect, test } from "vitest";
import identity from "../../tests/vectors/identity.json";
import vectors from "../../tests/vectors/reading.json";
import { readAmount } from "../src/reading/amounts";
import { readDay } from "../src/reading/dates";
import { readIban } from "../src/reading/iban";
import { readPercent } from "../src/reading/percent";
import { readSiren, readSirenOrSiret } from "../src/reading/siren";
import { type Reading, readDays, readEmail, readLines, readLink } from "../src/reading/text";

const READERS: Record<string, (typed: string) => Reading<unknown>> = {
  amount: readAmount,
  day: readDay,
  siren: readSiren,
  siren_or_siret: readSirenOrSiret,
  iban: readIban,
  percent: readPercent,
  days: readDays,
  link: readLink,
  email: readEmail,
  lines: readLines,
};
const CHECKS = { siren: readSiren, siret: readSirenOrSiret, iban: readIban };

const { about: _, ...kinds } = vectors;

describe.each(Object.entries(kinds))("%s", (kind, { read, refused }) => {
  const reader = READERS[kind]!;
  test.each(Object.entries(read))("%j is read", (typed, value) => {
    expect(reader(typed)).toMatchObject({ value });
  });
  test.each(Object.entries(refused))("%j is refused with its reason", (typed, words) => {
    expect(reader(typed)).toEqual({ reason: expect.stringContaining(words) });
  });
});

describe.each(Object.entries(CHECKS))("%s, as the service reads it", (kind, check) => {
  const { read, refused } = identity[kind as keyof typeof CHECKS];
  test.each(Object.entries(read))("%j is read", (typed, value) => expect(check(typed)).toMatchObject({ value }));
  test.each(refused)("%j is refused", (typed) => expect(check(typed)).toHaveProperty("reason"));
});

test("a wrong RIB key warns and is kept", () => {
  for (const iban of identity.wrong_rib_key)
    expect(readIban(iban)).toEqual({ value: iban, warning: expect.stringContaining("clé RIB") });
  for (const iban of identity.right_rib_key) expect(readIban(iban)).toEqual({ value: iban });
});
