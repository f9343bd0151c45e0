/**
 * The sequence of reminders as a form: each step on or off and its days, then the limits. What is asked is the whole
 * sequence in force; what is sent is only what differs from the wider one it is laid over (ours, or the account's).
 *
 *   const items = sequenceItems(wider);
 *   const answers = sequenceAnswers(inForce(wider, changes));
 *   const changes = changesOf(given(items, answers), wider);
 */
import type { Facts } from "./api";
import type { Answers, Item } from "./questions/question";
import { typedOf } from "./questions/typed";
import type { Scenario, ScenarioChanges } from "./space/api";
import { DOCUMENTS } from "./space/words";
import { amount, NBSP } from "./text";

export const STEPS = [
  "courtesy_reminder",
  "first_reminder",
  "second_reminder",
  "formal_notice",
  "last_notice",
] as const;
export type StepName = (typeof STEPS)[number];

/** The wider sequence with the changes laid over it; the gap between two messages only ever widens. */
export function inForce(wider: Scenario, changes: ScenarioChanges = {}): Scenario {
  const told = Object.entries(changes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, typeof value === "object" ? null : value]);
  const laid = { ...wider, ...Object.fromEntries(told) } as Scenario;
  return { ...laid, gap_days: Math.max(laid.gap_days, wider.gap_days) };
}

export function sequenceItems(wider: Scenario): Item[] {
  return [...STEPS.flatMap((step) => stepItems(step, wider)), ...limits(wider)];
}

export function sequenceAnswers(scenario: Scenario): Answers {
  const steps = STEPS.flatMap((step) => {
    const days = scenario[step];
    return days === null
      ? []
      : [
          [`asked.${step}`, "on"],
          [step, String(Math.abs(days))],
        ];
  });
  const { minimum_amount, validate_above, hour, gap_days } = scenario;
  return { ...Object.fromEntries(steps), ...typedOf({ minimum_amount, validate_above, hour, gap_days }) };
}

/** `answers` say which steps are off. */
export function changesOf(facts: Facts, answers: Answers, wider: Scenario): ScenarioChanges {
  const changes: ScenarioChanges = {};
  for (const step of STEPS) {
    const days = answers[`asked.${step}`] === "on" ? Number(facts[step]) * (isBefore(step) ? -1 : 1) : null;
    if (days !== wider[step]) changes[step] = days ?? { off: true };
  }
  for (const name of ["hour", "gap_days"] as const)
    if (name in facts && Number(facts[name]) !== wider[name]) changes[name] = Number(facts[name]);
  for (const name of ["minimum_amount", "validate_above"] as const)
    if (name in facts && Number(facts[name]) !== Number(wider[name] ?? Number.NaN)) changes[name] = String(facts[name]);
  return changes;
}

/** 5 jours après l’échéance */
export function whenOf(step: StepName, days: number | null): string {
  if (days === null) return "jamais";
  const count = Math.abs(days);
  return `${count}${NBSP}${step === "last_notice" ? "jours ouvrés" : count > 1 ? "jours" : "jour"} ${COUNTED[step]}`;
}

const COUNTED: Record<StepName, string> = {
  courtesy_reminder: "avant l'échéance",
  first_reminder: "après l'échéance",
  second_reminder: "après l'échéance",
  formal_notice: "après l'échéance",
  last_notice: "après le délai de la mise en demeure",
};

function isBefore(step: StepName): boolean {
  return step === "courtesy_reminder";
}

/** Its label is said to readers alone: the tick and the unit around the field show the same words. */
function stepItems(step: StepName, wider: Scenario): Item[] {
  const on = `asked.${step}`;
  const changed = (answers: Answers) =>
    (answers[on] === "on" ? answers[step] : "") !== (wider[step] === null ? "" : String(Math.abs(wider[step])));
  return [
    {
      control: "row",
      items: [
        {
          control: "tick",
          name: on,
          label: DOCUMENTS[step]!,
          hint: (answers) => (changed(answers) ? `Sans changement : ${whenOf(step, wider[step])}` : ""),
        },
        {
          control: "text",
          name: step,
          label: `${DOCUMENTS[step]}, combien de jours ${COUNTED[step]} ?`,
          kind: "days",
          width: "tiny",
          unit: `${step === "last_notice" ? "jours ouvrés" : "jours"} ${COUNTED[step]}`,
          inputmode: "numeric",
          missing: `Indiquez les jours de l'étape « ${DOCUMENTS[step]} », ou décochez-la`,
          when: (answers) => answers[on] === "on",
        },
      ],
    },
  ];
}

const HOURS = Array.from({ length: 11 }, (_, rank) => String(rank + 8));

function limits(wider: Scenario): Item[] {
  return [
    {
      control: "row",
      items: [
        {
          control: "select",
          name: "hour",
          label: "Heure d'envoi",
          options: HOURS.map((value) => ({ value, label: `${value}${NBSP}h` })),
        },
        {
          control: "text",
          name: "gap_days",
          label: "Entre deux messages",
          hint: `${wider.gap_days}${NBSP}jours au moins`,
          kind: "days",
          width: "tiny",
          unit: "jours",
          inputmode: "numeric",
          missing: "Indiquez le nombre de jours entre deux messages",
        },
      ],
    },
    {
      control: "text",
      name: "minimum_amount",
      label: "Ne rien envoyer en dessous de",
      hint: `Sans changement : ${amount(wider.minimum_amount)}`,
      kind: "amountOrZero",
      width: "short",
      unit: "€",
      inputmode: "decimal",
      missing: "Indiquez un montant, ou zéro",
    },
    {
      control: "text",
      name: "validate_above",
      label: "Toujours me demander au-dessus de",
      hint: "Une relance plus élevée ne part jamais seule.",
      kind: "amountOrZero",
      width: "short",
      unit: "€",
      inputmode: "decimal",
      optional: true,
    },
  ];
}
