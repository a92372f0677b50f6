// A visitor fills in the form of a page in headless Chromium, with scripts and without: what is wrong stands beside what was
// typed, thanks come in the page's language, and the owner reads it in the inbox. `just check-site` runs it.
//
// CHROMIUM and DESKHAND name the browser and the program; `--shots FOLDER` also takes pictures.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { executablePath, makeDesk, shots } from "./desk.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const { end, run, session } = makeDesk();
const assistant = session("assistant", { preview: "auto" });
await assistant.open();
await assistant.call("updateSite", { name: "Wren & Vale", locales: ["pt"] });
await assistant.call("manage_packages", { action: "create", name: "Full Day", price: 4800 });
await assistant.call("createPage", { name: "Contact" });
const content = { heading: "Ask for your date", intro: "I answer within a day.", fields: [
  { type: "name", required: true }, { type: "email", required: true }, { type: "phone" }, { type: "package" }, { type: "date", required: true },
  { type: "choice", label: "What is it?", options: "Wedding\nPortrait" }, { type: "number", label: "How many guests?" },
  { type: "longText", required: true }, { type: "consent", required: true },
] };
await assistant.call("createSection", { pageId: "contact", templateKey: "form", content });
await assistant.call("updatePage", { id: "contact", locale: "pt", name: "Contacto", slug: "contacto" });
const { url } = JSON.parse(run("console", "--json"));
const site = `${new URL(url).origin}/main`;

async function clean(context, page) {
  // axe-core is put on the page by this script, which the page's own policy does not let it do.
  const strict = await context.newCDPSession(page);
  await strict.send("Page.setBypassCSP", { enabled: true });
  await page.reload();
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], page.url());
}
const fits = async (page) => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${page.url()} fits`);
const shoot = async (page, name) => shots && (await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const [name, options] of [
    ["desktop", { viewport: { width: 1440, height: 900 } }],
    ["phone", { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, isMobile: true, hasTouch: true, colorScheme: "dark" }],
  ]) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${site}/contact`);
    await shoot(page, `form-${name}`);
    const field = (label) => page.getByLabel(label, { exact: false }).first();
    await field("Your name").fill(`Ada of the ${name}`);
    await field("E-mail").fill("ada");
    await field("Your message").fill("A barn.\nIf it rains?");
    await field("What is it?").selectOption("Portrait");
    await field("How many guests?").fill("80");
    await field("You may use").check();
    await page.waitForTimeout(2500);
    // The browser would hold it back by itself: a visitor whose browser does not is told by the server.
    await page.locator("form.form").evaluate((form) => { form.noValidate = true; });
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await field("Your name").inputValue(), `Ada of the ${name}`, "what was typed is kept");
    assert.equal(await field("Your message").inputValue(), "A barn.\nIf it rains?");
    assert.equal(await page.locator("[aria-invalid=true]").count(), 2, "the address and the date");
    await fits(page);
    await shoot(page, `form-${name}-wrong`);
    await field("E-mail").fill("ada@example.com");
    await field("Date you wish for").fill("2027-06-14");
    await page.waitForTimeout(2500);
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForURL(/#sent-/);
    await page.getByText("Thank you. Your message has arrived.").waitFor({ state: "visible" });
    assert.equal(await page.locator("form.form").isVisible(), false, "one is sent once");
    await fits(page);
    await shoot(page, `form-${name}-sent`);
    await context.close();
  }

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true });
  const page = await context.newPage();
  await page.goto(`${site}/pt/contacto`);
  await fits(page);
  await clean(context, page);
  await page.getByLabel("nome", { exact: false }).first().fill("Inês");
  await page.locator("input[type=email]").fill("ines@example.com");
  await page.locator("input[type=date]").fill("2027-06-15");
  await page.locator("textarea").fill("Chove?");
  await page.locator("input[type=checkbox]").check();
  await page.waitForTimeout(2500);
  await page.locator("form.form button").click();
  await page.waitForURL(/\/pt\/contacto#sent-/);
  await page.locator(".form-sent").waitFor({ state: "visible" });
  assert.doesNotMatch(await page.locator(".form-sent").innerText(), /Thank you/);

  // The owner reads it.
  const { items } = await assistant.call("getConversation", { all: true, channel: "form", includeMessages: true });
  assert.deepEqual(items.map(({ contactName }) => contactName), ["Inês", "Ada of the desktop", "Ada of the desktop"]);
  assert.deepEqual(items[1].messages[0].differs, ["name"], "the name that was known stays");
  for (const [name, options] of [["desktop", { viewport: { width: 1440, height: 900 } }], ["phone", { viewport: { width: 390, height: 844 }, isMobile: true, colorScheme: "dark" }]]) {
    const owner = await browser.newContext(options);
    const desk = await owner.newPage();
    await desk.goto(url);
    for (const [place, words] of [["today", "new enquir"], ["inbox", "If it rains?"], ["calendar", "Week"], ["customers", "Find"], ["orders", "Owed"]]) {
      await desk.goto(`${new URL(url).origin}/console/${place}`);
      await desk.getByText(words, { exact: false }).first().waitFor();
      await fits(desk);
      await shoot(desk, `console-${place}-${name}`);
      await clean(owner, desk);
    }
    await owner.close();
  }
  const owner = await browser.newContext({ javaScriptEnabled: false });
  const desk = await owner.newPage();
  await desk.goto(url);
  await desk.goto(`${new URL(url).origin}/console/inbox`);
  await desk.getByRole("button", { name: "Done" }).first().click();
  await desk.getByRole("status").getByText("Done.").waitFor();
  assert.equal((await assistant.call("getConversation", { all: true, status: "archived" })).count, 1);
  console.log("Forms: filled in with and without scripts, put right, sent, read and settled, on a desktop and a phone.");
} finally {
  await browser.close();
  assistant.end();
  end();
}
