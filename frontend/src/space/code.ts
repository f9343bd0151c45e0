/** 123456 · 123 456 · «Code : 123-456» → "123456" */
import { type Reading, refuse } from "../reading/text";

const LENGTH = 6;

export function readCode(typed: string): Reading {
  const digits = typed.replace(/\D/g, "");
  if (digits.length === LENGTH) return { value: digits };
  return refuse(
    digits
      ? `Le code comporte 6 chiffres, vous en avez saisi ${digits.length}`
      : "Saisissez le code à 6 chiffres du message",
  );
}
