// Drives the console in headless Chromium as its person would: by keyboard and on a phone, approving, rejecting and
// taking back, while an agent goes on proposing. `just check-site` runs it.
//
// CHROMIUM and DESKHAND name the browser and the program; `--shots FOLDER` also takes pictures.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { executablePath, makeDesk, shots } from "./desk.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const { end, run, session } = makeDesk();

run("agent", "add", "trainee", "--autonomy", "supervised");
const assistant = session("assistant", { preview: "auto" });
await assistant.open();
await assistant.call("createPage", { name: "About" });
const story = { heading: "Our story", body: "We have photographed weddings by the sea since 2009." };
await assistant.call("createSection", { pageId: "about", templateKey: "text", content: story });
const trainee = session("trainee");
await trainee.open();
await trainee.call("manage_packages", { action: "create", name: "Elopement Package", price: 2500, description: "Four hours, one beach." });
await trainee.call("createPage", { name: "Weddings" });
await trainee.call("createSection", { pageId: "weddings", templateKey: "hero", content: { heading: "Weddings by the sea" } });
await trainee.call("deletePage", { ids: ["about"] });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const desktop = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true, hasTouch: true });
  const { url } = JSON.parse(run("console", "--json"));
  const page = await desktop.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(url);
  assert.ok(!page.url().includes("key="), "the key leaves the address");
  await page.getByText("4 that belong together").waitFor();

  // The page before and after, as it would look.
  await page.getByText("Compare the page before and after").nth(1).click();
  await page.frameLocator("iframe[src$='/after']").getByText("Weddings by the sea").waitFor();
  if (shots) await page.screenshot({ path: join(shots, "console-desktop.png"), fullPage: true });

  // By keyboard alone: the first thing is a way past the header, then the buttons are reached with Tab.
  await page.keyboard.press("Tab");
  await page.evaluate(() => document.activeElement.blur());
  await page.getByRole("button", { name: "Approve", exact: true }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Done: 1.").waitFor();
  assert.equal((await assistant.call("manage_packages", { action: "list" })).items.some(({ name }) => name === "Elopement Package"), true);

  // Rejecting tells why; the agent reads it.
  const last = page.locator("article", { has: page.getByText("Why not", { exact: true }) }).last();
  await last.getByText("Why not", { exact: true }).click();
  await last.getByRole("textbox").fill("We still need that page.");
  await last.getByRole("button", { name: "Reject" }).click();
  await page.getByText("Rejected: 4.").waitFor();
  const told = await trainee.call("queryData", { entity: "proposal", filter: { status: "rejected" } });
  assert.equal(told.items[0].reason, "We still need that page.");

  // What is proposed meanwhile comes by itself, on the phone too.
  const pocket = await phone.newPage();
  await pocket.goto(url);
  await pocket.getByText("2 that belong together").waitFor();
  await trainee.call("updatePage", { id: "home", name: "Start" });
  for (const at of [page, pocket]) await at.getByText("3 that belong together").waitFor();
  assert.equal(await pocket.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it fits on a phone");
  if (shots) await pocket.screenshot({ path: join(shots, "console-phone.png"), fullPage: true });
  await pocket.getByRole("button", { name: "Approve all 3" }).tap();
  await page.getByText("Nothing waits for you.").waitFor();
  assert.equal((await assistant.call("getPage", { slug: "weddings" })).count, 1);

  // And is taken back.
  await page.locator("#changes summary").first().click();
  await page.getByRole("button", { name: "Take back the whole request" }).first().click();
  await page.getByText("The whole request was taken back.").waitFor();
  assert.equal((await assistant.call("getPage", { slug: "weddings" })).count, 0);

  for (const at of [page, pocket]) {
    // axe-core is put on the page by this script, which the page's own policy does not let it do.
    const strict = await (at === page ? desktop : phone).newCDPSession(at);
    await strict.send("Page.setBypassCSP", { enabled: true });
    await at.reload();
    await at.getByText("Nothing waits for you.").waitFor();
    await at.addScriptTag({ path: axe });
    const { violations } = await at.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  }
  assert.deepEqual(faults, []);
  console.log("The console: approved, rejected, taken back, live, on a desktop and a phone, without a fault.");
} finally {
  await browser.close();
  trainee.end();
  assistant.end();
  end();
}
