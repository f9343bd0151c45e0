/**
 * The addresses of the Géoplateforme (data.geopf.fr): suggestions, never a judge. A postbox, a hamlet or a new street
 * is unknown to it and right all the same.
 */
import { oneLine } from "../reading/text";
import { fields, list, text } from "./service";

export const GEOPLATEFORME = "https://data.geopf.fr";

export type Address = { label: string; street: string; postcode: string; city: string };

const SHOWN = "5";

export function addressesUrl(typed: string, base = GEOPLATEFORME): string {
  const asked = new URLSearchParams({ q: oneLine(typed), limit: SHOWN, autocomplete: "1", index: "address" });
  return `${base}/geocodage/search?${asked}`;
}

/** The likeliest first. A town alone has no street. */
export function readAddresses(body: unknown): Address[] | null {
  const features = list(fields(body).features);
  if (!features) return null;
  return features
    .map((feature) => fields(feature.properties))
    .sort((one, other) => Number(other.score) - Number(one.score))
    .map((found) => ({
      label: text(found.label),
      street: found.type === "municipality" ? "" : text(found.name),
      postcode: text(found.postcode),
      city: text(found.city),
    }))
    .filter(({ label, city }) => label && city);
}

/** What a form takes over; a town alone leaves the street as it was. */
export function addressAnswers({ street, postcode, city }: Address, whose: string): Record<string, string> {
  return {
    ...(street && { [`${whose}.address.street`]: street }),
    [`${whose}.address.postcode`]: postcode,
    [`${whose}.address.city`]: city,
  };
}
