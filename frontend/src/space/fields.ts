/** The fields that several forms of a case share. */
import type { Item, Text } from "../questions/question";

export const reason = (label: string, missing: string, name = "reason"): Text => ({
  control: "lines",
  name,
  label,
  kind: "paragraph",
  missing,
});
export const dated = (name: string, label: string, missing: string, hint?: string): Text => ({
  control: "text",
  name,
  label,
  kind: "day",
  width: "short",
  missing,
  ...(hint && { hint }),
});
export const sum = (name: string, label: string): Text => ({
  control: "text",
  name,
  label,
  kind: "amount",
  width: "short",
  unit: "€",
  inputmode: "decimal",
  missing: "Indiquez un montant, par exemple 1\u202f200,00",
});
export const PENALTIES: Item = {
  control: "radios",
  name: "plan.penalties",
  label: "Les pénalités pendant l'échéancier",
  missing: "Dites ce que deviennent les pénalités",
  options: [
    { value: "stop_if_kept", label: "Elles s'arrêtent, si l'échéancier est respecté" },
    { value: "keep_running", label: "Elles continuent sur ce qui reste dû" },
  ],
};

export const INSTALMENTS: Item = {
  control: "list",
  name: "plan.instalments",
  title: "Échéance",
  add: "Ajouter une échéance",
  titled: true,
  items: [
    {
      control: "row",
      items: [
        dated("plan.instalments[].date", "Date", "Indiquez la date, par exemple 27/3/2026"),
        sum("plan.instalments[].amount", "Montant"),
      ],
    },
  ],
};
