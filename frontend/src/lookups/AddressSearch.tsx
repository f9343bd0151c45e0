/** An address suggested by the national service; an address that it does not know is as good as any other. */
import { typography } from "../text";
import { addressAnswers, addressesUrl, readAddresses } from "./address";
import { useFill } from "./fill";
import { Search } from "./Search";
import { lookUp } from "./service";

type Answers = Readonly<Record<string, string>>;

export type AddressSearchProps = {
  whose: "debtor" | "creditor";
  answers: Answers;
  onChange: (answers: Answers) => void;
};

const WORDS = {
  nothing: "Adresse inconnue de ce service, ce qui n'a rien d'anormal : remplissez les champs vous-même.",
  more: "",
  busy: "Le service reçoit trop de demandes : réessayez dans quelques secondes, ou remplissez les champs vous-même.",
  away: "Recherche d'adresse indisponible : remplissez les champs vous-même.",
};

export function AddressSearch({ whose, answers, onChange }: AddressSearchProps) {
  const fill = useFill(answers, onChange);
  return (
    <Search
      name={`lookup.${whose}.address`}
      label="Chercher l’adresse"
      hint={typography("Numéro, rue et ville, auprès de l'IGN : par exemple 12 rue des Lilas Lyon")}
      ask={async (typed, superseded) => {
        const found = await lookUp(addressesUrl(typed), readAddresses, superseded);
        return found && "value" in found ? { value: { hits: found.value, total: found.value.length } } : found;
      }}
      shown={({ label }) => ({ label })}
      onPick={(address) => fill(address ? addressAnswers(address, whose) : {})}
      words={WORDS}
    />
  );
}
