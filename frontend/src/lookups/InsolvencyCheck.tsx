/**
 * Before a formal notice: is an insolvency or a strike-off published? Asked by a button, said in plain words with the
 * notices themselves. What the bulletin does not say, this does not say either.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { today } from "../reading/dates";
import { day, NBSP, siren as spaced, typography } from "../text";
import { Checkbox } from "../ui/Checkboxes";
import { Status, useTask } from "../ui/Status";
import { conclude, type Notice, noticesUrl, readNotices, searchPage } from "./bodacc";
import { companiesUrl, readCompanies, withSiren } from "./company";
import {
  type Answers,
  type Checked,
  checkedByHand,
  checkIn,
  isSetAside,
  obstacleOf,
  setAside,
  sirenIn,
  withCheck,
  withCheckByHand,
} from "./insolvency";
import { type Down, lookUp } from "./service";

export type InsolvencyCheckProps = {
  answers: Answers;
  onChange: (answers: Answers) => void;
  /** Where the debtor's SIREN is corrected. */
  sirenAt: string;
};

const AWAY: Record<Down, string> = {
  busy: "Le BODACC reçoit trop de demandes : réessayez dans quelques secondes, ou vérifiez vous-même.",
  away: "Le BODACC ne répond pas : vérifiez vous-même.",
};

export function InsolvencyCheck({ answers, onChange, sirenAt }: InsolvencyCheckProps) {
  const latest = useRef(answers);
  useEffect(() => {
    latest.current = answers;
  });
  const [down, setDown] = useState<Down | null>(null);
  const task = useTask();
  const siren = sirenIn(answers);
  const checked = checkIn(answers, today());

  async function check() {
    setDown(null);
    const [published, known] = await Promise.all([
      lookUp(noticesUrl(siren), readNotices),
      lookUp(companiesUrl(siren), readCompanies),
    ]);
    if (!published || "down" in published) return setDown(published?.down ?? "away");
    const { notices, complete } = published.value;
    const company = known && "value" in known ? withSiren(known.value, siren) : undefined;
    const finding = conclude(notices, today(), complete);
    const directory = company ? { closed: company.closed, closedOn: company.closedOn } : null;
    onChange(withCheck(latest.current, { siren, on: today(), finding, directory }));
  }

  return (
    <section class="insolvency" aria-labelledby="insolvency-title">
      <h2 id="insolvency-title">Votre débiteur est-il en procédure collective{"\u202f"}?</h2>
      <p>
        {typography(
          "Après un jugement de sauvegarde, de redressement ou de liquidation judiciaire, cette lettre ne sert plus : il faut déclarer sa créance. Ces jugements paraissent au BODACC, le bulletin officiel.",
        )}
      </p>
      {siren ? (
        <>
          <p class="hint">
            {typography(`Seul le SIREN ${spaced(siren)} lui est envoyé, ainsi qu'à l'annuaire public.`)}
          </p>
          <button
            type="button"
            class="quiet"
            aria-disabled={task.busy}
            onClick={() => task.run("Vérification au BODACC…", check)}
          >
            {checked ? "Vérifier de nouveau" : "Vérifier au BODACC"}
          </button>
        </>
      ) : (
        <p>
          {typography("Pour vérifier ici, ")}
          <a href={sirenAt}>indiquez son SIREN</a>.
        </p>
      )}
      <Status task={task} />
      <div role="status">
        {down && <p class="notice">{typography(AWAY[down])}</p>}
        {!down && checked && <Said checked={checked} />}
      </div>
      {!down && checked && obstacleOf(checked) && (
        <Checkbox
          name="asked.bodacc.set_aside"
          label="J’ai lu cette annonce, elle ne concerne pas ma facture"
          hint="Par exemple une livraison faite après le jugement, qui suit d’autres règles : prenez conseil."
          checked={isSetAside(answers, checked)}
          onChange={(aside) => onChange(setAside(answers, checked, aside))}
        />
      )}
      {(down || !siren) && (
        <>
          <p>
            <a href={searchPage(siren)} rel="noreferrer" target="_blank">
              Chercher sur bodacc.fr<span class="unseen"> (nouvel onglet)</span>
            </a>
          </p>
          <ByHand answers={answers} onChange={onChange} />
        </>
      )}
    </section>
  );
}

function Said({ checked }: { checked: Checked }) {
  const { finding, on, directory } = checked;
  const { kind, notices } = finding;
  const obstacle = obstacleOf(checked);
  return (
    <>
      {kind === "none" && (
        <p>
          <strong>{typography(`Aucune annonce de procédure collective ni de radiation publiée au ${day(on)}.`)}</strong>{" "}
          {typography(
            `Cela ne prouve pas qu'il n'y en a pas : la publication suit le jugement de plusieurs jours ou semaines, et seules les entreprises immatriculées y figurent.`,
          )}
        </p>
      )}
      {kind !== "none" && (
        <div class="notice">
          <p>
            <strong>{typography(HEADLINES[kind])}</strong>
          </p>
          <Notices notices={notices} />
          {obstacle === "procedure-collective" && (
            <p>
              {typography(
                `N'envoyez pas cette lettre pour une facture antérieure au jugement : déclarez votre créance, dans les deux mois de la publication, parue le ${day(notices[0]!.published)}.`,
              )}
            </p>
          )}
          {obstacle === "radiee" && (
            <p>
              {typography("Une société radiée doit toujours ce qu'elle doit, mais plus personne ne la représente.")}
            </p>
          )}
          {obstacle ? (
            <p>
              <a href={`/mise-en-demeure/autrement/${obstacle}/`}>Que faire à la place</a>
            </p>
          ) : (
            <p>
              {typography("Lisez ce qui est publié avant d'envoyer la lettre : ")}
              <a href={searchPage(checked.siren)} rel="noreferrer" target="_blank">
                toutes les annonces sur bodacc.fr<span class="unseen"> (nouvel onglet)</span>
              </a>
            </p>
          )}
        </div>
      )}
      {directory?.closed && kind !== "struck_off" && (
        <p class="notice">
          {typography(
            `D'après l'annuaire des entreprises, elle a cessé son activité${directory.closedOn && ` le ${day(directory.closedOn)}`} : vérifiez-le avant d'envoyer la lettre.`,
          )}
        </p>
      )}
      {!directory && <p>{typography("L'annuaire des entreprises n'a pas dit si elle est toujours ouverte.")}</p>}
    </>
  );
}

const HEADLINES: Record<Exclude<Checked["finding"]["kind"], "none">, string> = {
  liquidation_judiciaire: "Une liquidation judiciaire est publiée.",
  redressement_judiciaire: "Un redressement judiciaire est publié.",
  sauvegarde: "Une procédure de sauvegarde est publiée.",
  struck_off: "Sa radiation du registre est publiée.",
  closed: "Une procédure collective a été close.",
  unknown_show_notice: "Ce qui est publié demande à être lu.",
};

function Notices({ notices }: { notices: readonly Notice[] }) {
  return (
    <ul>
      {notices.map(({ id, title, judged, court, published, link }) => (
        <li key={id}>
          {[title, judged && `jugement du ${day(judged)}`, court].filter(Boolean).join(", ")}
          {published && `, paru le ${day(published)}`}
          {`${NBSP}: `}
          <a href={link} rel="noreferrer" target="_blank">
            l’annonce<span class="unseen">{published && ` parue le ${day(published)}`} (nouvel onglet)</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function ByHand({ answers, onChange }: { answers: Answers; onChange: (answers: Answers) => void }) {
  const on = checkedByHand(answers) || today();
  return (
    <Checkbox
      name="asked.bodacc.by_hand"
      label={typography(`Vérifié par moi le ${day(on)}`)}
      checked={checkedByHand(answers) !== ""}
      onChange={(ticked) => onChange(withCheckByHand(answers, ticked ? today() : ""))}
    />
  );
}
