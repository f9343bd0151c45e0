import { beforeEach, expect, test, vi } from "vitest";
import { erase, isTabOnly, keepInTabOnly, load, save } from "../src/draft";

const ANSWERS = { regime: "b2b", "invoices[0].ref": "F-1" };
const MONTH = 31 * 24 * 3600 * 1000;
let device: Map<string, string>;
let tab: Map<string, string>;

beforeEach(() => {
  device = new Map();
  tab = new Map();
  vi.stubGlobal("localStorage", storage(device));
  vi.stubGlobal("sessionStorage", storage(tab));
});

test("what was typed comes back", () => {
  const saved = save(ANSWERS);
  expect(load()).toEqual({ answers: ANSWERS, saved });
});

test("an erased draft leaves nothing", () => {
  save(ANSWERS);
  erase();
  expect(load()).toBeNull();
  expect([...device.keys(), ...tab.keys()]).toEqual([]);
});

test("a draft is forgotten after thirty days", () => {
  save(ANSWERS);
  vi.useFakeTimers({ now: Date.now() + MONTH });
  expect(load()).toBeNull();
  expect(device.size).toBe(0);
  vi.useRealTimers();
});

test("on a shared computer the draft moves to the tab, and back", () => {
  save(ANSWERS);
  keepInTabOnly(true);
  expect(isTabOnly()).toBe(true);
  expect(device.size).toBe(0);
  expect(load()?.answers).toEqual(ANSWERS);
  keepInTabOnly(false);
  expect(tab.size).toBe(0);
  expect(load()?.answers).toEqual(ANSWERS);
});

test("a damaged draft, another version or a browser that keeps nothing is no draft", () => {
  device.set("acquit.draft", "{");
  expect(load()).toBeNull();
  device.set("acquit.draft", JSON.stringify({ version: 1, saved: Date.now(), values: {} }));
  expect(load()).toBeNull();
  vi.stubGlobal("localStorage", undefined);
  expect(save(ANSWERS)).toBeNull();
});

function storage(held: Map<string, string>) {
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
    removeItem: (key: string) => held.delete(key),
  };
}
