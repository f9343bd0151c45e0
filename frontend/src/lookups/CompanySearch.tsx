/** A company found by name or SIREN in the State's directory: name, SIREN and seat fill the page, and can be changed. */
import { useState } from "preact/hooks";
import { today } from "../reading/dates";
import { day, siren, typography } from "../text";
import { type Company, companiesUrl, companyAnswers, readCompanies } from "./company";
import { useFill } from "./fill";
import { Search } from "./Search";
import { lookUp } from "./service";

type Answers = Readonly<Record<string, string>>;

export type CompanySearchProps = {
  whose: "debtor" | "creditor";
  answers: Answers;
  onChange: (answers: Answers) => void;
};

const WORDS = {
  nothing: "Aucune entreprise trouvée : vérifiez le nom ou le SIREN, ou remplissez les champs vous-même.",
  more: "Voici les premières réponses. Si la vôtre manque, ajoutez la ville ou cherchez par SIREN.",
  busy: "L'annuaire reçoit trop de demandes : réessayez dans quelques secondes, ou remplissez les champs vous-même.",
  away: "Annuaire indisponible : remplissez les champs vous-même.",
};

export function CompanySearch({ whose, answers, onChange }: CompanySearchProps) {
  const [picked, setPicked] = useState<Company | null>(null);
  const fill = useFill(answers, onChange);
  function pick(company: Company | null) {
    setPicked(company);
    fill(company ? companyAnswers(company, whose) : {});
  }
  return (
    <>
      <Search
        name={`lookup.${whose}`}
        label={whose === "debtor" ? "Chercher l’entreprise" : "Chercher votre entreprise"}
        hint={typography(
          "Par nom ou SIREN, dans l'annuaire public des entreprises : il remplit les champs ci-dessous.",
        )}
        ask={async (typed, superseded) => {
          const found = await lookUp(companiesUrl(typed), readCompanies, superseded);
          return found && "value" in found
            ? { value: { hits: found.value.companies, total: found.value.total } }
            : found;
        }}
        shown={(company) => ({ label: company.name || "Nom non diffusé", hint: told(company) })}
        onPick={pick}
        words={WORDS}
      />
      <div role="status">{picked && <Picked company={picked} whose={whose} regime={answers.regime ?? ""} />}</div>
    </>
  );
}

function told({ siren: number, address, closed }: Company): string {
  const town = [address.postcode, address.city].filter(Boolean).join(" ");
  const parts = [`SIREN ${siren(number)}`, address.street || address.place, town, closed && "a cessé son activité"];
  return parts.filter(Boolean).join(" · ");
}

/** Where the answers come from, and what the directory makes one want to check. */
function Picked({ company, whose, regime }: { company: Company; whose: string; regime: string }) {
  const { withheld, closed, closedOn, publicBody } = company;
  const debtor = whose === "debtor";
  return (
    <>
      <p>
        {typography(`Rempli d'après l'annuaire des entreprises, le ${day(today())} : relisez, corrigez si besoin.`)}
      </p>
      {withheld && (
        <p class="notice">
          {typography("Cette entreprise ne diffuse pas son nom ou son adresse : remplissez-les vous-même.")}
        </p>
      )}
      {debtor && closed && (
        <p class="notice">
          {typography(
            `D'après l'annuaire, cette entreprise a cessé son activité${closedOn && ` le ${day(closedOn)}`}. Vérifiez-le avant de lui écrire.`,
          )}{" "}
          <a href="/mise-en-demeure/autrement/radiee/">Que faire si elle est radiée</a>
        </p>
      )}
      {debtor && publicBody && regime !== "public" && (
        <p class="notice">
          {typography(
            "C'est peut-être une administration : la lettre et les sommes ne sont pas les mêmes. Vérifiez votre réponse à « Qui vous doit cet argent ? ».",
          )}
        </p>
      )}
    </>
  );
}
