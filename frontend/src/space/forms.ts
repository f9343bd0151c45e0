/**
 * The forms of a case, as data: each records one fact. Under its French name, as in the address of its page:
 *
 *   const form = formOf("paiement", view, about, today());      // null: this page has no such form
 *   form.items, form.first      // what it asks, and what is already written in it
 *   form.event(facts, answers)  // what the service records
 *
 * `about` holds what the address says more: which letter, which event, which document.
 */
import type { Facts } from "../api";
import { type Answers, type Item, is, type Option, type Text } from "../questions/question";
import { typedOf } from "../questions/typed";
import { amount, day, enumerate, NBSP } from "../text";
import type { CaseView } from "./api";
import { dated, INSTALMENTS, PENALTIES, reason, sum } from "./fields";
import { CHANNELS, DOCUMENTS, lower, written } from "./words";

export type CaseForm = {
  /** The kind of the fact, as `allowed` names it. */
  kind: string;
  title: string;
  says?: string;
  items: readonly Item[];
  first?: Answers;
  /** What the button does. */
  button: string;
  /** Said on the case's page once it is recorded. */
  done: string;
  event: (facts: Facts, answers: Answers) => Facts;
};

type Asked = { view: CaseView; about: URLSearchParams; today: string };
type Make = (asked: Asked) => Omit<CaseForm, "event"> & { event?: CaseForm["event"] };

export function formOf(fact: string, view: CaseView, about: URLSearchParams, today: string): CaseForm | null {
  const make = FORMS[fact];
  return make ? { event: (facts) => facts, ...make({ view, about, today }) } : null;
}

// --- fields that several forms share --------------------------------------------------------------------------------

const OTHER = "autre";

const NOTE: Text = { control: "lines", name: "note", label: "Note", kind: "paragraph", optional: true };

function invoiceNames(view: CaseView): Option[] {
  return view.facts.invoices.map(({ ref, amount_ttc }) => ({ value: ref, label: `${ref}, ${amount(amount_ttc)}` }));
}

/** Nothing is asked when there is only one. */
function invoiceItem(view: CaseView, name: string, all = ""): Item[] {
  const options = invoiceNames(view);
  if (options.length < 2) return [];
  const first = { value: "", label: all || "Choisissez" };
  return [
    {
      control: "select",
      name,
      label: "Facture",
      options: [first, ...options],
      optional: all !== "",
      missing: "Choisissez la facture",
    },
  ];
}

function onlyInvoice(view: CaseView): string {
  return view.facts.invoices[0]!.ref;
}

/** The sums that the service knows, and any other. */
function amountItem(view: CaseView, label: string): Item {
  return {
    control: "radios",
    name: "asked.amount",
    label,
    missing: "Choisissez le montant",
    options: [
      ...knownAmounts(view).map(([value, words]) => ({ value, label: `${words} : ${amount(value)}` })),
      { value: OTHER, label: "Un autre montant", asks: [sum("amount", "Montant")] },
    ],
  };
}

function firstAmount(view: CaseView): string {
  return knownAmounts(view)[0]?.[0] ?? OTHER;
}

function knownAmounts(view: CaseView): [string, string][] {
  const late = view.plan?.instalments.find(({ state }) => state === "due" || state === "late");
  const found: [string | null | undefined, string][] = [
    [late && !/[1-9]/.test(late.paid) ? late.amount : undefined, "L'échéance convenue"],
    [view.facts.promise?.amount, "La somme promise"],
    [view.due, "Tout ce qui est dû aujourd'hui"],
    [view.overdue, "Les factures échues seules"],
    [view.owed, "Toutes les factures"],
  ];
  const seen = new Set<string>();
  return found.filter((each): each is [string, string] => {
    const value = each[0];
    const fresh = Boolean(value && /[1-9]/.test(value) && !seen.has(value));
    if (value) seen.add(value);
    return fresh;
  });
}

/** The amount chosen, in its place. */
function withAmount(facts: Facts, answers: Answers): Facts {
  const chosen = answers["asked.amount"];
  return chosen === OTHER ? facts : { ...facts, amount: chosen };
}

function letterOf({ view, about }: Asked) {
  const number = Number(about.get("lettre"));
  const letter = view.letters.find((each) => each.number === number);
  const { label = "Lettre", document = "", uncertain = false, issued_on = "" } = letter ?? {};
  return { number, label, document, uncertain, issued_on };
}

// --- the forms ------------------------------------------------------------------------------------------------------

const FORMS: Readonly<Record<string, Make>> = {
  paiement: ({ view, today }) => ({
    kind: "payment_received",
    title: "Enregistrer un paiement",
    items: [
      amountItem(view, "Montant reçu"),
      dated(
        "date",
        "Reçu le",
        "Indiquez la date du paiement, par exemple 27/3/2026",
        "Le jour où votre compte a été crédité",
      ),
      ...invoiceItem(view, "invoice", "Les plus anciennes d'abord"),
      {
        control: "text",
        name: "means",
        label: "Moyen de paiement",
        hint: "Par exemple virement ou chèque n°\u00a01234567",
        width: "medium",
        optional: true,
      },
    ],
    first: { "asked.amount": firstAmount(view), date: written(today) },
    button: "Enregistrer le paiement",
    done: "Le paiement est enregistré.",
    event: withAmount,
  }),

  avoir: ({ view, today }) => ({
    kind: "credit_note_issued",
    title: "Enregistrer un avoir",
    items: [
      {
        control: "text",
        name: "credit_note.id",
        label: "Numéro de l'avoir",
        width: "short",
        missing: "Indiquez le numéro de l'avoir",
      },
      ...invoiceItem(view, "credit_note.invoice"),
      sum("credit_note.amount", "Montant toutes taxes comprises"),
      dated("credit_note.date", "Date de l'avoir", "Indiquez la date de l'avoir, par exemple 27/3/2026"),
    ],
    first: { "credit_note.date": written(today) },
    button: "Enregistrer l'avoir",
    done: "L'avoir est enregistré.",
    event: ({ credit_note }) => ({ credit_note: { invoice: onlyInvoice(view), ...(credit_note as Facts) } }),
  }),

  promesse: () => ({
    kind: "payment_promised",
    title: "Noter une promesse de paiement",
    says: "Rien ne part jusqu'à la date promise, ce jour compris. Le lendemain, nous vous demandons si le paiement est arrivé.",
    items: [
      dated("until", "Paiement promis au plus tard le", "Indiquez la date promise, par exemple 27/3/2026"),
      { ...sum("amount", "Somme promise"), optional: true },
      { ...NOTE, hint: "Par qui, comment : les faits seulement" },
    ],
    button: "Noter la promesse",
    done: "La promesse est notée.",
  }),

  contestation: ({ view }) => ({
    kind: "dispute_raised",
    title: "Noter une contestation",
    says: "Les relances d'une facture contestée s'arrêtent aussitôt. Elles reprendront quand vous aurez répondu.",
    items: [
      ...invoiceItem(view, "invoice", "Toutes les factures du dossier"),
      {
        ...reason("Ce que dit votre client", "Indiquez ce que conteste votre client"),
        hint: "Ses raisons, telles qu'il les donne",
      },
    ],
    button: "Noter la contestation",
    done: "La contestation est notée : les relances sont arrêtées.",
    event: inInvoices,
  }),

  reponse: ({ view }) => {
    const disputed = view.facts.disputes.map(({ invoice }) => invoice);
    const told = view.facts.disputes[0];
    return {
      kind: "dispute_settled",
      title: "Répondre à la contestation",
      says: told
        ? `Facture ${enumerate(disputed)}, contestée le ${day(told.since)} : « ${told.reason} ». Répondez par écrit à votre client, puis gardez ici ce que vous avez répondu. Les relances reprendront.`
        : "Gardez ici ce que vous avez répondu. Les relances reprendront.",
      items: [
        ...(disputed.length > 1
          ? [
              {
                control: "select",
                name: "invoice",
                label: "Facture",
                options: [
                  { value: "", label: "Toutes les factures contestées" },
                  ...invoiceNames(view).filter(({ value }) => disputed.includes(value)),
                ],
                optional: true,
              } as const,
            ]
          : []),
        reason("Votre réponse", "Indiquez ce que vous avez répondu", "answer"),
      ],
      button: "Enregistrer la réponse",
      done: "La réponse est enregistrée.",
      event: inInvoices,
    };
  },

  pause: () => ({
    kind: "paused",
    title: "Mettre en pause",
    says: "Rien ne part jusqu'à cette date, ce jour compris. Les pénalités continuent de courir.",
    items: [
      dated("until", "En pause jusqu'au", "Indiquez la fin de la pause, par exemple 27/3/2026"),
      reason("Pourquoi", "Indiquez la raison de la pause"),
    ],
    button: "Mettre en pause",
    done: "Le dossier est en pause.",
  }),

  reprise: ({ view }) => ({
    kind: "resumed",
    title: "Reprendre les relances",
    says: view.facts.answer
      ? "La réponse de votre client ne retient plus rien : le calendrier reprend."
      : view.facts.promise
        ? `La promesse de paiement au ${day(view.facts.promise.until)} ne retient plus rien : le calendrier reprend.`
        : "La pause prend fin : le calendrier reprend.",
    items: [],
    button: "Reprendre les relances",
    done: "Les relances reprennent.",
  }),

  report: ({ view }) => ({
    kind: "due_date_renegotiated",
    title: "Accorder une nouvelle échéance",
    says: "Les relances attendent cette date. L'échéance d'origine ne change pas : le décompte part toujours d'elle.",
    items: [
      ...invoiceItem(view, "invoice"),
      dated("due_date", "Nouvelle échéance", "Indiquez la nouvelle échéance, par exemple 27/3/2026"),
    ],
    button: "Accorder cette échéance",
    done: "La nouvelle échéance est notée.",
    event: (facts) => ({ invoice: onlyInvoice(view), ...facts }),
  }),

  echeancier: ({ today }) => ({
    kind: "plan_agreed",
    title: "Convenir d'un échéancier",
    says: "Les relances attendent tant que les échéances sont payées. Enregistrez ici ce que vous avez convenu avec votre client.",
    items: [
      INSTALMENTS,
      PENALTIES,
      {
        control: "text",
        name: "plan.cure_days",
        label: "Délai pour régulariser une échéance manquée",
        hint: "De 8 à 15\u00a0jours",
        kind: "days",
        width: "tiny",
        unit: "jours",
        inputmode: "numeric",
        missing: "Indiquez un délai, par exemple 8\u00a0jours",
      },
      dated("plan.agreed_on", "Convenu le", "Indiquez la date de l'accord, par exemple 27/3/2026"),
      {
        control: "tick",
        name: "plan.signed",
        label: "Votre client a signé l'accord",
        hint: "Il y reconnaît devoir la somme",
      },
    ],
    first: { "plan.agreed_on": written(today), "plan.cure_days": "8" },
    button: "Enregistrer l'échéancier",
    done: "L'échéancier est enregistré.",
  }),

  "fin-echeancier": () => ({
    kind: "plan_ended",
    title: "Mettre fin à l'échéancier",
    says: "Le calendrier des relances reprend.",
    items: [reason("Pourquoi", "Indiquez la raison")],
    button: "Mettre fin à l'échéancier",
    done: "L'échéancier a pris fin.",
  }),

  procedure: () => ({
    kind: "insolvency_recorded",
    title: "Noter une procédure collective",
    says: "Tout s'arrête : aucune lettre ne part plus, le décompte est arrêté au jugement, et la date limite pour déclarer votre créance s'affiche.",
    items: [
      {
        control: "radios",
        name: "procedure",
        label: "Procédure",
        missing: "Choisissez la procédure",
        options: [
          { value: "safeguard", label: "Sauvegarde" },
          { value: "receivership", label: "Redressement judiciaire" },
          { value: "liquidation", label: "Liquidation judiciaire" },
        ],
      },
      dated("judgment_date", "Date du jugement d'ouverture", "Indiquez la date du jugement, par exemple 27/3/2026"),
      {
        ...dated("published_on", "Publié au BODACC le", "", "Le délai pour déclarer part de cette date"),
        optional: true,
      },
      {
        control: "text",
        name: "notice",
        label: "Adresse de l'annonce",
        hint: "Sur bodacc.fr",
        kind: "link",
        inputmode: "url",
        optional: true,
      },
    ],
    button: "Noter la procédure",
    done: "La procédure est notée : plus rien ne partira.",
  }),

  verification: ({ view, today }) => {
    const found = view.facts.publication;
    return {
      kind: "insolvency_checked",
      title: "Noter une vérification au BODACC",
      says: found
        ? `Annonce du ${day(found.published_on)} : « ${found.nature} ». Si vous l'avez lue et qu'elle n'ouvre aucune procédure, dites-le ici : le calendrier reprend.`
        : "Vous avez cherché votre client au BODACC, et n'y avez trouvé aucune procédure collective.",
      items: [dated("date", "Vérifié le", "Indiquez la date de la vérification, par exemple 27/3/2026")],
      first: { date: written(today) },
      button: "Noter la vérification",
      done: "La vérification est notée.",
    };
  },

  obstacle: ({ view: { debtor } }) => ({
    kind: "obstacle_recorded",
    title: "Noter un empêchement",
    says: "Dans ces situations, une lettre n'est plus la bonne démarche : rien ne partira.",
    items: [
      {
        control: "radios",
        name: "obstacle",
        label: "Situation de votre client",
        missing: "Choisissez la situation",
        options: [
          {
            value: "over_indebtedness",
            label: "Son dossier de surendettement est accepté",
            when: () => debtor.regime === "b2c",
          },
          { value: "deceased", label: "La personne est décédée" },
          { value: "protected_adult", label: "La personne est sous tutelle ou curatelle" },
          { value: "struck_off", label: "L'entreprise est radiée du registre", when: () => debtor.regime !== "b2c" },
        ],
      },
      { ...NOTE, hint: "Les faits utiles seulement, rien sur la santé ni la vie privée" },
    ],
    button: "Noter l'empêchement",
    done: "L'empêchement est noté : plus rien ne partira.",
  }),

  reconnaissance: ({ today }) => ({
    kind: "acknowledgement_signed",
    title: "Noter une reconnaissance de dette signée",
    says: "Une reconnaissance signée par votre client fait repartir le délai de prescription. Gardez l'original.",
    items: [dated("date", "Signée le", "Indiquez la date de la signature, par exemple 27/3/2026")],
    first: { date: written(today) },
    button: "Noter la reconnaissance",
    done: "La reconnaissance est notée.",
  }),

  remise: ({ view }) => ({
    kind: "accessories_waived",
    title: "Renoncer aux pénalités ou à l'indemnité",
    says: "C'est un geste commercial. La somme abandonnée reste visible dans l'historique.",
    items: [
      {
        control: "radios",
        name: "asked.waived",
        label: "Vous renoncez",
        missing: "Dites à quoi vous renoncez",
        options: [
          { value: "penalties", label: "Aux pénalités de retard" },
          { value: "indemnity", label: "À l'indemnité forfaitaire" },
          { value: "both", label: "Aux deux" },
        ],
      },
      reason("Pourquoi", "Indiquez la raison de ce geste"),
    ],
    first: view.situation.kind === "accessories_due" ? { "asked.waived": "both" } : {},
    button: "Renoncer à ces sommes",
    done: "Le geste est enregistré.",
    event: (facts, { "asked.waived": waived }) => ({
      ...facts,
      penalties: waived !== "indemnity",
      indemnity: waived !== "penalties",
    }),
  }),

  facture: ({ view, about }) => {
    const found = view.facts.invoices.find(({ ref }) => ref === about.get("facture")) ?? view.facts.invoices[0]!;
    const { ref, amount_ttc, issue_date, due_date } = found;
    const kept = is("asked.kept", "oui");
    return {
      kind: "invoice_corrected",
      title: `Corriger la facture ${ref}`,
      items: [
        {
          control: "radios",
          name: "asked.kept",
          label: "Cette facture",
          missing: "Dites ce que devient cette facture",
          options: [
            { value: "oui", label: "Elle contient une erreur de saisie" },
            { value: "non", label: "Elle n'a rien à faire dans ce dossier" },
          ],
        },
        {
          control: "row",
          when: kept,
          items: [
            {
              control: "text",
              name: "becomes.ref",
              label: "Numéro",
              width: "short",
              missing: "Indiquez le numéro de la facture",
            },
            sum("becomes.amount_ttc", "Montant toutes taxes comprises"),
          ],
        },
        {
          control: "row",
          when: kept,
          items: [
            { ...dated("becomes.issue_date", "Date d'émission", ""), optional: true },
            dated("becomes.due_date", "Date d'échéance", "Indiquez la date d'échéance, par exemple 27/3/2026"),
          ],
        },
        reason("Pourquoi", "Indiquez la raison de cette correction"),
      ],
      first: { "asked.kept": "oui", ...typedOf({ becomes: { ref, amount_ttc, issue_date, due_date } }) },
      button: "Corriger la facture",
      done: "La facture est corrigée.",
      event: ({ becomes, ...facts }, answers) => ({
        ...facts,
        invoice: ref,
        becomes: kept(answers) ? { ...found, ...(becomes as Facts) } : null,
      }),
    };
  },

  envoi: (asked) => {
    const { number, label, document, uncertain, issued_on } = letterOf(asked);
    const notice = document.endsWith("notice");
    const channels = notice
      ? ["registered", "electronic_registered", "hand_delivery"]
      : ["email", "post", "registered", "hand_delivery"];
    return {
      kind: "letter_sent",
      title: `${label} : confirmer l'envoi`,
      items: [
        dated("date", "Partie le", "Indiquez la date d'envoi, par exemple 27/3/2026"),
        {
          control: "radios",
          name: "channel",
          label: "Envoyée",
          missing: "Choisissez le moyen d'envoi",
          options: channels.map((value) => ({
            value,
            label: capital(CHANNELS[value]!),
            ...(value.endsWith("registered") && { asks: [REGISTERED] }),
          })),
        },
      ],
      first: {
        date: written(uncertain ? issued_on : asked.today),
        ...(notice && { channel: "registered" }),
        ...(uncertain && { channel: "email" }),
      },
      button: "Confirmer l'envoi",
      done: "L'envoi est noté.",
      event: (facts) => ({ ...facts, letter: number }),
    };
  },

  presentation: (asked) => {
    const { number, label } = letterOf(asked);
    return {
      kind: "letter_presented",
      title: `${label} : date de présentation`,
      says: "Le délai donné à votre client part de la première présentation du recommandé, même s'il ne l'a pas retiré.",
      items: [
        dated(
          "date",
          "Présentée pour la première fois le",
          "Indiquez la date de première présentation, par exemple 27/3/2026",
          "Lisez-la sur l'avis de réception ou sur le suivi en ligne",
        ),
      ],
      button: "Enregistrer la date",
      done: "La date de présentation est notée.",
      event: (facts) => ({ ...facts, letter: number }),
    };
  },

  retour: (asked) => {
    const { number, label } = letterOf(asked);
    return {
      kind: "letter_returned",
      title: `${label} : retour du courrier`,
      items: [
        dated("date", "Revenue le", "Indiquez la date du retour, par exemple 27/3/2026"),
        {
          control: "radios",
          name: "reason",
          label: "Motif porté sur l'enveloppe",
          missing: "Choisissez le motif du retour",
          options: [
            { value: "unclaimed", label: "Pli avisé et non réclamé" },
            { value: "unknown", label: "Destinataire inconnu à l'adresse" },
            { value: "refused", label: "Pli refusé par le destinataire" },
            { value: "address", label: "Défaut d'accès ou d'adressage" },
          ],
        },
      ],
      first: { date: written(asked.today) },
      button: "Noter le retour",
      done: "Le retour est noté.",
      event: (facts) => ({ ...facts, letter: number }),
    };
  },

  abandon: (asked) => {
    const { number, label } = letterOf(asked);
    return {
      kind: "letter_discarded",
      title: `${label} : ne pas l'envoyer`,
      says: "Cette lettre n'est pas partie et ne partira pas. Son étape reste à faire : vous pourrez en établir une autre.",
      items: [{ ...reason("Pourquoi", ""), optional: true }],
      button: "Abandonner cette lettre",
      done: "La lettre est abandonnée.",
      event: (facts) => ({ ...facts, letter: number }),
    };
  },

  sauter: ({ view, about }) => {
    const document = about.get("document") ?? view.next.document ?? "";
    const label = DOCUMENTS[document] ?? "Étape";
    return {
      kind: "step_skipped",
      title: `Passer l'étape : ${lower(label)}`,
      says: "Elle ne sera pas envoyée dans ce dossier. L'étape suivante viendra à sa date.",
      items: [],
      button: "Passer cette étape",
      done: "L'étape est passée.",
      event: () => ({ document }),
    };
  },

  liberer: ({ view: { next } }) => {
    const document = next.document ?? "";
    const label = DOCUMENTS[document] ?? "Relance";
    return {
      kind: "step_released",
      title: `${label} : envoyer maintenant`,
      says: "Elle part en votre nom dès que possible, un jour ouvré entre 8\u00a0h et 19\u00a0h, sans attendre sa date. Le délai entre deux messages au même client reste respecté.",
      items: [],
      button: "Envoyer maintenant",
      done: "La relance partira dès que possible.",
      event: () => ({ document }),
    };
  },

  envois: ({ view }) => ({
    kind: "sending_chosen",
    title: "Qui envoie les relances",
    items: [
      {
        control: "radios",
        name: "sending",
        label: "Pour ce dossier",
        missing: "Choisissez qui envoie les relances",
        options: [
          { value: "tell_me", label: "Me prévenir, je relis", hint: "Rien ne part sans vous" },
          {
            value: "send_reminders",
            label: "Envoyer les relances en mon nom",
            hint: "Par courriel, à leur date. Une mise en demeure est toujours relue par vous.",
          },
        ],
      },
    ],
    first: { sending: view.sending },
    button: "Enregistrer ce choix",
    done: "Le choix est enregistré.",
  }),

  note: () => ({
    kind: "noted",
    title: "Ajouter une note",
    items: [
      {
        ...reason("Note", "Écrivez la note", "text"),
        hint: "Un appel, un message : les faits seulement. Votre client peut demander à lire ce qui le concerne.",
      },
    ],
    button: "Ajouter la note",
    done: "La note est ajoutée.",
  }),

  correction: ({ view, about }) => {
    const event = about.get("evenement") ?? "";
    const wrong = view.timeline.find((each) => each.event === event);
    const told = wrong
      ? [`« ${wrong.title} », le ${day(wrong.day)}`, wrong.detail].filter(Boolean).join(`${NBSP}: `)
      : "";
    return {
      kind: "corrected",
      title: "Corriger un fait",
      says: `${told && `${told}. `}Le dossier redevient ce qu'il serait sans ce fait. L'historique garde le fait et sa correction.`,
      items: [reason("Pourquoi ce fait est inexact", "Indiquez la raison de cette correction")],
      button: "Annuler ce fait",
      done: "Le fait est annulé.",
      event: (facts) => ({ ...facts, event }),
    };
  },

  retrait: ({ view, about }) => {
    const invoice = about.get("facture") ?? "";
    return {
      kind: "corrected",
      title: `Retirer le PDF de la facture ${invoice}`,
      says: "La facture reste dans le dossier. Son PDF n'accompagnera plus les lettres à venir ni le dossier à télécharger. Celles qui sont établies ne changent pas.",
      items: [],
      button: "Retirer le PDF",
      done: "Le PDF est retiré.",
      event: () => ({ event: view.facts.invoice_files[invoice]?.event ?? "", reason: "PDF de la facture retiré" }),
    };
  },

  cloture: ({ view }) => ({
    kind: "closed",
    title: "Clore le dossier",
    says: "Plus rien ne partira. Vous pourrez le rouvrir.",
    items: [
      {
        control: "radios",
        name: "reason",
        label: "Pourquoi",
        missing: "Choisissez la raison",
        options: [
          { value: "paid", label: "Tout est payé" },
          { value: "waived", label: "Vous abandonnez le reste" },
          { value: "written_off", label: "La créance est perdue" },
          {
            value: "handed_over",
            label: "Le dossier est confié à un commissaire de justice, un avocat ou un tribunal",
          },
          { value: "mistake", label: "Le dossier a été ouvert par erreur" },
          { value: "other", label: "Une autre raison" },
        ],
      },
      NOTE,
    ],
    first: view.situation.kind === "settled" ? { reason: "paid" } : {},
    button: "Clore le dossier",
    done: "Le dossier est clos.",
  }),

  reouverture: () => ({
    kind: "reopened",
    title: "Rouvrir le dossier",
    items: [reason("Pourquoi", "Indiquez la raison")],
    button: "Rouvrir le dossier",
    done: "Le dossier est rouvert.",
  }),
};

const REGISTERED: Text = {
  control: "text",
  name: "registered_number",
  label: "Numéro du recommandé",
  width: "medium",
  optional: true,
};

function inInvoices({ invoice, ...facts }: Facts): Facts {
  return { ...facts, invoices: invoice ? [invoice] : [] };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
