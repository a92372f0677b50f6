// Holds rendered sites to HTML's and accessibility's rules: every page of those that `site.mjs` builds, in
// html-validate and in axe-core on headless Chromium. `just check-site` runs it.
//
// CHROMIUM names the browser (else it is looked for), `--shots FOLDER` also takes pictures of the pages.

import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { build } from "./site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

// Each page is looked at as a large light screen and as a small dark one: colours and layout differ.
const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true, hasTouch: true },
};
const SHOTS = { ...SCREENS, "desktop-dark": { ...SCREENS.desktop, colorScheme: "dark" }, "phone-light": { ...SCREENS.phone, colorScheme: "light" } };

const html = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }],
    // How long a title is, is its writer's matter.
    "long-title": "off",
    // Markdown and templates leave blanks where nobody sees them.
    "no-trailing-whitespace": "off",
  },
});

const faults = [];
const fault = (page, what) => faults.push(`${page}: ${what}`);

/** Every page that can be reached from the home pages and the sitemaps, with what it answered. */
async function crawl({ origin, tenants }) {
  const pages = new Map();
  const waiting = [`${origin}/`];
  for (const tenant of tenants) {
    const sitemap = await (await fetch(`${origin}/${tenant}/sitemap.xml`)).text();
    waiting.push(...[...sitemap.matchAll(/<loc>([^<]+)/g)].map(([, at]) => decode(at)), `${origin}/${tenant}/no-such-page`);
  }
  const seen = new Set();
  while (waiting.length > 0) {
    const address = waiting.shift().split("#")[0];
    if (seen.has(address) || !address.startsWith(origin)) continue;
    seen.add(address);
    const answer = await fetch(address);
    const lost = address.endsWith("/no-such-page");
    if (answer.status !== (lost ? 404 : 200)) fault(address, `answered ${answer.status}`);
    if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
    const text = await answer.text();
    pages.set(address, text);
    for (const [, link] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      const target = new URL(decode(link), address);
      // The stylesheet and the script of the preview are no pages; everything else must be there.
      if (target.protocol === "http:" && !target.pathname.includes("/assets/")) waiting.push(target.href);
    }
  }
  return pages;
}

const decode = (text) => text.replaceAll("&#x2f;", "/").replaceAll("&amp;", "&").replaceAll("&#x27;", "'");

async function validate(pages) {
  for (const [address, text] of pages) {
    const report = await html.validateString(text);
    for (const { messages } of report.results) {
      for (const { ruleId, message, line } of messages) fault(address, `${ruleId}, line ${line}: ${message}`);
    }
  }
}

/** What axe-core and the browser itself find wrong. */
async function inspect(browser, pages) {
  for (const [screen, options] of Object.entries(SCREENS)) {
    // axe-core is put on the page by this script, which the site's own policy would not let it do.
    const context = await browser.newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    let address = "";
    page.on("console", (line) => {
      const expected = address.endsWith("/no-such-page");
      if (line.type() === "error" && !expected) fault(address, `${screen}: ${line.text()}`);
    });
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== "data:" && origin !== new URL(address).origin) fault(address, `loads ${request.url()}`);
    });
    for (address of pages.keys()) {
      await page.goto(address, { waitUntil: "load" });
      // A phone shows more of a page that is too wide, so its own width says nothing.
      const wide = (await page.evaluate(() => document.documentElement.scrollWidth)) - options.viewport.width;
      if (wide > 0) fault(address, `${screen}: ${wide} pixels wider than the screen`);
      await page.addScriptTag({ path: axe });
      for (const opened of [false, true]) {
        if (opened && !(await page.$("details"))) continue;
        if (opened) await page.$$eval("details", (all) => all.forEach((it) => (it.open = true)));
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const { id, help, nodes } of violations) {
          fault(address, `${screen}: ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
      }
    }
    await context.close();
  }
}

async function shoot(browser, pages, { tenants }, folder) {
  mkdirSync(folder, { recursive: true });
  for (const [screen, options] of Object.entries(SHOTS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    for (const address of pages.keys()) {
      const name = (new URL(address).pathname + new URL(address).search).split(/[/?=]/).filter(Boolean).join("-") || "sites";
      await page.goto(address, { waitUntil: "load" });
      // Pictures further down are loaded when they are near.
      await page.$$eval("img", (all) => Promise.all(all.map((it) => ((it.loading = "eager"), it.decode()))));
      await page.screenshot({ path: join(folder, `${name}-${screen}.png`), fullPage: true });
      const menu = await page.$(".menu summary");
      if (menu && tenants.includes(name)) {
        await menu.click();
        await page.screenshot({ path: join(folder, `${name}-menu-${screen}.png`) });
      }
    }
    await context.close();
  }
}

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const executablePath = process.env.CHROMIUM ?? known.find(existsSync);
if (!executablePath) throw new Error("no Chromium was found: install it, or name it in CHROMIUM");
// A container has no sandbox for it; it opens nothing but the site made here.
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const site = await build(browser);
try {
  const pages = await crawl(site);
  await validate(pages);
  await inspect(browser, pages);
  const shots = process.argv.indexOf("--shots");
  if (shots > 0) await shoot(browser, pages, site, process.argv[shots + 1]);
  console.log(`${pages.size} pages, ${faults.length} faults`);
} finally {
  await browser.close();
  await site.close();
}
for (const line of faults) console.error(line);
process.exitCode = faults.length > 0 ? 1 : 0;
