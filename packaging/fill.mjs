// node packaging/fill.mjs TEMPLATE CHECKSUMS > FILE: a template with what Cargo.toml says and the checksums of the archives.
//
// `{{version}}` and the like come from about.mjs, `{{sha256 TARGET}}` from CHECKSUMS, which `sha256sum` has written.
import { readFileSync } from "node:fs";
import { about } from "./about.mjs";

const [template, checksums] = process.argv.slice(2);
const sums = readFileSync(checksums, "utf8").trim().split("\n").map((line) => line.split(/\s+\*?/));
const filled = readFileSync(template, "utf8").replace(/\{\{(\w+)(?: ([\w-]+))?\}\}/g, (_, word, target) => {
  if (word === "sha256") {
    const found = sums.find(([, file]) => file.includes(target));
    if (!found) throw new Error(`${checksums} has no sum for ${target}`);
    return found[0];
  }
  if (typeof about[word] !== "string") throw new Error(`nothing is known of ${word}`);
  return about[word];
});
process.stdout.write(filled);
