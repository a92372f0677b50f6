// What a person decides by, in headless Chromium: long texts whole, to whom a message goes, and nothing that the browser
// fetches from elsewhere while they look. `just check-site` runs it.
//
// CHROMIUM and DESKHAND name the browser and the program; `--shots FOLDER` also takes pictures.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { executablePath, makeDesk, shots } from "./desk.mjs";

const listen = async (answer) => {
  const heard = [];
  const server = createServer((request, response) => {
    heard.push(request.url);
    answer(request, response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { heard, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
};

// Whoever is asked for a picture by the page has been told something.
const elsewhere = await listen((_, response) => response.writeHead(200, { "content-type": "image/svg+xml" }).end("<svg xmlns='http://www.w3.org/2000/svg'/>"));
// Where messages go: 360dialog, as far as connecting and one message need it.
const whatsapp = await listen((request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(request.url === "/messages" ? { messages: [{ id: "wamid.sent" }] } : { waba_templates: [] }));
});

const desk = makeDesk(`[providers]\nwhatsapp = "${whatsapp.url}"\n`);
const { run, session } = desk;
run("tenant", "list");
await desk.runWith("key\n", "integration", "connect", "whatsapp");
run("tenant", "hosts", "add", "hooks.example.com");
run("agent", "set", "assistant", "--profile", "admin");
run("agent", "add", "trainee", "--profile", "admin", "--autonomy", "supervised");
const wrote = { from: "14155552671", id: "wamid.A", timestamp: String(Math.floor(Date.now() / 1000) - 600), type: "text", text: { body: "Is the 5th of June free?" } };
const value = { messaging_product: "whatsapp", metadata: { display_phone_number: "15550783881", phone_number_id: "1" }, contacts: [{ profile: { name: "Ada Bell" }, wa_id: "14155552671" }], messages: [wrote] };
await desk.runWith(JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value }] }] }), "whatsapp", "import", "-");

const line = "ada@example.com; +1 415 555 2671; the fifth of June\n";
const some = `${line.repeat(24)}THE LAST WORD`; // About 1.2 KB.
const long = `${line.repeat(160)}THE LAST WORD`; // More than a question in a client shows.
const post = (body) => ({ url: `https://hooks.example.com/${"orders".repeat(40)}`, body });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
let look = async () => {};
const questions = [];
const assistant = session("assistant", { preview: "auto", asked: async (question) => {
  questions.push(question);
  await look(question);
  return { action: "decline" };
} });
const trainee = session("trainee");
try {
  await assistant.open();
  await trainee.open();
  const { url } = JSON.parse(run("console", "--json"));
  const desktop = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" })).newPage();
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true, hasTouch: true })).newPage();
  const origin = new URL(url).origin;
  const strayed = [];
  for (const page of [desktop, phone]) {
    page.on("request", (request) => request.url().startsWith(origin) || request.url().startsWith("data:") || strayed.push(request.url()));
    await page.goto(url);
  }

  // A question of some length is whole in the client; a longer one says where it is whole, and there it is.
  await assistant.call("httpPost", post(some));
  assert.ok(questions[0].includes("THE LAST WORD"), questions[0]);
  look = async () => {
    for (const page of [desktop, phone]) {
      await page.getByText("Asked in the client").waitFor();
      const text = await page.locator("#waiting").innerText();
      assert.equal(text.split("the fifth of June").length - 1, 160, "all of it, once");
      assert.ok(text.includes("THE LAST WORD"));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it is not wider than the screen");
    }
    if (shots) await desktop.screenshot({ path: join(shots, "asked-desktop.png") });
  };
  await assistant.call("httpPost", post(long));
  assert.ok(!questions[1].includes("THE LAST WORD") && questions[1].includes("console"), questions[1]);
  await desktop.getByText("Nothing waits for you.").waitFor();

  // Proposals: to whom and what, whole.
  const contact = (await assistant.call("getContact", { phone: "+14155552671" })).items[0].id;
  await trainee.call("sendMessage", { contactId: contact, message: "Yes, it is free. Shall I hold it for you?" });
  await trainee.call("httpPost", post(some));
  await assistant.call("createPage", { name: "About" });
  const picture = `${elsewhere.url}/told?secret=1`;
  await trainee.call("createSection", { pageId: "about", templateKey: "text", content: { body: `Hello ![a](${picture}) <img src="${picture}&tag">` } });
  for (const page of [desktop, phone]) {
    await page.getByText("3 that belong together").waitFor();
    const text = await page.locator("#waiting").innerText();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it is not wider than the screen");
    for (const part of ["“Ada Bell” (+14155552671)", "Yes, it is free. Shall I hold it for you?", "https://hooks.example.com/orders", "THE LAST WORD", picture]) assert.ok(text.includes(part), part);
  }

  // Before and after: the page is there, the picture is not fetched.
  for (const page of [desktop, phone]) {
    await page.getByText("Compare the page before and after").click();
    await page.frameLocator("iframe[src$='/after']").getByText("Hello").waitFor();
    await page.waitForTimeout(300);
  }
  if (shots) await desktop.screenshot({ path: join(shots, "decisions-desktop.png"), fullPage: true });
  if (shots) await phone.screenshot({ path: join(shots, "decisions-phone.png"), fullPage: true });

  // Naming no proposal is told in words, and nothing is done.
  const word = await desktop.locator("meta[name=word]").getAttribute("content");
  for (const body of [{ ids: [] }, {}, { ids: null }, { ids: [""] }]) {
    const answer = await desktop.evaluate(async ([word, body]) => {
      const headers = { "content-type": "application/json", "x-deskhand-word": word };
      return (await fetch("/console/api/approve", { method: "POST", headers, body: JSON.stringify({ tenant: "main", ...body }) })).json();
    }, [word, body]);
    assert.equal(answer.success, false);
    assert.notEqual(answer.error.code, "INTERNAL", JSON.stringify(answer));
    assert.ok(answer.error.suggestion, JSON.stringify(answer));
  }

  // The message goes once it is approved, and the page with its picture is not asked for from elsewhere either.
  for (const [text, number] of [["Shall I hold it for you?", 1], ["Hello", 3]]) {
    await desktop.locator("article").filter({ hasText: text }).getByRole("button", { name: "Approve" }).click();
    await desktop.getByText(`Done: ${number}.`).waitFor();
  }
  assert.equal(whatsapp.heard.filter((path) => path === "/messages").length, 1);
  await desktop.goto(`${origin}/main/about`);
  await desktop.getByText("Hello").waitFor();
  await desktop.waitForTimeout(300);
  assert.deepEqual(strayed.filter((address) => !address.startsWith(elsewhere.url)), []);
  assert.deepEqual(elsewhere.heard, [], "nothing is fetched from elsewhere");
  console.log("What a person decides by: whole, on a desktop and a phone, and nothing was fetched from elsewhere.");
} finally {
  await browser.close();
  trainee.end();
  assistant.end();
  elsewhere.close();
  whatsapp.close();
  desk.end();
}
