/** Takes over what a service answered; another choice, or none, first puts back what was there before. */
import { useRef } from "preact/hooks";

type Answers = Readonly<Record<string, string>>;

export function useFill(answers: Answers, onChange: (answers: Answers) => void): (changes: Answers) => void {
  const before = useRef<Answers>({});
  return (changes) => {
    const restored = { ...answers, ...before.current };
    before.current = Object.fromEntries(Object.keys(changes).map((name) => [name, restored[name] ?? ""]));
    onChange({ ...restored, ...changes });
  };
}
