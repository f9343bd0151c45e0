/**
 * Every pages/<route>/index.html becomes a page at its own address; «npm run build» writes them to dist.
 * Styles and scripts are named /src/…, from any page.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const HERE = import.meta.dirname;
const PAGES = `${HERE}/pages`;
const SERVICE = "http://127.0.0.1:8000";

/**
 * `<!-- partial:header -->` becomes partials/header.html, `<!-- generated:… -->` what «npm run law» wrote; a link to the
 * page itself is marked as such.
 */
const partials: Plugin = {
  name: "partials",
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
    rolldownOptions: {
      input: readdirSync(PAGES, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".html"))
        .map((name) => `${PAGES}/${name}`),
    },
  },
  server: { fs: { allow: [HERE] }, proxy: { "/api": SERVICE, "/letter": SERVICE } },
  test: { root: HERE, include: ["tests/**/*.test.ts"] },
});
