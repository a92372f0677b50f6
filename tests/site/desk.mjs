// A data folder of its own with the program that is checked, and the browser that looks at it.

import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
export const executablePath = process.env.CHROMIUM ?? known.find((path) => existsSync(path));
if (!executablePath) {
  console.error("No Chromium: install it, or name one with CHROMIUM.");
  process.exit(2);
}

const [program, ...before] = process.env.DESKHAND ? [process.env.DESKHAND] : ["cargo", "run", "--quiet", "--locked", "--"];

/** The folder of `--shots FOLDER`, made; `undefined` without it. */
export const shots = process.argv.includes("--shots") ? process.argv[process.argv.indexOf("--shots") + 1] : undefined;
if (shots) mkdirSync(shots, { recursive: true });

/** A new data folder; `settings` is its deskhand.toml. */
export function makeDesk(settings = "") {
  const folder = mkdtempSync(join(tmpdir(), "deskhand-console-"));
  writeFileSync(join(folder, "deskhand.toml"), settings);

  const run = (...args) => execFileSync(program, [...before, ...args, "--data-dir", folder], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

  /** The same with something on stdin, while this process goes on answering. */
  const runWith = (input, ...args) => new Promise((done, failed) => {
    const child = execFile(program, [...before, ...args, "--data-dir", folder], (error, stdout) => (error ? failed(error) : done(stdout)));
    child.stdin.end(input);
  });

  /** A session of an agent; calls wait for their answers. `asked` answers what the client's person is asked. */
  function session(agent, { preview = "off", asked, capabilities = asked ? { elicitation: {} } : {} } = {}) {
    const child = spawn(program, [...before, "serve", "--agent", agent, "--preview", preview, "--data-dir", folder], { stdio: ["pipe", "pipe", "ignore"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let last = 0;
    const say = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    const ask = async (method, params) => {
      const id = ++last;
      say({ id, method, params });
      for (;;) {
        const message = JSON.parse((await lines.next()).value);
        if (message.method === "elicitation/create") say({ id: message.id, result: await asked(message.params.message) });
        else if (message.id === id) return message.result;
      }
    };
    return {
      open: async () => {
        await ask("initialize", { protocolVersion: "2025-11-25", capabilities, clientInfo: { name: "claude-desktop", version: "1" } });
        say({ method: "notifications/initialized" });
      },
      request: ask,
      call: async (name, args) => (await ask("tools/call", { name, arguments: args })).structuredContent,
      end: () => child.stdin.end(),
    };
  }

  return {
    folder,
    run,
    runWith,
    session,
    end: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
