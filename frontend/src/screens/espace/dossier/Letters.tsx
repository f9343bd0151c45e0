/** The letters drawn for this case, what became of each, and what may be said of it. */
import { drawnAt, factAt } from "../../../space/address";
import { type CaseView, type Letter, letterFile } from "../../../space/api";
import { CHANNELS } from "../../../space/words";
import { amount, day, NBSP, typography } from "../../../text";

export function Letters({ view }: { view: CaseView }) {
  if (!view.letters.length) return null;
  return (
    <table class="letters">
      <caption>
        <h2>Les lettres</h2>
      </caption>
      <thead>
        <tr>
          <th scope="col">Lettre</th>
          <th scope="col" class="amount">
            Demandé
          </th>
        </tr>
      </thead>
      <tbody>
        {view.letters.map((letter) => (
          <tr key={letter.number}>
            <th scope="row">
              {letter.label}
              <small>Établie le {day(letter.issued_on)}</small>
              {said(letter).map((each) => (
                <small key={each}>{each}</small>
              ))}
              <Links view={view} letter={letter} />
            </th>
            <td class="amount">{amount(letter.amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const RETURNS: Readonly<Record<string, string>> = {
  unclaimed: "non réclamée",
  unknown: "destinataire inconnu à l’adresse",
  refused: "refusée",
  address: "défaut d’accès ou d’adressage",
};

function said({ sent, presented_on, returned, discarded, uncertain }: Letter): string[] {
  if (discarded) return ["Abandonnée, jamais envoyée"];
  if (!sent) return [uncertain ? typography("À vérifier : rien ne dit si elle est partie") : "Pas encore envoyée"];
  const number = sent.registered_number && `, n°${NBSP}${sent.registered_number}`;
  return [
    `Envoyée le ${day(sent.date)}, ${CHANNELS[sent.channel] ?? sent.channel}${number || ""}`,
    ...(presented_on ? [`Présentée le ${day(presented_on)}`] : []),
    ...(returned ? [`Revenue le ${day(returned.date)}, ${RETURNS[returned.reason] ?? returned.reason}`] : []),
  ];
}

function Links({ view, letter }: { view: CaseView; letter: Letter }) {
  const { number, label, document, sent, presented_on, returned, discarded } = letter;
  const about = { lettre: number };
  const may = (kind: string) => view.allowed.includes(kind);
  const registered = sent?.channel.endsWith("registered") && document.endsWith("notice");
  const acts: [string, string][] = [
    ...(!sent && !discarded && may("letter_sent")
      ? [[drawnAt(view.id, number), letter.uncertain ? "Dire si elle est partie" : "L’envoyer"] as [string, string]]
      : []),
    ...(registered && !presented_on && may("letter_presented")
      ? [[factAt(view.id, "presentation", about), "Indiquer la présentation"] as [string, string]]
      : []),
    ...(sent && !returned && sent.channel !== "email" && may("letter_returned")
      ? [[factAt(view.id, "retour", about), "Noter son retour"] as [string, string]]
      : []),
  ];
  return (
    <span class="asides">
      <a href={letterFile(view.id, number)}>
        PDF<span class="unseen"> : {label}</span>
      </a>
      {acts.map(([href, words]) => (
        <a key={href} href={href}>
          {words}
          <span class="unseen"> : {label}</span>
        </a>
      ))}
    </span>
  );
}
