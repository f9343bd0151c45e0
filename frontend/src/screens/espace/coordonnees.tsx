/** Who the subscriber is on its letters: identity, means of payment, signature, mediator, logo. */
import { useState } from "preact/hooks";
import type { Facts } from "../../api";
import { CreditorSearch } from "../../lookups/PartySearch";
import { typedOf } from "../../questions/typed";
import { Awaited, useAnswer } from "../../space/Awaited";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { typography } from "../../text";
import { ErrorSummary, messageFor } from "../../ui/ErrorSummary";
import { Questions } from "../wizard/Questions";
import { Changed, Done, Submit, useForm } from "./form";
import { LOGO, Logo, type Picture } from "./Logo";
import { OWNER, OWNER_AT, PROFILE } from "./profile";

const SETTINGS = "/espace/reglages/";

function OwnerPage() {
  const account = useAnswer("Chargement de vos coordonnées…", api.account);
  return (
    <>
      <a class="back" href={SETTINGS}>
        Réglages
      </a>
      {!account.value && <h1>Vos coordonnées</h1>}
      <Awaited of={account}>{(value) => <OwnerForm account={value} />}</Awaited>
    </>
  );
}

function OwnerForm({ account }: { account: api.Account }) {
  const [now, setNow] = useState(account);
  const [logo, setLogo] = useState(now.profile.logo as Picture | null);
  const [saved, setSaved] = useState("");
  const [differences, setDifferences] = useState<readonly string[] | null>(null);
  const form = useForm({
    key: `${OWNER_AT} ${now.version}`,
    first: typedOf({ ...now.profile, logo: null }),
    items: OWNER,
    partial: true,
    nameOf: (field) => field.replace(/^profile\./, ""),
  });

  async function save(facts: Facts) {
    setSaved("");
    setDifferences(null);
    const { qr } = (now.profile.payment as Facts | undefined) ?? {};
    const payment = { ...(facts.payment as Facts | undefined), qr }; // what no question asks stays as it is
    const { value, problem } = await api.putProfile(now.version, { ...facts, payment, logo });
    const fresh = value ?? (problem.code === "CONFLICT" ? (problem.current as api.Account) : undefined);
    if (!fresh) return problem;
    setNow(fresh);
    const differing = form.rebase(typedOf({ ...fresh.profile, logo: null }));
    if (problem) setDifferences(differing);
    else {
      form.forget();
      setSaved("Vos coordonnées sont enregistrées.");
    }
    return undefined;
  }

  return (
    <>
      <ErrorSummary faults={form.faults} />
      <Changed differences={differences} />
      <h1>Vos coordonnées</h1>
      <Done said={saved}>
        {now.missing.length > 0 && (
          <p>{typography("Il manque encore de quoi établir une mise en demeure : voyez vos réglages.")}</p>
        )}
        <p>
          <a href={SETTINGS}>Revenir aux réglages</a>
        </p>
      </Done>
      <form noValidate onSubmit={form.submit("Enregistrement…", save)}>
        {PROFILE.map(({ title, says, items }, rank) => (
          <section key={title} aria-labelledby={`part-${rank}`}>
            <h2 id={`part-${rank}`}>{title}</h2>
            {says && <p class="hint">{typography(says)}</p>}
            {rank === 0 && <CreditorSearch answers={form.answers} onChange={form.change} />}
            <Questions {...form.asked} items={items} />
          </section>
        ))}
        <Logo picture={logo} onChange={setLogo} error={messageFor(form.faults, LOGO)} />
        <Submit form={form}>Enregistrer</Submit>
      </form>
    </>
  );
}

open(<OwnerPage />);
