// node packaging/mcpb/build.mjs OUT SYSTEM PROGRAM [LISTING]: the folder of an MCPB bundle: manifest, icon, program.
//
// The tools in the manifest are those that the program itself lists. LISTING is the program that is asked, where PROGRAM
// is for another system.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { about, root } from "../about.mjs";

const [out, system, program, listing = program] = process.argv.slice(2);
const listed = JSON.parse(execFileSync(listing, ["tools", "--json"], { maxBuffer: 1 << 28 }));
// In the list of an installer a sentence is enough.
const tools = listed.tools.map(({ name, description }) => ({ name, description: description.split(". ")[0] }));

mkdirSync(join(out, "server"), { recursive: true });
const file = system === "win32" ? "deskhand.exe" : "deskhand";
copyFileSync(program, join(out, "server", file));
chmodSync(join(out, "server", file), 0o755);
copyFileSync(join(root, "packaging/mcpb/icon.png"), join(out, "icon.png"));
const folder = "${user_config.data_dir}";
const manifest = {
  manifest_version: "0.3",
  name: about.name,
  display_name: "deskhand",
  version: about.version,
  description: about.short,
  long_description:
    "Your assistant keeps the website, packages, customers, orders and messages of a small business. Every change is " +
    "previewed where it matters, recorded, and undoable. Everything stays in one file on your computer.",
  author: { name: "deskhand", url: about.homepage },
  repository: { type: "git", url: `${about.repository}.git` },
  homepage: about.homepage,
  license: about.license,
  keywords: about.keywords,
  icon: "icon.png",
  server: {
    type: "binary",
    entry_point: `server/${file}`,
    mcp_config: {
      command: "${__dirname}/server/" + file,
      args: ["serve", "--data-dir", folder],
      env: {},
    },
  },
  user_config: {
    data_dir: {
      type: "directory",
      title: "Data folder",
      description: "Where the business is kept: one file, and its pictures beside it.",
      default: "${HOME}/deskhand",
      required: true,
    },
  },
  tools,
  compatibility: { platforms: [system] },
};
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(`${tools.length} tools in ${join(out, "manifest.json")}`);
