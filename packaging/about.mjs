// What Cargo.toml says of the package: the one place for name, version, description, repository and licence.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1", "--locked"], {
    cwd: root,
    maxBuffer: 1 << 28,
  }),
);
const found = metadata.packages.find((one) => one.name === "deskhand");

const [owner, repository] = new URL(found.repository).pathname.slice(1).split("/");

export const about = {
  name: found.name,
  version: found.version,
  description: found.description,
  // A registry allows 100 characters.
  short: found.description.split(":")[0] + ".",
  repository: found.repository,
  homepage: found.homepage,
  license: found.license,
  keywords: found.keywords,
  mcpName: `io.github.${owner}/${repository}`,
  download: (file) => `${found.repository}/releases/download/v${found.version}/${file}`,
};

// The systems: as Rust, npm and MCPB call them.
export const systems = [
  { target: "x86_64-unknown-linux-musl", npm: "linux-x64", os: "linux", cpu: "x64", mcpb: "linux" },
  { target: "aarch64-unknown-linux-musl", npm: "linux-arm64", os: "linux", cpu: "arm64" },
  { target: "x86_64-apple-darwin", npm: "darwin-x64", os: "darwin", cpu: "x64" },
  { target: "aarch64-apple-darwin", npm: "darwin-arm64", os: "darwin", cpu: "arm64" },
  { target: "universal-apple-darwin", mcpb: "darwin" },
  { target: "x86_64-pc-windows-msvc", npm: "win32-x64", os: "win32", cpu: "x64", mcpb: "win32" },
];
