// node packaging/server-json.mjs [BUNDLE.mcpb …] > server.json: what the MCP registry is told.
//
// Fails where the registry would refuse it. `mcp-publisher validate` asks the registry itself.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { about, root } from "./about.mjs";

const serve = [{ type: "positional", value: "serve" }];
const transport = { type: "stdio" };
const bundles = process.argv.slice(2).map((file) => ({
  registryType: "mcpb",
  identifier: about.download(basename(file)),
  version: about.version,
  fileSha256: createHash("sha256").update(readFileSync(file)).digest("hex"),
  transport,
}));
const server = {
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name: about.mcpName,
  title: "deskhand",
  description: about.short,
  repository: { url: about.repository, source: "github" },
  websiteUrl: about.homepage,
  version: about.version,
  packages: [
    { registryType: "npm", identifier: about.name, version: about.version, runtimeHint: "npx", transport, packageArguments: serve },
    { registryType: "cargo", identifier: about.name, version: about.version, transport, packageArguments: serve },
    ...bundles,
  ],
};

const faults = [];
const want = (is, fault) => is || faults.push(fault);
want(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/.test(server.name), `the name ${server.name}`);
want(server.description.length >= 1 && server.description.length <= 100, "a description has 100 characters at most");
want(/^\d+\.\d+\.\d+/.test(server.version), `the version ${server.version}`);
want(bundles.every((one) => one.identifier.startsWith("https://") && one.identifier.includes("mcp")), "an mcpb address says mcp");
// How the registry sees that the crate is ours: a line of its own that the crate's page shows.
want(readFileSync(join(root, "README.md"), "utf8").split("\n").includes(`mcp-name: ${server.name}`), `README.md has no line "mcp-name: ${server.name}"`);
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(JSON.stringify(server, null, 2));
