/** The four kinds of clients, as lists name them. */
import type { Regime } from "../../space/api";

export const REGIMES: readonly { regime: Regime; name: string; each: string }[] = [
  { regime: "b2b", name: "Entreprises et indépendants", each: "Entreprise ou indépendant" },
  { regime: "b2c", name: "Particuliers", each: "Particulier" },
  { regime: "non_professional", name: "Copropriétés, associations", each: "Copropriété ou association" },
  { regime: "public", name: "Administrations", each: "Administration" },
];

export function regimeName(regime: Regime): string {
  return REGIMES.find((each) => each.regime === regime)!.each;
}
