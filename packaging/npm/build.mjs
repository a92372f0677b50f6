// node packaging/npm/build.mjs OUT TARGET=PROGRAM …: the npm packages: `deskhand`, and one for each program that is given.
//
// The programs come as optional dependencies of their system, so that nothing is fetched and no script is run when it
// is installed.
import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { about, root, systems } from "../about.mjs";

const [out, ...programs] = process.argv.slice(2);
const common = {
  version: about.version,
  license: about.license,
  repository: { type: "git", url: `git+${about.repository}.git` },
  homepage: about.homepage,
};

function write(folder, manifest) {
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  for (const file of ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"]) cpSync(join(root, file), join(folder, file));
}

for (const [target, program] of programs.map((it) => it.split("="))) {
  const system = systems.find((one) => one.target === target && one.npm);
  if (!system) throw new Error(`no npm package is made for ${target}`);
  const folder = join(out, system.npm);
  mkdirSync(join(folder, "bin"), { recursive: true });
  const file = join(folder, "bin", system.os === "win32" ? "deskhand.exe" : "deskhand");
  copyFileSync(program, file);
  chmodSync(file, 0o755);
  write(folder, {
    name: `@deskhand/${system.npm}`,
    description: `The program of deskhand for ${system.npm}.`,
    ...common,
    os: [system.os],
    cpu: [system.cpu],
    files: ["bin"],
    // npm must not unpack it into a place that cannot be run.
    preferUnplugged: true,
  });
}

const folder = join(out, "deskhand");
mkdirSync(folder, { recursive: true });
copyFileSync(join(root, "packaging/npm/bin.js"), join(folder, "bin.js"));
chmodSync(join(folder, "bin.js"), 0o755);
copyFileSync(join(root, "README.md"), join(folder, "README.md"));
const optional = systems.filter((system) => system.npm).map((system) => [`@deskhand/${system.npm}`, about.version]);
write(folder, {
  name: about.name,
  description: about.description,
  ...common,
  keywords: about.keywords,
  mcpName: about.mcpName,
  bin: { deskhand: "bin.js" },
  files: ["bin.js"],
  engines: { node: ">=18" },
  optionalDependencies: Object.fromEntries(optional),
});
console.log(out);
