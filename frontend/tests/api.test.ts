import { expect, test, vi } from "vitest";
import { LARGEST_INVOICE, letter, readInvoice, statements } from "../src/api";

const PROBLEM = {
  code: "INVALID_FACTS",
  detail: "Certaines réponses sont à corriger.",
  errors: [{ field: "invoices[0].due_date", code: "MISSING", message: "Indiquez l’échéance" }],
};

test("a value is given as the service answers it", async () => {
  answers(new Response('{"lines": []}'));
  expect(await statements({})).toEqual({ value: { lines: [] } });
});

test("a document keeps the name the service gave it", async () => {
  const headers = { "Content-Disposition": "attachment; filename=\"_.pdf\"; filename*=UTF-8''mise%20en%20demeure.pdf" };
  answers(new Response("%PDF-", { headers }));
  expect((await letter({})).value?.name).toBe("mise en demeure.pdf");
});

test("a refusal keeps every fault and its field", async () => {
  answers(new Response(JSON.stringify(PROBLEM), { status: 422 }));
  expect(await statements({})).toEqual({ problem: PROBLEM });
});

test.each([
  ["a gateway's own page", () => new Response("<html>", { status: 502 }), "n’a pas pu répondre"],
  ["no network", () => Promise.reject(new TypeError("Failed to fetch")), "vérifiez votre connexion"],
])("%s becomes a sentence that says what to do", async (_, answer, words) => {
  answers(answer());
  const { problem } = await statements({});
  expect(problem).toMatchObject({ code: "UNREACHABLE", detail: expect.stringContaining(words), errors: [] });
});

test("a file that is too large is not sent", async () => {
  const fetch = answers(new Response("{}"));
  const { problem } = await readInvoice(new Blob([new Uint8Array(LARGEST_INVOICE + 1)]));
  expect(problem?.detail).toContain("4\u00a0Mo");
  expect(fetch).not.toHaveBeenCalled();
});

function answers(answer: Response | Promise<Response>) {
  const fetch = vi.fn().mockReturnValue(Promise.resolve(answer));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}
