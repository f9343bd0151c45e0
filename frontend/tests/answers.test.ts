import { expect, test } from "vitest";
import { followed } from "../src/answers";

test.each([
  ["#account.secret.paye", "account.secret", "paye"],
  ["#account.secret", "account.secret", ""],
  ["#account.secret.paye-en-partie", "account.secret", "paye-en-partie"],
  ["#main", "", ""],
  ["#account.", "", ""],
  ["", "", ""],
])("the link %j holds the secret %j and the choice %j", (hash, token, choice) => {
  expect(followed(hash)).toEqual({ token, choice });
});
