/**
 * The State's directory of companies (recherche-entreprises.api.gouv.fr): its JSON becomes a name, a SIREN, a seat.
 * Of all it could tell we ask for the seat and two hints, never for directors or turnover. What a company asked to
 * withhold comes as «[NON-DIFFUSIBLE]»: it counts as not said.
 */
import { oneLine } from "../reading/text";
import { type Fields, fields, list, text } from "./service";

export const DIRECTORY = "https://recherche-entreprises.api.gouv.fr";

export type Company = {
  siren: string;
  /** Empty when withheld. */
  name: string;
  address: { street: string; complement: string; place: string; postcode: string; city: string; country: string };
  withheld: boolean;
  closed: boolean;
  /** In ISO; empty when the directory does not say. */
  closedOn: string;
  /** A hint, sometimes wrong: the letter to a public body is another one. */
  publicBody: boolean;
};
export type Companies = { companies: Company[]; total: number };

const SHOWN = "6";
const WITHHELD = "[NON-DIFFUSIBLE]";

/** A SIREN or a SIRET is looked up as such, whatever separates its digits; anything else is words. */
export function companiesUrl(typed: string, base = DIRECTORY): string {
  const digits = typed.replace(/[\s.\-–—_/]/g, "");
  const q = /^(\d{9}|\d{14})$/.test(digits) ? digits : oneLine(typed);
  return `${base}/search?${new URLSearchParams({ q, per_page: SHOWN, minimal: "true", include: "siege,complements" })}`;
}

export function readCompanies(body: unknown): Companies | null {
  const results = list(fields(body).results);
  if (!results) return null;
  const companies = results.map(company).filter(({ siren }) => /^\d{9}$/.test(siren));
  const total = Number(fields(body).total_results);
  return { companies, total: Number.isInteger(total) ? total : companies.length };
}

/** The company of that SIREN, undefined when the directory has none. */
export function withSiren({ companies }: Companies, siren: string): Company | undefined {
  return companies.find((each) => each.siren === siren);
}

/** What a form takes over. A withheld seat leaves the address as it was; a known one replaces it whole. */
export function companyAnswers(company: Company, whose: "debtor" | "creditor"): Record<string, string> {
  const { siren, name, address } = company;
  const { country, ...here } = address;
  const seat = whose === "debtor" ? address : here;
  return {
    [`${whose}.siren`]: siren,
    ...(name && { [`${whose}.name`]: name }),
    ...(address.city &&
      (address.street || address.place) &&
      Object.fromEntries(Object.entries(seat).map(([part, said]) => [`${whose}.address.${part}`, said]))),
  };
}

function company(found: Fields): Company {
  const seat = fields(found.siege);
  const hints = fields(found.complements);
  const name = said(found.nom_raison_sociale) || said(found.nom_complet);
  return {
    siren: text(found.siren),
    name,
    address: {
      street: ["numero_voie", "indice_repetition", "type_voie", "libelle_voie"]
        .map((part) => said(seat[part]))
        .filter(Boolean)
        .join(" "),
      complement: said(seat.complement_adresse),
      place: said(seat.distribution_speciale),
      postcode: said(seat.cedex) || said(seat.code_postal),
      city: said(seat.libelle_cedex) || said(seat.libelle_commune),
      country: said(seat.libelle_pays_etranger),
    },
    withheld: !name || [found.nom_complet, seat.adresse].some((each) => text(each) === WITHHELD),
    closed: found.etat_administratif === "C" || found.nombre_etablissements_ouverts === 0,
    closedOn: iso(found.date_fermeture) || iso(seat.date_fermeture),
    publicBody: hints.est_administration === true || text(found.nature_juridique).startsWith("7"),
  };
}

function said(value: unknown): string {
  const found = text(value);
  return found === WITHHELD ? "" : found;
}

function iso(value: unknown): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text(value)) ? text(value) : "";
}
