// How the demo's site is found: its pages in Lighthouse, on a phone as it measures one, its home page with photographs in each
// theme as well, and their data in a validator of the vocabulary of schema.org (`vocabulary`, a program of its own). `just check-site` runs it.
//
// CHROMIUM names the browser (else it is looked for). SCORE_MIN may be lower where the computer is busy.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";
import { build } from "./site.mjs";

const PAGES = ["/main", "/main/services", "/main/contact", "/main/blog", "/main/blog/what-to-do-when-it-hails-on-your-vows", "/studio", "/studio/about", "/studio/weddings/everything-at-once"];
const THEMES = ["classic", "portfolio", "salon", "trades", "consulting", "bistro", "maker"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const SCORE_MIN = Number(process.env.SCORE_MIN ?? 98);

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const executablePath = process.env.CHROMIUM ?? known.find(existsSync);
if (!executablePath) throw new Error("no Chromium was found: install it, or name it in CHROMIUM");
const chromeFlags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];

const faults = [];

/** The scores of a page; what cost points is a fault. */
async function measure(address, port, theme = "") {
  const { lhr } = await lighthouse(address, { port, onlyCategories: CATEGORIES, logLevel: "error" });
  const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
  console.log(`${scores.map((score) => String(score).padStart(3)).join(" ")}  ${new URL(address).pathname} ${theme}`);
  for (const name of CATEGORIES) {
    if (lhr.categories[name].score * 100 >= SCORE_MIN) continue;
    for (const { id, weight } of lhr.categories[name].auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 0.9) faults.push(`${address} ${theme}: ${name}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
    if (!faults.some((fault) => fault.startsWith(`${address} ${theme}: ${name}`))) faults.push(`${address} ${theme}: ${name} ${lhr.categories[name].score}`);
  }
}

/** Holds the data of the pages to the vocabulary. */
async function vocabulary(origin) {
  const folder = mkdtempSync(join(tmpdir(), "deskhand-check-data-"));
  const files = [];
  for (const [at, path] of PAGES.entries()) {
    const file = join(folder, `${at}${path.replaceAll("/", "-")}.html`);
    const text = await (await fetch(origin + path)).text();
    if (!text.includes("application/ld+json")) faults.push(`${path}: no data`);
    writeFileSync(file, text);
    files.push(file);
  }
  const manifest = join(dirname(fileURLToPath(import.meta.url)), "vocabulary", "Cargo.toml");
  try {
    execFileSync("cargo", ["run", "--quiet", "--locked", "--manifest-path", manifest, "--", ...files], { stdio: ["ignore", "inherit", "inherit"] });
  } catch {
    faults.push("the data of pages is not of the vocabulary");
  }
  rmSync(folder, { recursive: true, force: true });
}

const browser = await chromium.launch({ executablePath, args: chromeFlags.slice(1) });
const site = await build(browser);
const chrome = await launch({ chromePath: executablePath, chromeFlags });
try {
  await vocabulary(site.origin);
  console.log("performance, accessibility, best practices, SEO:");
  for (const path of PAGES) await measure(site.origin + path, chrome.port);
  for (const theme of THEMES) {
    await site.wear(theme);
    await measure(`${site.origin}/main`, chrome.port, theme);
  }
  console.log(`${PAGES.length} pages, ${faults.length} faults`);
} finally {
  chrome.kill();
  await browser.close();
  await site.close();
}
for (const line of faults) console.error(line);
process.exitCode = faults.length > 0 ? 1 : 0;
