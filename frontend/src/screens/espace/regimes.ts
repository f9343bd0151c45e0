/** The four kinds of clients, as lists name them. */
import type { FollowedDebtor, Regime } from "../../space/api";

export const REGIMES: readonly { regime: Regime; name: string }[] = [
  { regime: "b2b", name: "Entreprises et indépendants" },
  { regime: "b2c", name: "Particuliers" },
  { regime: "non_professional", name: "Copropriétés, associations" },
  { regime: "public", name: "Administrations" },
];

const ONE: Record<Exclude<Regime, "b2b">, string> = {
  b2c: "Particulier",
  non_professional: "Copropriété ou association",
  public: "Administration",
};

/** What one client is. */
export function kindOf({ regime, person }: FollowedDebtor): string {
  if (regime !== "b2b") return ONE[regime];
  return person === "sole_trader" ? "Indépendant" : "Société";
}
