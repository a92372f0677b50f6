// Holds the six themes to what a visitor needs of them: each with the same page of everything, on a phone, a tablet and
// a desktop, light and dark. No page is wider than its screen, axe-core finds nothing, and every text has a contrast of
// 4.5 : 1 at least against what is really painted behind it, pictures included. `just check-site` runs it.
//
// CHROMIUM names the browser (else it is looked for), `--shots FOLDER` also takes pictures of the pages.

import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { executablePath, makeDesk, shots } from "./desk.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const THEMES = ["classic", "portfolio", "salon", "trades", "consulting", "bistro", "maker"];
const WIDTHS = { phone: [390, 844], tablet: [820, 1180], desktop: [1440, 900] };
const CONTRAST_MIN = 4.5;
/** Bytes of a page without its pictures. */
const PAGE_MAX = 60 * 1024;

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const html = new HtmlValidate({ extends: ["html-validate:recommended"], rules: { "doctype-style": ["error", { style: "lowercase" }], "long-title": "off", "no-trailing-whitespace": "off" } });

/** A picture as hard to write on as there are: the brightest and the darkest beside each other. */
async function picture(browser) {
  const page = await browser.newPage({ viewport: { width: 480, height: 320 } });
  await page.setContent("<body style='margin:0;height:320px;background:repeating-linear-gradient(60deg,#fff 0 60px,#f7d9a0 60px 120px,#111 120px 132px)'>");
  const base64 = (await page.screenshot()).toString("base64");
  await page.close();
  return base64;
}

/** A home page with every kind of section, and most ways in which they can stand. */
async function fill(session, base64) {
  const data = async (tool, args) => {
    const answer = await session.call(tool, args);
    if (!answer.success) throw new Error(`${tool}: ${JSON.stringify(answer).slice(0, 600)}`);
    return answer.data ?? answer.items;
  };
  const image = (await data("createImage", { base64, filename: "stripes.png", description: "Stripes" })).id;
  await data("updateSite", {
    name: "Wren & Vale", tagline: "Everything at once", phone: "+1 503 555 0142", email: "hello@wren.example",
    address: { street: "12 Oak Street", city: "Portland", region: "OR", postalCode: "97214" },
    openingHours: [{ days: ["tuesday", "wednesday"], opens: "09:00", closes: "17:00" }, { days: ["sunday"], closed: true }],
    social: ["https://www.instagram.com/wren"],
  });
  for (const name of ["Services", "Work", "About", "Journal", "Prices", "Questions", "Contact"]) await data("createPage", { name });
  for (const name of ["Services", "Work", "About", "Journal", "Prices", "Questions"]) await data("createNavItem", { navigationId: "header", label: name, targetType: "page", targetId: name });
  await data("createNavItem", { navigationId: "header", label: "Book now", targetType: "page", targetId: "Contact", button: true });
  await data("createNavItem", { navigationId: "footer", label: "Privacy", targetType: "page", targetId: "About" });
  for (const [name, price] of [["Small", 80], ["Middle", 160], ["Whole day", 1200]]) await data("manage_packages", { action: "create", name, price, durationMinutes: 90, description: "With everything that belongs to it.", imageId: name === "Small" ? image : undefined });
  const home = (await data("getPage", { slug: "home", includeContent: true }))[0];
  await data("updateSection", { id: home.sections[0].id, content: { eyebrow: "Portland, Oregon", heading: "Quiet pictures of loud happiness", text: "One or two sentences below the heading, long enough to fill two lines on a phone and to stand over a bright picture.", image, ctaLabel: "See packages", ctaLink: "/services" } });
  const add = (templateKey, content, pageId = "home") => data("createSection", { pageId, templateKey, content });
  for (const { key } of await data("getSectionTemplate", { all: true })) {
    if (["hero", "entries", "posts"].includes(key)) continue;
    const { example } = (await data("getSectionTemplate", { key }))[0];
    await add(key, example);
  }
  await add("services", { heading: "Chosen", packageIds: ["Whole day", "Small"], highlight: "Small", highlightLabel: "Most booked", packageLabel: "Book", ctaLink: "/contact", background: "tint" });
  for (const background of ["tint", "dark", "picture"]) {
    const ground = background === "picture" ? { background, backgroundImage: image } : { background };
    await add("text", { heading: `On ${background}`, body: "Words with a [link](/about), **bold** and\n\n> a quotation\n\n- and a list", ...ground });
    await add("testimonials", { heading: "Kind words", quotes: [{ quote: "On time, tidy, and the price was the price.", author: "Sam", detail: "Astoria" }, { quote: "We forgot she was there.", author: "June" }], ...ground });
    await add("stats", { items: [{ value: "18", label: "years" }, { value: "24 h", label: "until we are there" }], ...ground });
    await add("services", { heading: "Packages", packageLabel: "Book", ctaLink: "/contact", ...ground });
  }
  for (const variant of ["masonry", "justified", "grid"]) await add("gallery", { variant, items: [{ image, caption: "Lately" }, { image }, { caption: "Not yet" }] }, "work");
  const slides = [{ image }, { image }];
  for (const variant of ["full", "split", "text", "slideshow"]) await add("hero", { heading: `A hero of the kind ${variant}`, text: "A sentence over, beside or below a picture.", image, slides, variant, ctaLabel: "See more", ctaLink: "/work" }, "about");
  await add("imageText", { heading: "Two of us", body: "One to three paragraphs.", image }, "about");
  await add("text", { body: "A long word: Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen.", width: "narrow", spacing: "large", anchor: "long" }, "about");
  return (await session.call("getPage", { id: "home" })).items[0].resourceUrl;
}

/** Every text of a page with the contrast of its colour against what is painted behind it, where it is too low. */
async function pale(page, sheet) {
  const texts = await page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const parent = walker.currentNode.parentElement;
      if (!text || !parent.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || parent.closest(".unseen, .skip, .preview-banner")) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const box of range.getClientRects()) {
        if (box.width < 2 || box.height < 2) continue;
        found.push({ text: text.slice(0, 40), colour: getComputedStyle(parent).color, x: box.x + scrollX, y: box.y + scrollY, w: box.width, h: box.height });
      }
    }
    return found;
  });
  await page.addStyleTag({ content: "* { color: transparent !important; text-decoration-color: transparent !important; transition: none !important } .preview-banner { display: none } *::before, *::after { color: transparent !important } li::marker { color: transparent !important }" });
  const shot = (await page.screenshot({ fullPage: true })).toString("base64");
  return sheet.evaluate(async ({ texts, shot, min }) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const colour = (text) => {
      one.clearRect(0, 0, 1, 1);
      one.fillStyle = text;
      one.fillRect(0, 0, 1, 1);
      return one.getImageData(0, 0, 1, 1).data;
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((it) => ((it /= 255) <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const pale = [];
    for (const { text, colour: said, x, y, w, h } of texts) {
      if (x < 0 || y < 0 || x + w > picture.width || y + h > picture.height) continue;
      const ink = light(colour(said));
      const { data } = context.getImageData(Math.floor(x), Math.floor(y), Math.ceil(w), Math.ceil(h));
      const ratios = [];
      for (let at = 0; at < data.length; at += 4 * 7) {
        const ground = light([data[at], data[at + 1], data[at + 2]]);
        ratios.push((Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05));
      }
      ratios.sort((a, b) => a - b);
      // A line of a frame or of a neighbour in the box of a text is not its ground.
      const worst = ratios[Math.floor(ratios.length * 0.03)];
      if (worst < min) pale.push(`“${text}” ${worst.toFixed(2)} : 1`);
    }
    return pale;
  }, { texts, shot, min: CONTRAST_MIN });
}

const desk = makeDesk();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
let [count, largest] = [0, 0];
try {
  desk.run("tenant", "add", "main");
  const session = desk.session("assistant", { preview: "auto" });
  await session.open();
  const home = await fill(session, await picture(browser));
  const sheet = await browser.newPage();
  for (const theme of THEMES) {
    await session.call("updateSite", { theme });
    for (const path of ["", "/about", "/work"]) {
      const address = home + path;
      const text = await (await fetch(address)).text();
      for (const { messages } of (await html.validateString(text)).results) {
        for (const { ruleId, message, line } of messages) fault(`${theme}${path}`, `${ruleId}, line ${line}: ${message}`);
      }
      for (const [screen, [width, height]] of Object.entries(WIDTHS)) {
        for (const colorScheme of ["light", "dark"]) {
          const where = `${theme}${path || "/"} ${screen} ${colorScheme}`;
          const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true, reducedMotion: "reduce" });
          const page = await context.newPage();
          const sizes = [];
          page.on("request", (request) => {
            const { origin, protocol } = new URL(request.url());
            if (protocol !== "data:" && origin !== new URL(address).origin) fault(where, `loads ${request.url()}`);
          });
          page.on("response", (response) => {
            const type = response.headers()["content-type"] ?? "";
            // As `deskhand host` sends it. Type is kept by the browser for all pages.
            const packed = (body) => brotliCompressSync(body).length;
            if (!/^(image|font)\/|^text\/event/.test(type)) sizes.push(response.body().then(packed, () => 0));
          });
          await page.goto(address, { waitUntil: "load" });
          await page.$$eval("img", (all) => Promise.all(all.map((it) => ((it.loading = "eager"), it.decode().catch(() => 0)))));
          const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
          largest = Math.max(largest, bytes);
          if (bytes > PAGE_MAX) fault(where, `${bytes} bytes without pictures`);
          const wide = (await page.evaluate(() => document.documentElement.scrollWidth)) - width;
          if (wide > 0) fault(where, `${wide} pixels wider than the screen`);
          if (screen === "phone") {
            // The menu opens without a script.
            if (await page.isVisible(".site-nav")) fault(where, "the menu is open before it is wanted");
            await page.click(".menu-toggle > summary");
            if (!(await page.isVisible(".site-nav a"))) fault(where, "the menu does not open");
            await page.click(".menu-toggle > summary");
          } else if (screen === "desktop" && !(await page.isVisible(".site-nav a"))) fault(where, "no menu");
          if (shots) await page.screenshot({ path: join(shots, `theme-${theme}${path.replace("/", "-")}-${screen}-${colorScheme}.png`), fullPage: true });
          await page.addScriptTag({ path: axe });
          const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { "heading-order": { enabled: false } } }));
          for (const { id, help, nodes } of violations) fault(where, `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
          for (const text of new Set(await pale(page, sheet))) fault(where, text);
          await context.close();
          count += 1;
        }
      }
    }
  }
  session.end();
  console.log(`${THEMES.length} themes, ${count} views, the largest ${largest} bytes without pictures and type, ${faults.length} faults`);
} finally {
  await browser.close();
  desk.end();
}
for (const line of faults) console.error(line);
process.exitCode = faults.length > 0 ? 1 : 0;
