/**
 * The subscriber's space as the service tells it: one function per route, every French word already in the answer.
 *
 *   const answer = await cases();
 *   if (answer.problem) …   // NOT_SIGNED_IN never comes back: the person is led to /connexion/, then here again
 *
 * Amounts are "1234.56", days are ISO. Whatever is written carries an `id` chosen here, once per intention: the same id
 * sent twice is the same thing, done once. CONFLICT brings `problem.current`, as things have become.
 */
import { type Answer, asJson, ask, type Facts, type Problem, type Statement } from "../api";
import { typography } from "../text";
import { toSignIn } from "./session";

export type Regime = "b2b" | "b2c" | "non_professional" | "public";
/** A reason, or a remark: `code` for the program, `sentence` for people. */
export type Sentence = { code: string; sentence: string };

// --- cases ----------------------------------------------------------------------------------------------------------

export type SituationKind =
  | "not_due"
  | "late"
  | "reminded"
  | "notice_given"
  | "promised"
  | "plan"
  | "disputed"
  | "paused"
  | "stopped"
  | "answered"
  | "accessories_due"
  | "settled"
  | "closed";
export type ActionKind =
  | "review_and_send"
  | "confirm_sent"
  | "record_presentation"
  | "check_payment"
  | "answer_dispute"
  | "answer_debtor"
  | "declare_claim"
  | "settle_accessories"
  | "choose_procedure"
  | "close"
  | "correct"
  | "wait";
export type Group = "today" | "upcoming" | "unreachable" | "waiting" | "closed";

export type Situation = { kind: SituationKind; label: string; days: number | null; day: string | null };
export type NextAction = {
  kind: ActionKind;
  group: Group;
  day: string | null;
  /** The step it is about. */
  document: string | null;
  /** The number of the drawn letter it is about. */
  letter: number | null;
  /** The service sends it by itself. */
  automatic: boolean;
  /** What to write on the button; null when there is nothing to do. */
  button: string | null;
  why: Sentence;
};

/** A case in a list. */
export type CaseRow = {
  id: string;
  version: number;
  debtor: { id: string; name: string; regime: Regime };
  invoices: string[];
  /** Principal not paid, due or not. */
  owed: string;
  /** Principal overdue. */
  overdue: string;
  /** What the statement of the day asks for. */
  due: string;
  situation: Situation;
  next: NextAction;
};
export type CaseList = { today: string; cases: CaseRow[]; next: string | null };

export type TimelineEntry = {
  day: string;
  at: string | null;
  kind: string;
  by: string | null;
  title: string;
  detail: string | null;
  /** The id of the recorded event, to correct it; null for what is planned. */
  event: string | null;
  letter: number | null;
  corrected: boolean;
  planned: boolean;
};
export type Letter = {
  number: number;
  document: string;
  label: string;
  issued_on: string;
  amount: string;
  sent: { date: string; channel: string; registered_number: string | null } | null;
  presented_on: string | null;
  returned: { date: string; reason: string } | null;
  discarded: boolean;
  /** It was leaving by itself, and nothing says that it did. */
  uncertain: boolean;
};
export type Instalment = { date: string; amount: string; paid: string; state: "paid" | "due" | "late" | "to_come" };
export type CaseInvoice = { ref: string; amount_ttc: string; due_date: string; issue_date?: string | null };

/** A case, whole. */
export type CaseView = CaseRow & {
  opened_on: string;
  sending: "tell_me" | "send_reminders";
  facts: {
    invoices: CaseInvoice[];
    payments: { id: string; date: string; amount: string; invoice: string | null; means: string | null }[];
    disputes: { invoice: string; reason: string; since: string }[];
    promise: { until: string; amount: string | null; note: string | null } | null;
    insolvency: { procedure: string; judgment_date: string; published_on: string | null } | null;
    insolvency_checked_on: string | null;
    /** The PDFs that are kept, by the invoice's number; `event` is the id each was kept under. */
    invoice_files: Record<string, { event: string; filed_on: string; name: string; size: number }>;
    /** What the debtor said by the link of a message, that nobody has seen to. */
    answer: { answer: "paid" | "not_concerned"; words: string | null } | null;
    /** What BODACC says of the debtor, that a person must read. */
    publication: { published_on: string; nature: string; notice: string | null } | null;
    /** The reminder that leaves by itself, as the last mail told. */
    announced: { document: string; leaves_on: string } | null;
    /** The step that need not wait for its day. */
    released: string | null;
    renegotiated: Record<string, string>;
    skipped: string[];
    terms: { rate: Facts; public: Facts; [other: string]: unknown };
    /** What this case alone changes of the sequence. */
    scenario: ScenarioChanges;
    closed: { reason: string; note: string | null } | null;
    [other: string]: unknown;
  };
  statement: Statement;
  timeline: TimelineEntry[];
  letters: Letter[];
  plan: { instalments: Instalment[]; state: string } | null;
  limitation: { day: string; note: string } | null;
  /** Insolvency: the last day to declare the claim. */
  declare_by: string | null;
  /** The kinds of events that a person may record now. */
  allowed: string[];
  /** The documents that may be drawn now. */
  proposals: { documents: string[] };
  scenario: Scenario;
};

/** A page of the list, a hundred cases each. */
export function cases(after: string | null = null, closed = false): Promise<Answer<CaseList>> {
  const asked = new URLSearchParams({ ...(after && { after }), ...(closed && { closed: "1" }) }).toString();
  return get(`/cases${asked && `?${asked}`}`);
}

export function caseOf(id: string): Promise<Answer<CaseView>> {
  return get(`/cases/${id}`);
}

/** `joined` when that debtor already had an open case, which these invoices now belong to. */
export function openCase(facts: Facts): Promise<Answer<CaseView & { joined?: boolean }>> {
  return send("POST", "/cases", facts);
}

export type Recorded = { version: number; id: string; event: { kind: string; [fact: string]: unknown } };

export function recordEvent(id: string, recorded: Recorded): Promise<Answer<CaseView>> {
  return send("POST", `/cases/${id}/events`, recorded);
}

// --- letters --------------------------------------------------------------------------------------------------------

/** What a person chooses for one letter; all of it may be left out. */
export type Choices = Facts;
export type LetterAsked = { document: string; choices: Choices };

/** Where a form posts `letter` to show the letter in a frame. */
export function previewAddress(id: string): string {
  return `/api/cases/${id}/letters/preview`;
}

/** Asks for a preview only to hear its faults, which a frame could not place beside their fields. */
export function checkLetter(id: string, asked: LetterAsked): Promise<Answer<null>> {
  return call(`/cases/${id}/letters/preview`, asJson(asked), () => Promise.resolve(null));
}

export function drawLetter(
  id: string,
  asked: LetterAsked & { version: number; id: string },
): Promise<Answer<{ letter: number; case: CaseView }>> {
  return send("POST", `/cases/${id}/letters`, asked);
}

// --- files ----------------------------------------------------------------------------------------------------------

export type InvoiceFiled = { version: number; id: string; invoice: string; name: string; content_base64: string };

/** Keeps the PDF of an invoice, instead of the one it had. */
export function fileInvoice(id: string, told: InvoiceFiled): Promise<Answer<CaseView>> {
  return send("POST", `/cases/${id}/invoice-files`, told);
}

/** The addresses of files, for plain links. */
export function invoiceFile(id: string, file: string): string {
  return `/api/cases/${id}/invoice-files/${file}`;
}
export function letterFile(id: string, number: number): string {
  return `/api/cases/${id}/letters/${number}`;
}
export function caseFile(id: string): string {
  return `/api/cases/${id}/file`;
}

// --- the sequence ---------------------------------------------------------------------------------------------------

/** Days of each step; null: it is off. */
export type Scenario = {
  courtesy_reminder: number | null;
  first_reminder: number | null;
  second_reminder: number | null;
  formal_notice: number | null;
  last_notice: number | null;
  hour: number;
  gap_days: number;
  minimum_amount: string;
  validate_above: string | null;
};
export type ScenarioChanges = Partial<Record<keyof Scenario, number | string | { off: true } | null>>;

export type Step = { document: string; day: string; label: string };
/** The cases whose next step a change would move. */
export type Effects = {
  cases: { id: string; debtor: string; invoices: string[]; before: Step | null; after: Step | null }[];
};

export type ForecastStep = {
  case: string;
  debtor: string;
  invoices: string[];
  document: string;
  label: string;
  automatic: boolean;
  why: Sentence;
};
export type Forecast = { days: { day: string; steps: ForecastStep[] }[] };

export function forecast(): Promise<Answer<Forecast>> {
  return get("/forecast");
}

export function caseEffects(id: string, scenario: ScenarioChanges): Promise<Answer<Effects>> {
  return send("POST", `/cases/${id}/effects`, { scenario });
}

// --- the account ----------------------------------------------------------------------------------------------------

export type Account = {
  email: string;
  created_on: string;
  version: number;
  profile: Facts;
  scenarios: Record<Regime, ScenarioChanges>;
  default_scenarios: Record<Regime, Scenario>;
  /** The paths of the profile that a formal notice would lack. */
  missing: string[];
  /** Its mailbox refuses our mails since that day: nothing leaves by itself. */
  unheard_since: string | null;
};

/** The same answer whether or not the address is known. */
export function askSignIn(email: string): Promise<Answer<unknown>> {
  return send("POST", "/sign-ins", { email });
}
export function openSession(proof: { link: string } | { email: string; code: string }): Promise<Answer<Account>> {
  return send("POST", "/sessions", proof);
}
export function closeSession(): Promise<Answer<null>> {
  return call("/sessions/current", DELETE, nothing);
}
export function closeEverySession(): Promise<Answer<null>> {
  return call("/sessions", DELETE, nothing);
}

export function account(): Promise<Answer<Account>> {
  return get("/account");
}
export function putProfile(version: number, profile: Facts): Promise<Answer<Account>> {
  return send("PUT", "/account/profile", { version, profile });
}
export function putScenarios(version: number, scenarios: Account["scenarios"]): Promise<Answer<Account>> {
  return send("PUT", "/account/scenarios", { version, scenarios });
}
export function scenariosEffects(scenarios: Account["scenarios"]): Promise<Answer<Effects>> {
  return send("POST", "/account/scenarios/effects", { scenarios });
}
export function exportAccount(): Promise<Answer<{ url: string }>> {
  return send("POST", "/account/export", {});
}
export function eraseAccount(email: string): Promise<Answer<null>> {
  return call("/account/erasure", asJson({ email }), nothing);
}

// --- clients --------------------------------------------------------------------------------------------------------

export type FollowedDebtor = {
  regime: Regime;
  person: "legal_person" | "sole_trader" | "natural_person";
  debtor: Facts;
  public?: Facts;
  email?: string | null;
  scenario?: ScenarioChanges;
  opted_out?: boolean;
};
export type DebtorView = {
  id: string;
  version: number;
  facts: FollowedDebtor;
  open_cases: number;
  owed: string;
  overdue: string;
  record: { refused: Sentence | null; [figure: string]: unknown };
  /** Its e-mail address refused a message that day: no other is sent to it. */
  unreachable_since: string | null;
};

export function debtors(): Promise<Answer<{ debtors: DebtorView[] }>> {
  return get("/debtors");
}
export function debtor(id: string): Promise<Answer<DebtorView>> {
  return get(`/debtors/${id}`);
}
export function putDebtor(id: string, version: number, facts: FollowedDebtor): Promise<Answer<DebtorView>> {
  return send("PUT", `/debtors/${id}`, { version, facts });
}
export function debtorEffects(id: string, scenario: ScenarioChanges): Promise<Answer<Effects>> {
  return send("POST", `/debtors/${id}/effects`, { scenario });
}

// --- figures and import ---------------------------------------------------------------------------------------------

export type Figures = {
  today: string;
  totals: { owed: string; overdue: string; received_this_month: string };
  ageing: { bar: string; label: string; amount: string; invoices: number }[];
  received: { month: string; amount: string }[];
  average_delay: { days: number | null; total_days?: number; invoices: number; definition: string };
  records: { debtor: string; name: string; [figure: string]: unknown }[];
};
export type ListName = "cases" | "debtors" | "ageing" | "received" | "records";

export function figures(): Promise<Answer<Figures>> {
  return get("/figures");
}
/** The address of a list as CSV, for a plain link. */
export function listFile(name: ListName): string {
  return `/api/lists/${name}`;
}

export type Mapping = Record<string, string>;
export type ImportPreview = {
  columns: string[];
  mapping: Mapping;
  fields: { name: string; label: string; required: boolean }[];
  rows: {
    line: number;
    debtor: string;
    invoice: string;
    amount: string;
    due_date: string;
    status: "new" | "known" | "paid" | "faulty";
    faults: { field: string; code: string; message: string }[];
  }[];
  new: number;
  known: number;
  faulty: number;
};
export type Imported = { opened: string[]; joined: string[]; ignored: number };

export function previewImport(csv: string, mapping?: Mapping): Promise<Answer<ImportPreview>> {
  return send("POST", "/imports", { csv, ...(mapping && { mapping }) });
}
export function confirmImport(facts: Facts): Promise<Answer<Imported>> {
  return send("POST", "/imports/confirmed", facts);
}

// --- how it is asked ------------------------------------------------------------------------------------------------

/** The service takes no write that another site's page could send. */
const DELETE = { method: "DELETE", headers: { "Content-Type": "application/json" } };

/** An id for what is about to be written: sent twice, it is recorded once. */
export function newId(): string {
  return crypto.randomUUID();
}

async function get<Value>(path: string): Promise<Answer<Value>> {
  const answer = await call<Value>(path, {}, (response) => response.json());
  if (answer.problem?.code !== "UNREACHABLE") return answer;
  const detail = typography("Le service est injoignable. Rien n'est perdu : vérifiez votre connexion et réessayez.");
  return { problem: { ...answer.problem, detail } };
}

function send<Value>(method: string, path: string, body: unknown): Promise<Answer<Value>> {
  return call(path, asJson(body, method), (response) => response.json());
}

async function call<Value>(
  path: string,
  options: RequestInit,
  read: (response: Response) => Promise<Value>,
): Promise<Answer<Value>> {
  const answer = await ask(`/api${path}`, options, read);
  if (answer.problem?.code !== "NOT_SIGNED_IN") return answer;
  toSignIn();
  return new Promise(() => {}); // the page is going away
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}

/** What a refused write leaves: the faults of its fields, or one sentence for the whole. */
export function faultsOf(problem: Problem): { name: string; message: string }[] {
  if (!problem.errors.length) return [{ name: "", message: problem.detail }];
  return problem.errors.map(({ field, message }) => ({ name: field.replace(/^(event|choices)\.?/, ""), message }));
}
