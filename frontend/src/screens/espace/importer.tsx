/** A table of invoices: which column is what, then each line as it was read; all of them are followed, or none. */
import { useState } from "preact/hooks";
import type { Facts, Problem } from "../../api";
import { WHOSE } from "../../questions/followed";
import { readTable } from "../../reading/csv";
import { CASES, caseAt } from "../../space/address";
import * as api from "../../space/api";
import { open } from "../../space/open";
import { enumerate, NBSP, typography } from "../../text";
import { ErrorSummary } from "../../ui/ErrorSummary";
import { FileDrop } from "../../ui/FileDrop";
import { Select } from "../../ui/Select";
import { Status, useTask } from "../../ui/Status";
import { Questions } from "../wizard/Questions";
import { Done, Submit, useForm } from "./form";
import { ImportRows } from "./ImportRows";

const HERE = "/espace/importer/";
const LARGEST = 2 * 1024 * 1024; // bytes, as the service takes them
const HINT =
  "CSV, une ligne par facture : au moins le client, le numéro, l'échéance et le montant toutes taxes comprises. Le fichier est lu, puis oublié.";

/** `id` is the import's: asked twice, it is done once. */
type Table = { id: string; name: string; csv: string; preview: api.ImportPreview };

function ImportPage() {
  const [table, setTable] = useState<Table | null>(null);
  const [refusal, setRefusal] = useState("");
  const [imported, setImported] = useState<{ outcome: api.Imported; cases: readonly api.CaseRow[] } | null>(null);
  const task = useTask();

  async function take(file: File) {
    setTable(null);
    setRefusal("");
    if (file.size > LARGEST)
      return setRefusal(typography("Ce fichier dépasse 2 Mo : partagez-le en plusieurs fichiers."));
    await look({ id: api.newId(), name: file.name, csv: readTable(await file.arrayBuffer()) });
  }

  async function look(file: Omit<Table, "preview">, mapping?: api.Mapping) {
    const { value: preview, problem } = await api.previewImport(file.csv, mapping);
    if (preview) setTable({ ...file, preview });
    setRefusal(problem ? told(problem) : "");
  }

  if (imported) return <Result {...imported} />;
  return (
    <>
      <a class="back" href={CASES}>
        Dossiers
      </a>
      <h1>Importer des factures</h1>
      <div class="import-file">
        <FileDrop
          name="table"
          label={table ? "Choisir un autre fichier" : "Votre fichier"}
          hint={typography(HINT)}
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onFile={(file) => task.run("Lecture du fichier…", () => take(file))}
        />
        <Status task={task} />
        <div role="status">
          {refusal && <p class="notice">{refusal}</p>}
          {table && <p class={table.preview.faulty ? "notice" : "good"}>{typography(said(table))}</p>}
        </div>
      </div>
      {table && (
        <>
          <Columns
            key={table.name + JSON.stringify(table.preview.mapping)}
            preview={table.preview}
            onRead={(mapping) => task.run("Lecture du fichier…", () => look(table, mapping))}
          />
          <ImportRows rows={table.preview.rows} />
          <Confirm
            {...table}
            onDone={(outcome, cases) => setImported({ outcome, cases })}
            onFault={() => look(table, table.preview.mapping)}
          />
        </>
      )}
    </>
  );
}

type ColumnsProps = { preview: api.ImportPreview; onRead: (mapping: api.Mapping) => void };

/** The guess, to correct. */
function Columns({ preview: { columns, fields, mapping }, onRead }: ColumnsProps) {
  const [chosen, setChosen] = useState(mapping);
  const options = [
    { value: "", label: "Aucune colonne" },
    ...columns.map((column) => ({ value: column, label: column || "(sans titre)" })),
  ];
  const changed = fields.some(({ name }) => (chosen[name] ?? "") !== (mapping[name] ?? ""));
  const lacking = fields.some(({ name, required }) => required && !mapping[name]);
  return (
    <details class="columns" open={lacking || changed}>
      <summary>Les colonnes du fichier</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onRead(Object.fromEntries(Object.entries(chosen).filter(([, column]) => column)));
        }}
      >
        <div class="columns-asked">
          {fields.map(({ name, label, required }) => (
            <Select
              key={name}
              name={`mapping.${name}`}
              label={typography(label)}
              optional={!required}
              value={chosen[name] ?? ""}
              onChange={(column) => setChosen({ ...chosen, [name]: column })}
              options={options}
            />
          ))}
        </div>
        <p>
          <button type="submit" class="quiet">
            Relire le fichier avec ces colonnes
          </button>
        </p>
      </form>
    </details>
  );
}

type ConfirmProps = Table & {
  onDone: (outcome: api.Imported, cases: readonly api.CaseRow[]) => void;
  onFault: () => Promise<void>;
};

/** Nothing is followed while a line is wrong. */
function Confirm({ id, name, csv, preview, onDone, onFault }: ConfirmProps) {
  const form = useForm({
    key: `${HERE} ${name}`,
    first: {},
    items: WHOSE,
    nameOf: (field) => field.replace(/^defaults\./, ""),
  });

  async function confirm({ regime, person }: Facts) {
    const plain = regime === "b2c" ? "natural_person" : "legal_person";
    const defaults = { regime, person: regime === "b2b" ? person : plain };
    const { value, problem } = await api.confirmImport({ id, csv, mapping: preview.mapping, defaults });
    if (problem) {
      if (problem.code === "IMPORT_FAULTY") await onFault();
      return problem;
    }
    form.forget();
    const { value: list } = await api.cases();
    onDone(value, list?.cases ?? []);
    return undefined;
  }

  if (preview.faulty > 0)
    return (
      <p class="notice">
        {typography(
          "Rien n'est importé tant qu'une ligne est à corriger. Corrigez le fichier et choisissez-le de nouveau, ou changez les colonnes.",
        )}
      </p>
    );
  if (preview.new === 0)
    return <p>{typography("Toutes ces factures sont déjà suivies : il n'y a rien à importer.")}</p>;
  return (
    <form noValidate onSubmit={form.submit("Import en cours…", confirm)}>
      <ErrorSummary faults={form.faults} />
      <h2>Vos clients</h2>
      <p class="hint">
        {typography(
          "Pour les clients de ce fichier qui ne sont pas encore suivis. Vous pourrez corriger chacun d'eux.",
        )}
      </p>
      <Questions {...form.asked} items={WHOSE} />
      <Submit form={form}>
        {preview.new > 1 ? `Importer ces ${preview.new}${NBSP}factures` : "Importer cette facture"}
      </Submit>
    </form>
  );
}

function Result({ outcome, cases }: { outcome: api.Imported; cases: readonly api.CaseRow[] }) {
  const { opened, joined, ignored } = outcome;
  const parts = [
    opened.length && counted(opened.length, "dossier ouvert", "dossiers ouverts"),
    joined.length && counted(joined.length, "dossier complété", "dossiers complétés"),
    ignored && counted(ignored, "facture laissée de côté", "factures laissées de côté"),
  ].filter(Boolean);
  const shown = cases.filter(({ id }) => opened.includes(id) || joined.includes(id));
  return (
    <>
      <h1>Import terminé</h1>
      <Done said={`${parts.join(", ")}.`} />
      <ul>
        {shown.map(({ id, debtor, invoices }) => (
          <li key={id}>
            <a href={caseAt(id)}>{debtor.name}</a> <small>{enumerate(invoices)}</small>
          </li>
        ))}
      </ul>
      <div class="actions">
        <a class="button" href={CASES}>
          Voir mes dossiers
        </a>
        <a class="button quiet" href={HERE}>
          Importer un autre fichier
        </a>
      </div>
    </>
  );
}

function said({ name, preview }: Table): string {
  const { new: fresh, known, faulty } = preview;
  const parts = [
    fresh && counted(fresh, "nouvelle facture", "nouvelles factures"),
    known && counted(known, "déjà suivie", "déjà suivies"),
    faulty && counted(faulty, "ligne à corriger", "lignes à corriger"),
  ].filter((part) => typeof part === "string");
  return `« ${name} » a été lu : ${enumerate(parts) || "aucune ligne"}.`;
}

function counted(count: number, one: string, many: string): string {
  return `${count}${NBSP}${count > 1 ? many : one}`;
}

function told(problem: Problem): string {
  return [...new Set(problem.errors.map(({ message }) => message))].join(" ") || problem.detail;
}

open(<ImportPage />);
