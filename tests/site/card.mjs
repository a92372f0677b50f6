// The card on which a person decides (MCP Apps), in a host that is made with the reference package, and the page of one
// question in the console, both in headless Chromium. `just check-site` runs it.
//
// CHROMIUM and DESKHAND name the browser and the program; `--shots FOLDER` also takes pictures.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { executablePath, makeDesk, shots } from "./desk.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CARD = "ui://deskhand/approval";

// The host: a frame that may run scripts and nothing else, and the bridge of the reference package.
const HOST = `
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
window.show = async (html, result, theme) => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { title: "Approval", sandbox: "allow-scripts" });
  frame.style = "width: 100%; border: 0";
  document.body.replaceChildren(frame);
  const can = { serverTools: {}, openLinks: {}, updateModelContext: { text: {} } };
  const bridge = new AppBridge(null, { name: "host", version: "1" }, can, { hostContext: { theme } });
  window.told = [];
  bridge.oncalltool = (params) => window.serverCall(params);
  bridge.onupdatemodelcontext = async ({ content }) => (window.told.push(content[0].text), {});
  bridge.onsizechange = ({ height }) => (frame.style.height = height + "px");
  const ready = new Promise((done) => (bridge.oninitialized = done));
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = html;
  await ready;
  await bridge.sendToolInput({ arguments: {} });
  await bridge.sendToolResult(result);
};`;
const host = await build({ stdin: { contents: HOST, resolveDir: import.meta.dirname }, bundle: true, write: false, format: "iife", logLevel: "error" });

const desk = makeDesk();
desk.run("agent", "add", "trainee", "--autonomy", "supervised");
const ui = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } };
const assistant = desk.session("assistant", { preview: "auto", capabilities: ui });
const trainee = desk.session("trainee", { capabilities: ui });
const plain = desk.session("assistant");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const session of [assistant, trainee, plain]) await session.open();
  const story = { heading: "Our story", body: "We have photographed weddings by the sea since 2009.\n\nEvery summer we are on the road." };
  await assistant.call("createPage", { name: "About" });
  await assistant.call("createSection", { pageId: "about", templateKey: "text", content: story });
  await assistant.call("manage_packages", { action: "create", name: "Elopement", price: 2500, durationMinutes: 240, description: "Four hours, one beach." });
  const { contents: [{ text: html }] } = await assistant.request("resources/read", { uri: CARD });

  /** A card in a page of this width, about what the call answers. */
  const strayed = [];
  async function carded(session, name, args, { width = 700, theme = "light" } = {}) {
    const result = await session.request("tools/call", { name, arguments: args });
    assert.equal(result._meta.ui.resourceUri, CARD);
    const page = await (await browser.newContext({ viewport: { width, height: 700 }, colorScheme: theme })).newPage();
    page.on("pageerror", (error) => assert.fail(error));
    page.on("request", ({ url }) => url().startsWith("data:") || url().startsWith("about:") || strayed.push(url()));
    await page.exposeFunction("serverCall", (params) => session.request("tools/call", params));
    await page.setContent(`<!doctype html><html lang="en"><title>Host</title><body><main></main>`);
    await page.addScriptTag({ content: host.outputFiles[0].text });
    await page.evaluate(([html, result, theme]) => window.show(html, result, theme), [html, result, theme]);
    const card = page.frameLocator("iframe");
    await card.getByRole("heading", { level: 1 }).filter({ hasNotText: "…" }).waitFor();
    return { page, card, result };
  }
  const picture = async (page, name) => shots && (await page.screenshot({ path: join(shots, `card-${name}.png`), fullPage: true }));
  const accessible = async (page) => {
    const frame = page.frames().at(-1);
    await frame.addScriptTag({ path: axe });
    const { violations } = await frame.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it is not wider than its frame");
  };

  // A deletion: what goes, a yes, and the model is told.
  const gone = await carded(assistant, "deletePage", { ids: ["about"] });
  await gone.card.getByText("Page goes: “About”").waitFor();
  await accessible(gone.page);
  await picture(gone.page, "deletion");
  await gone.card.getByRole("button", { name: "Not now" }).click();
  await gone.card.getByText("It keeps waiting").waitFor();
  assert.equal((await plain.call("getPage", { slug: "about" })).count, 1);
  await gone.card.getByRole("button", { name: "Approve" }).click();
  await gone.card.getByText("Approved: it is done.").waitFor();
  assert.equal((await plain.call("getPage", { slug: "about" })).count, 0);
  await gone.page.waitForFunction(() => window.told.length > 0);
  assert.match((await gone.page.evaluate(() => window.told))[0], /has approved “Delete page “About” and section “Our story””/);
  // The conversation is opened again later: the same card says what became of it.
  await gone.page.evaluate(([html, result]) => window.show(html, result, "light"), [html, gone.result]);
  await gone.card.getByText("Approved: it is done.").waitFor();

  // A supervised agent's change, on a phone in the dark: before and after in words; a no with its reason.
  const price = { action: "update", id: "Elopement", price: 2700.5, durationMinutes: 300, description: "Five hours, two beaches." };
  const changed = await carded(trainee, "manage_packages", price, { width: 390, theme: "dark" });
  for (const words of ["$2,500", "$2,700.50", "4 hr", "5 hr", "Five hours, two beaches."]) await changed.card.getByText(words, { exact: true }).first().waitFor();
  await changed.card.getByRole("button", { name: "Why not" }).click();
  await accessible(changed.page);
  await picture(changed.page, "change-phone");
  await changed.card.getByRole("textbox", { name: "Why not" }).fill("Not this year.");
  await changed.card.getByRole("button", { name: "Reject" }).click();
  await changed.card.getByText("“Not this year.”").waitFor();
  const again = await trainee.call("manage_packages", price);
  assert.match(again.note, /Not this year\./);

  // What changed while the person read is shown anew, and nothing is done.
  const late = await carded(trainee, "manage_packages", { action: "update", id: "Elopement", price: 2600 });
  await plain.call("manage_packages", { action: "update", id: "Elopement", price: 2550 });
  await late.card.getByRole("button", { name: "Approve" }).click();
  await late.card.getByText("Nothing was done").waitFor();
  await late.card.getByText("$2,550").waitFor();
  await late.card.getByRole("button", { name: "Approve" }).click();
  await late.card.getByText("Approved: it is done.").waitFor();

  // What the assistant has taken back meanwhile cannot be approved any more, and says so; so does what somebody else decided.
  const back = await carded(trainee, "updatePage", { id: "home", name: "Start" }, { width: 390 });
  await trainee.call("withdrawProposal", { proposalId: JSON.parse(back.result.content[0].text).proposalId });
  await back.card.getByRole("button", { name: "Approve" }).click();
  await back.card.getByText("does not wait any more: trainee has taken it back.").waitFor();
  await back.card.getByText("The assistant has taken it back.").waitFor();
  await accessible(back.page);
  await picture(back.page, "withdrawn-phone");
  const twice = await carded(trainee, "updatePage", { id: "home", name: "Begin" }, { theme: "dark" });
  await picture(twice.page, "change-dark");
  desk.run("proposals", "reject", JSON.parse(twice.result.content[0].text).proposalId, "--reason", "Home is home.");
  await twice.card.getByRole("button", { name: "Approve" }).click();
  await twice.card.getByText("it was rejected by the owner (terminal)").waitFor();
  await twice.card.getByText("“Home is home.”").waitFor();

  // A host without cards has the text and nothing else; its answer leads to the page of this question.
  const shown = await plain.request("tools/call", { name: "deletePage", arguments: { ids: ["home"] } });
  assert.equal(shown._meta, undefined);
  const { url } = JSON.parse(desk.run("console", "--json"));
  const over = await plain.call("updatePage", { id: "home", name: "Start", dryRun: true });
  assert.deepEqual([over.done, over.decideUrl], [false, undefined]);
  const pages = [
    { name: "phone", context: { viewport: { width: 390, height: 844 }, colorScheme: "light", isMobile: true, hasTouch: true } },
    { name: "desktop", context: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" } },
  ];
  await assistant.call("createPage", { name: "Weddings" });
  await assistant.call("createSection", { pageId: "weddings", templateKey: "text", content: { heading: "Weddings by the sea", body: "Simple, calm, yours." } });
  const section = (await assistant.call("getSection", { pageId: "weddings" })).items[0].id;
  const goes = await assistant.call("deletePage", { ids: ["weddings"] });
  assert.ok(goes.decideUrl?.startsWith(new URL(url).origin), JSON.stringify(goes));
  for (const { name, context } of pages) {
    const water = { phone: "water", desktop: "shore" }[name];
    const edit = await trainee.call("updateSection", { pageSectionId: section, content: { heading: `Weddings by the ${water}`, body: `Simple, calm, yours. ${"We stay as long as the light does. ".repeat(20)}` } });
    const proposal = `${new URL(url).origin}/console/decide/main/${edit.proposalId}`;
    const person = await browser.newContext(context);
    const page = await person.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(url);
    for (const [what, address] of [["change", proposal], ["deletion", goes.decideUrl]]) {
      await page.goto(address);
      await page.getByRole("button", { name: "Approve" }).waitFor();
      const text = await page.locator("main").innerText();
      assert.doesNotMatch(text, /\b(page|sec|pkg|prop|cnf|img)_[0-9a-z]{20}|sortOrder|parentId|content\.|_minor/, text);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it is not wider than the screen");
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(height < 1_400, `${what} on the ${name} is ${height} px high`);
      if (shots) await page.screenshot({ path: join(shots, `decide-${what}-${name}.png`), fullPage: true });
      const strict = await person.newCDPSession(page);
      await strict.send("Page.setBypassCSP", { enabled: true });
      await page.reload();
      await page.getByRole("button", { name: "Approve" }).waitFor();
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      await strict.send("Page.setBypassCSP", { enabled: false });
    }
    // One that is not there any more says so.
    await page.goto(`${new URL(url).origin}/console/decide/main/cnf_01h455vb4pex5vsknk084sn02q`);
    await page.getByText("This question does not wait any more").waitFor();
    if (shots) await page.screenshot({ path: join(shots, `decide-over-${name}.png`) });
    if (name === "phone") {
      await page.goto(proposal);
      await page.getByText("Compare the page before and after").tap();
      await page.frameLocator("iframe[src$='/after']").getByText("Weddings by the water").waitFor();
      await page.getByText("Why not", { exact: true }).tap();
      await page.getByRole("textbox").fill("Sea is our word.");
      await page.getByRole("button", { name: "Reject" }).tap();
      await page.getByText("Rejected. The assistant can read why.").waitFor();
    } else {
      await page.goto(goes.decideUrl);
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByText("Approved: it is done.").first().waitFor();
      assert.equal((await plain.call("getPage", { slug: "weddings" })).count, 0);
    }
    assert.deepEqual(faults, []);
    await person.close();
  }
  assert.deepEqual(strayed, [], "the card loads nothing");
  console.log("The card and the page of one question: approved, rejected, shown anew; in words, on a desktop and a phone, without a fault.");
} finally {
  await browser.close();
  for (const session of [assistant, trainee, plain]) session.end();
  desk.end();
}
