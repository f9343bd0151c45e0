import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import bodacc from "../../tests/site/published/bodacc_v21.json";
import geoplateforme from "../../tests/site/published/geopf.json";
import directory from "../../tests/site/published/recherche_entreprises.json";
import { addressAnswers, addressesUrl, readAddresses } from "../src/lookups/address";
import { conclude, noticesUrl, readNotices } from "../src/lookups/bodacc";
import { companiesUrl, companyAnswers, readCompanies } from "../src/lookups/company";
import { concerns, obstacleFound, setAside, withCheck } from "../src/lookups/insolvency";
import { lookUp } from "../src/lookups/service";

const TODAY = "2026-11-21";
const [open, ceased, withheld] = readCompanies(directory.search_text.body)!.companies;

describe("the directory of companies", () => {
  it("is asked by words, or by nothing but the digits of a SIREN or a SIRET", () => {
    const asked = (typed: string) => new URL(companiesUrl(typed)).searchParams.get("q");
    expect(asked("  electricite   dumoulin ")).toBe("electricite dumoulin");
    expect(asked("404 833\u00a0048")).toBe("404833048");
    expect(asked("404.833.048-00022")).toBe("40483304800022");
    expect(asked("2026 travaux")).toBe("2026 travaux");
  });

  it("is never asked for directors or turnover", () => {
    const asked = new URL(companiesUrl("dumoulin", "http://127.0.0.1:9"));
    expect(asked.host).toBe("127.0.0.1:9");
    expect(asked.searchParams.get("minimal")).toBe("true");
    expect(asked.searchParams.get("include")).toBe("siege,complements");
  });

  it("fills name, SIREN and seat", () => {
    expect(companyAnswers(open!, "debtor")).toEqual({
      "debtor.siren": "999000011",
      "debtor.name": "ELECTRICITE DUMOULIN",
      "debtor.address.street": "12 RUE DES LILAS",
      "debtor.address.complement": "",
      "debtor.address.place": "",
      "debtor.address.postcode": "69007",
      "debtor.address.city": "LYON",
      "debtor.address.country": "",
    });
    expect(companyAnswers(open!, "creditor")).not.toHaveProperty("creditor.address.country");
  });

  it("sends a letter to the postbox and the CEDEX of a seat that has them, and sees that it has ceased", () => {
    expect(companyAnswers(ceased!, "debtor")).toMatchObject({
      "debtor.address.street": "",
      "debtor.address.place": "BP 40012",
      "debtor.address.postcode": "69366",
      "debtor.address.city": "LYON CEDEX 07",
    });
    expect([open!.closed, ceased!.closed, ceased!.closedOn]).toEqual([false, true, "2026-06-30"]);
  });

  it("fills nothing but the SIREN of a company that withholds the rest", () => {
    expect(withheld!.withheld).toBe(true);
    expect(companyAnswers(withheld!, "debtor")).toEqual({ "debtor.siren": "999000037" });
    expect(JSON.stringify(withheld)).not.toContain("DIFFUSIBLE");
  });

  it("hints at a public body", () => {
    const town = { siren: "999000045", nom_complet: "COMMUNE", nature_juridique: "7210", siege: null };
    expect(readCompanies({ results: [town] })!.companies[0]!.publicBody).toBe(true);
    expect(open!.publicBody).toBe(false);
  });

  it("may find nothing, or answer something else", () => {
    expect(readCompanies(directory.search_none.body)).toEqual({ companies: [], total: 0 });
    for (const other of [directory.bad_request.body, "", null, [], { results: "none" }])
      expect(readCompanies(other)).toBeNull();
    expect(readCompanies({ results: [null, 3, { siren: 404833048 }] })!.companies).toEqual([]);
  });
});

describe("addresses", () => {
  it("fill street, postcode and town", () => {
    expect(new URL(addressesUrl("12 rue des lilas")).searchParams.get("index")).toBe("address");
    const [found] = readAddresses(geoplateforme.search.body)!;
    expect(found!.label).toBe("12 Rue des Lilas 69007 Lyon");
    expect(addressAnswers(found!, "debtor")).toEqual({
      "debtor.address.street": "12 Rue des Lilas",
      "debtor.address.postcode": "69007",
      "debtor.address.city": "Lyon",
    });
  });

  it("come the likeliest first, and a town alone leaves the street as it was", () => {
    const properties = (name: string, score: number, type: string) => ({
      properties: { label: name, name, score, type, postcode: "69007", city: "Lyon" },
    });
    const features = [properties("Lyon", 0.4, "municipality"), properties("1 Rue A", 0.9, "housenumber")];
    const found = readAddresses({ features })!;
    expect(found.map(({ label }) => label)).toEqual(["1 Rue A", "Lyon"]);
    expect(addressAnswers(found[1]!, "debtor")).not.toHaveProperty("debtor.address.street");
  });

  it("may be unknown, or answered in another shape", () => {
    expect(readAddresses(geoplateforme.search_none.body)).toEqual([]);
    expect(readAddresses(geoplateforme.completion.body)).toBeNull();
  });
});

describe("what the bulletin publishes", () => {
  it.each(Object.entries(bodacc.cases))("%s", (_, { body, expect: expected, ...rest }) => {
    const { notices, complete } = readNotices(body)!;
    const found = conclude(notices, TODAY, complete);
    expect(found.kind).toBe(expected);
    const day = "judgment_date" in rest ? rest.judgment_date : null;
    if (day) expect(found.notices[0]!.judged).toBe(day);
  });

  it("is asked by SIREN, the newest first", () => {
    const asked = new URL(noticesUrl("404833048")).searchParams;
    expect(asked.get("where")).toBe('registre="404833048"');
    expect(asked.get("order_by")).toBe("dateparution desc");
  });

  it("gives the notice to read, its court and its link", () => {
    const [read] = told({ nature: "Jugement d'ouverture de liquidation judiciaire" }).notices;
    expect(read).toMatchObject({ published: "2026-10-15", court: "Tribunal de Lyon" });
    expect(read!.link).toBe("https://www.bodacc.fr/annonce/detail-annonce/A/20260199/1201");
  });

  it.each([
    ["liquidation_judiciaire", "Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde"],
    [
      "liquidation_judiciaire",
      "JUGEMENT PRONONÇANT LA RÉSOLUTION DU PLAN DE REDRESSEMENT ET LA LIQUIDATION JUDICIAIRE",
    ],
    ["redressement_judiciaire", "Jugement d’extension d’une procédure de redressement judiciaire"],
    ["sauvegarde", "Jugement d'ouverture d'une procédure de sauvegarde accélérée"],
    ["closed", "Jugement mettant fin à la procédure de redressement judiciaire"],
    ["unknown_show_notice", "Jugement arrêtant le plan de redressement"],
    ["unknown_show_notice", "Arrêt de la cour d'appel infirmant une décision soumise à publicité"],
    ["unknown_show_notice", "Jugement de désignation des organes de la procédure"],
    ["unknown_show_notice", "Une nature jamais vue de liquidation judiciaire"],
  ])("%s: %s", (kind, nature) => {
    expect(told({ nature }).kind).toBe(kind);
  });

  it("reads the procedure in the text only where the nature says so, and only one", () => {
    const nature = "Autre jugement prononçant";
    expect(told({ nature, complementJugement: "Prononce la liquidation judiciaire." }).kind).toBe(
      "liquidation_judiciaire",
    );
    expect(told({ nature, complementJugement: "Arrête le plan de redressement judiciaire" }).kind).toBe(
      "unknown_show_notice",
    );
    expect(told({ nature, complementJugement: "Fin du redressement judiciaire, liquidation judiciaire" }).kind).toBe(
      "unknown_show_notice",
    );
  });

  it("stays open when only its organs change, and becomes uncertain after a plan", () => {
    const opened = record("A202600500310", "2026-03-12", {
      nature: "Jugement d'ouverture de liquidation judiciaire",
      date: "2026-03-03",
    });
    const later = (nature: string) => record("A202601120044", "2026-09-08", { nature, date: "2026-09-01" });
    expect(of(later("Jugement de désignation des organes de la procédure"), opened).kind).toBe(
      "liquidation_judiciaire",
    );
    const uncertain = of(later("Jugement arrêtant le plan de redressement"), opened);
    expect(uncertain.kind).toBe("unknown_show_notice");
    expect(uncertain.notices).toHaveLength(2);
  });

  it("falls back on the day of publication when a judgment's own is absurd", () => {
    const late = record("A202600500310", "2026-03-12", {
      nature: "Jugement d'ouverture d'une procédure de sauvegarde",
      date: "2129-03-03",
    });
    const closed = record("A202601120044", "2026-09-08", {
      famille: "Jugement de clôture",
      nature: "Autre",
      date: "2026-09-01",
    });
    expect(of(late, closed).kind).toBe("closed");
  });

  it("shows, without concluding, a judgment of more than ten years ago", () => {
    const old = record("A200900500310", "2009-03-12", {
      nature: "Jugement d'ouverture de liquidation judiciaire",
      date: "2009-03-03",
    });
    expect(of(old)).toMatchObject({ kind: "unknown_show_notice", notices: [{ published: "2009-03-12" }] });
  });

  it("keeps a notice whose correction was itself cancelled", () => {
    const nature = "Jugement d'ouverture de liquidation judiciaire";
    const cite = (numeroAnnonce: string) => ({ nomPublication: "BODACC A", numeroParution: "20260199", numeroAnnonce });
    const first = record("A202601990001", "2026-10-15", { nature });
    const corrected = {
      ...record("A202601990002", "2026-10-16", { nature: "Autre" }),
      typeavis: "rectificatif",
      parutionavisprecedent: cite("1"),
    };
    const cancelled = {
      ...record("A202601990003", "2026-10-17", {}),
      typeavis: "annulation",
      parutionavisprecedent: JSON.stringify(cite("2")),
    };
    expect(of(corrected, first).kind).toBe("unknown_show_notice");
    expect(of(cancelled, corrected, first).kind).toBe("liquidation_judiciaire");
  });

  it("asks to read when a company was registered again after it was struck off", () => {
    const struckOff = { ...record("B202601000446", "2026-07-10", {}), familleavis: "radiation" };
    const again = { ...record("A202601100001", "2026-08-10", {}), familleavis: "immatriculation" };
    expect(of(struckOff).kind).toBe("struck_off");
    expect(of(again, struckOff).kind).toBe("unknown_show_notice");
  });

  it("does not say «none» when it was not given everything, and bears what is broken", () => {
    expect(conclude([], TODAY, false).kind).toBe("unknown_show_notice");
    expect(readNotices({ total_count: 240, results: [{}] })!.complete).toBe(false);
    expect(of({ ...record("", "", {}), jugement: "{broken" }).kind).toBe("unknown_show_notice");
    expect(readNotices({ records: [] })).toBeNull();
  });
});

describe("the check before a formal notice", () => {
  const debtor = { document: "formal_notice", regime: "b2b", "debtor.siren": "404 833 048" };
  const found = told({ nature: "Jugement d'ouverture de liquidation judiciaire" });
  const checked = { siren: "404833048", on: TODAY, finding: found, directory: null };

  it("concerns notices to those whom the bulletin may name", () => {
    expect(concerns(debtor)).toBe(true);
    expect(concerns({ ...debtor, regime: "b2c" })).toBe(false);
    expect(concerns({ ...debtor, document: "first_reminder" })).toBe(false);
  });

  it("stops the letter the same day, for that SIREN, until the notice is read and set aside", () => {
    const answers = withCheck(debtor, checked);
    expect(obstacleFound(answers, TODAY)).toBe("procedure-collective");
    expect(obstacleFound(answers, "2026-11-22")).toBeNull();
    expect(obstacleFound({ ...answers, "debtor.siren": "732829320" }, TODAY)).toBeNull();
    const read = setAside(answers, checked, true);
    expect(obstacleFound(read, TODAY)).toBeNull();
    expect(obstacleFound(setAside(read, checked, false), TODAY)).toBe("procedure-collective");
  });

  it("does not stop a letter for what is only to be read", () => {
    const finding = told({ nature: "Jugement arrêtant le plan de redressement" });
    expect(obstacleFound(withCheck(debtor, { ...checked, finding }), TODAY)).toBeNull();
  });
});

describe("a service that is not there", () => {
  const asked = (answer: (url: string, options: RequestInit) => Promise<Response>) =>
    vi.stubGlobal("fetch", vi.fn(answer));
  const read = (body: unknown) => (body as { good?: string }).good ?? null;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ["answers", new Response('{"good":"yes"}'), { value: "yes" }],
    ["has too many calls", new Response("", { status: 429 }), { down: "busy" }],
    ["refuses", new Response('{"erreur":"…"}', { status: 400 }), { down: "away" }],
    ["moved", new Response("", { status: 404 }), { down: "away" }],
    ["answers another shape", new Response("{}"), { down: "away" }],
    ["answers a page", new Response("<html>"), { down: "away" }],
  ])("%s", async (_, response, expected) => {
    asked(async () => response);
    expect(await lookUp("https://a.example/", read)).toEqual(expected);
  });

  it("is offline", async () => {
    asked(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(await lookUp("https://a.example/", read)).toEqual({ down: "away" });
  });

  it("is given five seconds, and no cookie", async () => {
    asked(
      (_, { signal }) => new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason))),
    );
    const slow = lookUp("https://a.example/", read);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await slow).toEqual({ down: "away" });
    expect(vi.mocked(fetch).mock.calls[0]![1]).toMatchObject({ credentials: "omit" });
  });

  it("gives way to the next search", async () => {
    asked(
      (_, { signal }) => new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason))),
    );
    const newer = new AbortController();
    const first = lookUp("https://a.example/", read, newer.signal);
    newer.abort();
    expect(await first).toBeNull();
  });
});

function record(id: string, dateparution: string, jugement: Record<string, string>) {
  return {
    id,
    typeavis: "annonce",
    familleavis: "collective",
    dateparution,
    tribunal: "Tribunal de Lyon",
    jugement,
    parutionavisprecedent: null as unknown,
  };
}

function of(...results: object[]) {
  return conclude(readNotices({ total_count: results.length, results })!.notices, TODAY);
}

function told(jugement: Record<string, string>) {
  return of(record("A202601991201", "2026-10-15", { date: "2026-10-08", ...jugement }));
}
