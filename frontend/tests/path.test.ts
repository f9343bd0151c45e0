/// <reference types="vite/client" />
/** The wizard as data: each person's own path, what it lacks, where a fault is corrected. */
import { describe, expect, it } from "vitest";
import {
  type Answers,
  addressOf,
  answersFor,
  faultsOf,
  missing,
  next,
  obstacleOf,
  pageOf,
  pagesOf,
  placeOf,
  previous,
  resumeAt,
  slugsOf,
  stepOf,
  WIZARDS,
  type Wizard,
} from "../src/path";
import { withEntry, withoutEntry } from "../src/questions/question";
import { typography } from "../src/text";
import { sample, typed } from "./typed";

const slugs = (wizard: Wizard, kept: Answers) => pagesOf(wizard, answersFor(wizard, kept)).map(({ slug }) => slug);
const notice = (name: string) => answersFor("mise-en-demeure", typed(sample(`formal_notice.${name}`)));

const HTML = import.meta.glob<string>("../pages/*/*/index.html", { eager: true, query: "?raw", import: "default" });

describe("a page", () => {
  it.each(WIZARDS)("of «%s» stands at its own address, under its own title", (wizard) => {
    for (const slug of slugsOf(wizard)) {
      const title = typography(pageOf(slug)?.title ?? "Votre lettre est prête").replace("\u202f", "&#8239;");
      expect(HTML[`../pages${addressOf(wizard, slug)}index.html`]).toContain(`<title>${title} – `);
    }
  });
});

describe("the path", () => {
  it("asks a professional's rate, a consumer's mediator, a public body's purchase", () => {
    const common = ["qui", "avant", "debiteur", "vous", "facture"];
    const end = ["reglement", "signature", "verifier"];
    expect(slugs("mise-en-demeure", { regime: "b2b" })).toEqual([
      ...[...common, "paiements", "conditions", "relances", "demande"],
      ...end,
    ]);
    expect(slugs("mise-en-demeure", { regime: "b2c" })).toEqual([
      ...[...common, "paiements", "relances", "demande", "mediateur"],
      ...end,
    ]);
    expect(slugs("mise-en-demeure", { regime: "public" })).toEqual([
      ...[...common, "commande", "paiements", "relances", "demande"],
      ...end,
    ]);
    expect(slugs("dernier-avis", { regime: "non_professional" })).toEqual([
      ...[...common, "paiements", "relances", "precedente", "demande"],
      ...end,
    ]);
  });

  it("is shorter for a reminder, shortest before the due date", () => {
    const short = ["laquelle", "qui", "avant", "debiteur", "vous", "facture", "paiements"];
    const end = ["reglement", "signature", "verifier"];
    expect(slugs("relance", { "asked.reminder": "courtesy_reminder", regime: "b2b" })).toEqual([...short, ...end]);
    expect(slugs("relance", { "asked.reminder": "first_reminder", regime: "b2c" })).toEqual([...short, ...end]);
    expect(slugs("relance", { "asked.reminder": "second_reminder", regime: "b2b" })).toEqual([
      ...[...short, "conditions", "relances", "demande"],
      ...end,
    ]);
  });

  it("counts this person's steps and goes both ways", () => {
    const answers = notice("b2c");
    expect(stepOf("mise-en-demeure", "facture", answers)).toEqual({ rank: 5, of: 12 });
    expect(next("mise-en-demeure", "demande", answers)).toBe("mediateur");
    expect(previous("mise-en-demeure", "mediateur", answers)).toBe("demande");
    expect(previous("mise-en-demeure", "qui", answers)).toBe("");
    expect(next("mise-en-demeure", "verifier", answers)).toBe("recevoir");
    expect(stepOf("mise-en-demeure", "conditions", answers)).toBeNull();
    expect(addressOf("relance", "")).toBe("/relance/");
    expect(addressOf("relance", "qui")).toBe("/relance/qui/");
  });

  it("resumes at the first page that lacks something, from a page that is not in it", () => {
    const { "invoices[0].due_date": _, ...answers } = notice("b2c");
    expect(next("mise-en-demeure", "conditions", answers)).toBe("facture");
    expect(resumeAt("mise-en-demeure", notice("b2b"))).toBe("verifier");
    expect(resumeAt("mise-en-demeure", {})).toBe("qui");
  });
});

describe("what is missing", () => {
  it.each(["b2b", "b2c", "public", "non_professional"])("is nothing once a %s notice is complete", (regime) => {
    expect(missing("mise-en-demeure", notice(regime))).toEqual([]);
  });

  it("is said in the order of the page, with an example", () => {
    expect(faultsOf(pageOf("facture")!, notice("b2b"))).toEqual([]);
    expect(faultsOf(pageOf("facture")!, answersFor("mise-en-demeure", { regime: "b2b" }))).toEqual([
      { name: "invoices[0].ref", message: "Indiquez le numéro de la facture" },
      {
        name: "invoices[0].amount_ttc",
        message: "Indiquez le montant de la facture, par exemple 1\u202f200,00",
      },
      { name: "invoices[0].issue_date", message: "Indiquez la date d’émission, par exemple 27/3/2026" },
      { name: "invoices[0].due_date", message: "Indiquez la date d’échéance, par exemple 27/3/2026" },
      { name: "origin.description", message: "Indiquez ce que vous avez fait ou livré" },
    ]);
  });

  it("names the entry where there are several, and why a value cannot be read", () => {
    const faults = faultsOf(pageOf("facture")!, { ...notice("b2b"), "invoices[1].due_date": "31/6/2026" });
    expect(faults).toEqual([
      {
        name: "invoices[1].due_date",
        message: "Facture 2\u00a0: Il n’y a pas de 31\u00a0juin 2026\u00a0: vérifiez le jour",
      },
    ]);
  });

  it("counts the questions that a choice asks next", () => {
    const conditions = pageOf("conditions")!;
    const names = (answers: Answers) =>
      faultsOf(conditions, answersFor("mise-en-demeure", answers)).map((each) => each.name);
    expect(names({ regime: "b2b", nature: "supply", "rate.mode": "unknown" })).toEqual([]);
    expect(names({ regime: "b2b", nature: "supply", "rate.mode": "contract_fixed" })).toEqual([
      "rate.contract_rate_pct",
    ]);
  });

  it("accepts one of two answers where either will do", () => {
    const lacks = (kept: Answers) => faultsOf(pageOf("reglement")!, kept).map((each) => each.name);
    expect(lacks({})).toEqual(["payment.iban"]);
    expect(lacks({ "payment.other": "chèque à l'ordre de l'atelier" })).toEqual([]);
  });
});

describe("what stops a letter", () => {
  it("is the case chosen, while it is still offered for this debtor", () => {
    expect(obstacleOf({ regime: "b2b", "asked.case": "aucun" })).toBeNull();
    expect(obstacleOf({ regime: "b2c", "asked.case": "surendettement" })).toBe("surendettement");
    expect(obstacleOf({ regime: "b2b", "asked.case": "surendettement" })).toBeNull();
  });
});

describe("a fault of the API", () => {
  it.each([
    ["invoices[1].due_date", "facture", "invoices[1].due_date"],
    ["creditor.siret", "vous", "creditor.siren"],
    ["debtor.address", "debiteur", "debtor.address.street"],
    ["letter_date", "signature", "computation_date"],
    ["payments[0].id", "paiements", "payments[0].date"],
    ["invoices", "facture", "invoices[0].ref"],
    ["enclosures[2]", "signature", "enclosures"],
    ["waiver", "conditions", "waiver.penalties"],
  ])("about %s is corrected on «%s»", (field, slug, name) => {
    expect(placeOf("mise-en-demeure", notice("b2b"), field)).toMatchObject({ slug, name });
  });

  it("about what this person was not asked has no place", () => {
    expect(placeOf("mise-en-demeure", notice("b2b"), "receipt_payment")).toBeNull();
  });
});

describe("a list", () => {
  const invoices = pageOf("facture")!.items[0]!;
  if (invoices.control !== "list") throw new Error("the first item of the page is the list of invoices");
  const three = {
    "invoices[0].ref": "A",
    "invoices[1].ref": "B",
    "invoices[2].ref": "C",
    "payments[0].invoice": "2",
    "credit_notes[0].invoice": "1",
  };

  it("grows by an empty entry", () => {
    expect(withEntry(invoices, three)).toEqual({ ...three, "invoices[3].ref": "" });
  });

  it("closes up, and what named an entry by its position follows it", () => {
    expect(withoutEntry("invoices", 1, three)).toEqual({
      "invoices[0].ref": "A",
      "invoices[1].ref": "C",
      "payments[0].invoice": "1",
      "credit_notes[0].invoice": "",
    });
  });
});
