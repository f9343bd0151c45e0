/**
 * Every pages/<route>/index.html becomes a page at its own address; «npm run build» writes them to dist.
 * Styles and scripts are named /src/…, from any page.
 *
 * Two builds, for two ways of walking. The wizard goes from page to page: its pages share their scripts. The space, and
 * the pages that links of mails lead to, have little in common: each gets one script of its own, for shared ones would be
 * so many and so small that compression would do nothing for them.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const HERE = import.meta.dirname;
const PAGES = `${HERE}/pages`;
const SPACE = /^(espace|connexion|reponse|message)\//;
const SERVICE = "http://127.0.0.1:8000";

/**
 * `<!-- partial:header -->` becomes partials/header.html, `<!-- generated:… -->` what «npm run law» wrote; a link to the
 * page itself is marked as such.
 */
const partials: Plugin = {
  name: "partials",
  sharedDuringBuild: true,
  transformIndexHtml: {
    order: "pre",
    handler: (html, { path }) => {
      const here = path.replace(/index\.html$/, "");
      return html.replace(/<!-- (partial|generated):([\w-]+) -->/g, (_, kind, name) =>
        readFileSync(`${HERE}/${kind === "partial" ? "partials" : ".generated"}/${name}.html`, "utf8")
          .trimEnd()
          .replace(`href="${here}"`, `href="${here}" aria-current="page"`),
      );
    },
  },
};

const pages = (wanted: (name: string) => boolean) =>
  readdirSync(PAGES, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".html") && wanted(name))
    .map((name) => `${PAGES}/${name}`);

export default defineConfig({
  root: PAGES,
  publicDir: `${HERE}/static`,
  cacheDir: `${HERE}/node_modules/.vite`,
  appType: "mpa",
  resolve: { alias: { "/src": `${HERE}/src` } },
  plugins: [partials],
  build: {
    outDir: `${HERE}/dist`,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the site allows no data: address
    modulePreload: { polyfill: false },
  },
  environments: {
    client: { build: { rolldownOptions: { input: pages((name) => !SPACE.test(name)) } } },
    space: {
      consumer: "client",
      build: {
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: pages((name) => SPACE.test(name)),
          preserveEntrySignatures: false,
          output: { codeSplitting: { experimentalInlineCommonChunks: { maxSize: Number.POSITIVE_INFINITY } } },
        },
      },
    },
  },
  builder: {
    buildApp: async ({ build, environments: { client, space } }) => {
      await build(client!);
      await build(space!);
    },
  },
  server: { fs: { allow: [HERE] }, proxy: { "/api": SERVICE, "/letter": SERVICE } },
  test: { root: HERE, include: ["tests/**/*.test.ts"] },
});
