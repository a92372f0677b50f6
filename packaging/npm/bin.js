#!/usr/bin/env node
// Starts the program that npm has installed for this system; its input, output, signals and exit code are the program's.
const { spawn } = require("node:child_process");
const name = `@deskhand/${process.platform}-${process.arch}`;
const ending = process.platform === "win32" ? ".exe" : "";
let program;
try {
  program = require.resolve(`${name}/bin/deskhand${ending}`);
} catch {
  console.error(`deskhand: ${name} is not installed. Install without --omit=optional; not every system has one.`);
  process.exit(1);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends Ctrl-C to both.
const passed = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of passed) process.on(signal, () => child.kill(signal));
if (process.stdin.isTTY) process.on("SIGINT", () => {});
child.on("error", (error) => (console.error(`deskhand: ${error.message}`), process.exit(1)));
child.on("exit", (code, signal) => {
  if (signal) process.removeAllListeners(signal), process.kill(process.pid, signal);
  else process.exit(code);
});
