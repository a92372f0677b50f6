// The sites that are checked: the demo's, and one with a bit of everything, built through the tools as an
// assistant builds it.

import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [program, ...before] = process.env.DESKHAND
  ? [process.env.DESKHAND]
  : ["cargo", "run", "--quiet", "--locked", "--"];

const BODY = `We walked up at six. By seven it rained; by eight nobody minded.

## What we brought

- two cameras and *one* umbrella
- a thermos, see [our packages](/services)

> Keep going, said the grandmother.

### In numbers

| Hours | Pictures |
|---|---|
| 9 | 611 |

1. Coffee
2. Vows, \`f/2\` and a very very long word: Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen
`;

const FIELDS = [
  { name: "summary", type: "text" }, { name: "photo", type: "image" }, { name: "story", type: "markdown" },
  { name: "kind", type: "choice", options: ["Wedding", "Portrait"] }, { name: "startDate", type: "date" },
  { name: "guests", type: "number" }, { name: "outdoors", type: "boolean" }, { name: "website", type: "link" }, { name: "phone", type: "phone" }, { name: "email", type: "email" },
  { name: "notes", type: "text" }, { name: "detail", type: "image" }, { name: "terms", type: "markdown" },
  { name: "credits", type: "list", fields: [{ name: "role", type: "text" }, { name: "person", type: "text" }, { name: "picture", type: "image" }] },
];

/** Builds the sites and serves them; gives their address and what they are called there. */
export async function build(browser) {
  const folder = mkdtempSync(join(tmpdir(), "deskhand-check-site-"));
  const run = (...args) => execFileSync(program, [...before, ...args, "--data-dir", folder], { stdio: "pipe" });
  run("demo", "--no-preview");
  const fields = join(folder, "fields.json");
  writeFileSync(fields, JSON.stringify(FIELDS));
  run("tenant", "add", "studio", "--title", "Hill & Hail");
  run("collection", "add", "weddings", "--tenant", "studio", "--kind", "entries", "--description", "Days we remember", "--fields", fields);
  const drawn = await pictures(browser);
  const photos = await library(drawn, folder);
  const server = serve(folder, photos.config);
  await server.request("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "check-site", version: "1" } });
  let demo;
  /** The demo's site in another theme. */
  const wear = async (theme) => {
    if (!demo) {
      demo = serve(folder, photos.config, "main");
      await demo.request("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "check-site", version: "1" } });
    }
    await demo.ok("updateSite", { theme });
  };
  const close = async () => {
    await demo?.close();
    await server.close();
    photos.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await fill(server, drawn);
    const home = (await server.ok("getPage", { id: "home" })).items[0].resourceUrl;
    return { origin: new URL(home).origin, tenants: ["main", "studio"], wear, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Somebody who has photos: every picture as one under a licence that asks for a credit. */
async function library(drawn, folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const at = pathname.match(/\d+/g)?.at(-1);
    if (pathname.startsWith("/files/")) return response.end(Buffer.from(drawn[at], "base64"));
    response.end(JSON.stringify({
      id: `photo-${at}`, title: `Hail over the “upper” valley <${at}>`, foreign_landing_url: `https://example.com/photos/${at}?a=1&b=2`,
      url: `http://127.0.0.1:${server.address().port}/files/${at}`, creator: "Ada & Lens", creator_url: "https://example.com/ada",
      license: "by", license_version: "4.0", license_url: "https://creativecommons.org/licenses/by/4.0/", width: 1200, height: 800,
    }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const at = `127.0.0.1:${server.address().port}`;
  const config = join(folder, "photos.toml");
  writeFileSync(config, `[outbound]\nallow = ["${at}"]\n[providers]\nopenverse = "http://${at}"\n`);
  return { config, close: () => server.close() };
}

/** A session with the program. */
function serve(folder, config, tenant = "studio") {
  const child = spawn(program, [...before, "serve", "--tenant", tenant, "--data-dir", folder, "--config", config, "--preview", "auto"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let last = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
  });
  const request = (method, params) => new Promise((done) => {
    last += 1;
    waiting.set(last, done);
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: last, method, params })}\n`);
  });
  const ok = async (name, args) => {
    const { result, error } = await request("tools/call", { name, arguments: args });
    if (error || result.isError) throw new Error(`${name}: ${JSON.stringify(error ?? result.content)}`);
    return result.structuredContent;
  };
  const confirm = async (name, args) => {
    const { confirmationToken } = await ok(name, args);
    return ok(name, { ...args, confirmed: true, confirmationToken });
  };
  const close = () => new Promise((done) => {
    child.on("exit", done);
    child.stdin.end();
  });
  return { request, ok, confirm, close };
}

async function fill({ ok, confirm }, [, dancers]) {
  const image = async (base64, filename, description) => (await ok("createImage", { base64, filename, description })).data.id;
  const photo = async (at) => (await ok("importImage", { provider: "openverse", photoId: `photo-${at}` })).data.id;
  const [wide, pair, high] = [await photo(0), await image(dancers, "dancers.jpg", "Two people dancing"), await photo(2)];

  for (const name of ["Services", "About", "Contact", "Notes"]) await ok("createPage", { name });
  const home = (await ok("getPage", { slug: "home", includeContent: true })).items[0];
  const hero = { eyebrow: "Hood River", heading: "The day as it felt", text: "Rain and all.", ctaLabel: "See the packages", ctaLink: "/services", image: wide };
  await ok("updateSection", { pageSectionId: home.sections[0].id, content: hero });
  await ok("createSection", { pageId: home.id, templateKey: "imageText", content: { heading: "Two of us", body: BODY, image: pair } });
  await ok("createSection", { pageId: "about", templateKey: "text", content: { body: BODY }, status: "draft" });
  await ok("createSection", { pageId: "about", templateKey: "faq", content: { questions: [{ question: "And if it rains?", answer: BODY }] } });
  await ok("createSection", { pageId: home.id, templateKey: "gallery", content: { items: [{ image: pair, caption: "Lately" }, { image: high }, { image: wide }] } });

  for (let at = 1; at <= 12; at += 1) {
    const post = await ok("createPost", { collectionSlug: "blog", title: `A wet day in the gorge, part ${at}`, slug: `wet-day-${at}`, author: "Isla Wren", category: at % 2 ? "Weddings" : undefined, content: { body: BODY, ...(at % 3 ? { cover: { imageId: at % 2 ? wide : high } } : {}) } });
    if (at > 1) await confirm("updatePost", { slug: post.data.slug, status: "published" });
  }
  for (const title of ["June and Theo", "Priya and Mateo", "Hannah and Sam", "A quiet elopement", "Being written"]) {
    const status = title === "Being written" ? "draft" : "published";
    await (status === "published" ? confirm : ok)("createEntry", { collectionId: "portfolio", title, status, content: { summary: `${title}: hail, three languages and eleven smiles on one hill above the river.`, image: title.startsWith("P") ? high : pair, body: BODY, link: "https://example.com/" } });
  }
  await confirm("createEntry", { collectionId: "weddings", title: "Everything at once", status: "published", content: { summary: "One of each field.", photo: wide, story: BODY, kind: "Wedding", startDate: "2026-06-13", guests: 42, outdoors: true, website: "https://example.com/june", phone: "+1 541 555 0100", email: "june@example.com", notes: "First line,\nsecond line.", detail: high, terms: "# Small print\n\nNone.", credits: [{ role: "Flowers", person: "Ada" }, { role: "Cake", person: "Grace", picture: pair }] } });

  const item = async (navigationId, label, target, parentId) => (await ok("createNavItem", { navigationId, label, ...target, parentId })).data.id;
  const page = (targetId) => ({ targetType: "page", targetId });
  const url = (address) => ({ targetType: "url", url: address });
  const placeholder = { targetType: "placeholder" };
  const services = await item("header", "Services", page("services"));
  await item("header", "Packages", page("services"), services);
  const work = await item("header", "Work", placeholder);
  const folio = await item("header", "Portfolio", url("/portfolio"), work);
  await item("header", "June and Theo", { targetType: "entry", targetId: "june-and-theo" }, folio);
  await item("header", "Being written", { targetType: "entry", targetId: "being-written" }, folio);
  await item("header", "Weddings", url("/weddings"), work);
  await item("header", "Blog", url("/blog"));
  await item("header", "About", page("about"));
  await item("header", "Contact", page("contact"));
  const visit = await item("footer", "Visit", placeholder);
  await item("footer", "About us", page("about"), visit);
  await item("footer", "Contact", page("contact"), visit);
  const read = await item("footer", "Read", placeholder);
  await item("footer", "Blog", url("/blog"), read);
  await item("footer", "A wet day", { targetType: "post", targetId: "wet-day-2" }, read);
  await item("footer", "Write to us", url("mailto:hello@example.com"));
}

/** Pictures that the browser draws: JPEG as base64, large enough for every size. */
async function pictures(browser) {
  const page = await browser.newPage();
  const draw = ([width, height, hue]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const on = canvas.getContext("2d");
    on.fillStyle = `hsl(${hue} 40% 92%)`;
    on.fillRect(0, 0, width, height);
    for (let layer = 0; layer < 6; layer += 1) {
      on.fillStyle = `hsl(${hue + layer * 9} 32% ${78 - layer * 11}%)`;
      on.beginPath();
      on.moveTo(0, height);
      for (let x = 0; x <= width; x += 8) on.lineTo(x, height * (0.12 + layer * 0.15) + Math.sin(x / (150 + layer * 37) + layer * 2) * 60);
      on.lineTo(width, height);
      on.fill();
    }
    return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
  };
  const drawn = [];
  for (const form of [[2000, 1200, 20], [1600, 1200, 190], [1200, 1800, 90]]) drawn.push(await page.evaluate(draw, form));
  await page.close();
  return drawn;
}
