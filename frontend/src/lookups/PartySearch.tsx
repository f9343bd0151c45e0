/** What helps to fill the page of a party: a company in the directory, or an address alone. */
import { Details } from "../ui/Details";
import { AddressSearch } from "./AddressSearch";
import { CompanySearch } from "./CompanySearch";

type Answers = Readonly<Record<string, string>>;
type Props = { answers: Answers; onChange: (answers: Answers) => void };

/** A private person is in no directory. */
export function DebtorSearch(props: Props) {
  return props.answers.regime === "b2c" ? (
    <div class="helped">
      <AddressSearch whose="debtor" {...props} />
    </div>
  ) : (
    <PartySearch whose="debtor" {...props} />
  );
}

export function CreditorSearch(props: Props) {
  return <PartySearch whose="creditor" {...props} />;
}

function PartySearch(props: Props & { whose: "debtor" | "creditor" }) {
  return (
    <div class="helped">
      <CompanySearch {...props} />
      <Details summary="Chercher seulement une adresse">
        <AddressSearch {...props} />
      </Details>
    </div>
  );
}
