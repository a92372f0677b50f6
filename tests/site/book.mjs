// A visitor books the last free time in headless Chromium while another one does, on a phone without scripts and on a desktop:
// one has it, the other keeps what was typed and takes another; then it is moved and cancelled by its link. `just check-site` runs it.
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
await assistant.call("updateSite", { name: "Wren & Vale", timezone: "Europe/Berlin", locales: ["de", "ar"], email: "hello@wren.example" });
await assistant.call("manage_packages", { action: "create", name: "Portrait", price: 180, durationMinutes: 60 });
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
await assistant.call("updateAvailability", { hours: [{ days, opens: "09:00", closes: "10:00" }], stepMinutes: 60, noticeMinutes: 1440, online: "confirmed" });
const { url } = JSON.parse(run("console", "--json"));
const site = `${new URL(url).origin}/main`;

// axe-core is put on the page by this script, which the page's own policy does not let it do.
async function clean(page) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], page.url());
}
const fits = async (page) => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${page.url()} fits`);
const look = async (page, name) => {
  await fits(page);
  if (shots) await page.screenshot({ path: join(shots, `book-${name}.png`), fullPage: true });
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, javaScriptEnabled: false };
const desktop = { viewport: { width: 1440, height: 900 } };
try {
  for (const theme of ["classic", "salon"]) {
    await assistant.call("updateSite", { theme });
    const visitors = [];
    for (const [name, options] of [["phone", phone], ["desktop", desktop]]) {
      const context = await browser.newContext({ ...options, colorScheme: theme === "salon" && name === "phone" ? "dark" : "light" });
      const page = await context.newPage();
      const shot = `${theme}-${name}`;
      await page.goto(`${site}/book/all`);
      await look(page, `${shot}-1-all`);
      await page.getByRole("link", { name: "Portrait" }).click();
      await look(page, `${shot}-2-days`);
      await page.locator(".book-days a").first().click();
      await look(page, `${shot}-3-times`);
      await page.locator(".book-times a").first().click();
      await page.getByLabel("Your name").fill(`Ada of the ${name}`);
      await page.getByLabel("E-mail").fill(`${name}-${theme}@example.com`);
      await look(page, `${shot}-4-details`);
      visitors.push({ name, page, context, shot });
    }
    await visitors[0].page.waitForTimeout(2500);
    // Both at once.
    await Promise.all(visitors.map(({ page }) => page.getByRole("button", { name: "Book" }).click()));
    await Promise.all(visitors.map(({ page }) => page.locator(".book-done, .book-error").waitFor()));
    const has = await Promise.all(visitors.map(({ page }) => page.locator(".book-done").count()));
    assert.equal(has[0] + has[1], 1, "one of them has it");
    const [won, lost] = has[0] ? visitors : [...visitors].reverse();
    await lost.page.getByText("Somebody has just booked this time.").waitFor();
    assert.equal(await lost.page.getByLabel("Your name").inputValue(), `Ada of the ${lost.name}`, "what was typed is kept");
    await look(lost.page, `${lost.shot}-5-lost`);
    await lost.page.getByLabel("Choose a time").selectOption({ index: 1 });
    await lost.page.waitForTimeout(2500);
    await lost.page.getByRole("button", { name: "Book" }).click();
    await lost.page.getByText("Your appointment is booked.").waitFor();
    await look(won.page, `${won.shot}-6-done`);

    const file = await won.context.request.get(await won.page.getByRole("link", { name: "Add to my calendar" }).evaluate((link) => link.href));
    assert.match(await file.text(), /BEGIN:VEVENT/);
    await won.page.getByRole("link", { name: "Move the appointment" }).click();
    await look(won.page, `${won.shot}-7-move`);
    await won.page.locator(".book-days a").last().click();
    await won.page.locator(".book-times a").first().click();
    await won.page.getByRole("button", { name: "Move the appointment" }).click();
    await won.page.getByText("The appointment has been moved.").waitFor();
    for (const { page, shot } of visitors) {
      await page.getByRole("link", { name: "Cancel the appointment" }).click();
      await look(page, `${shot}-8-cancel`);
      await page.getByRole("button", { name: "Cancel the appointment" }).click();
      await page.getByText("This appointment is cancelled.").waitFor();
    }
    for (const { context } of visitors) await context.close();

    // Every step is readable for everybody, in a language that is written from the right as well.
    const context = await browser.newContext({ ...desktop, bypassCSP: true });
    const page = await context.newPage();
    for (const [lang, direction] of [["", "ltr"], ["?lang=ar", "rtl"]]) {
      await page.goto(`${site}/book/portrait${lang}`);
      assert.equal((await page.locator("html").getAttribute("dir")) ?? "ltr", direction);
      await clean(page);
      await page.locator(".book-days a").first().click();
      await clean(page);
      await look(page, `${theme}-${direction}`);
      await page.locator(".book-times a").first().click();
      await clean(page);
    }
    await page.goto(`${site}/book/my/nothing`);
    await clean(page);
    await context.close();
  }
  const { items } = await assistant.call("getBooking", { all: true });
  assert.equal(items.filter(({ source }) => source === "site").length, 4);
  console.log("Booking: chosen, fought over, moved and cancelled in two themes, on a phone without scripts and on a desktop.");
} finally {
  await browser.close();
  assistant.end();
  end();
}
