// What both pages of the console share: everything that a person decides about is shown in the same way. Text from agents
// and customers goes into the page as text, never as markup.
export const $ = (id) => document.getElementById(id);
const word = document.querySelector("meta[name=word]").content;
const NOT_LET_IN = "This page is not let in any more. Open the address that `deskhand console` prints.";
// Times are those of the business.
let zone;
export const useZone = (name) => (zone = name);

/** An element with text or children; a property that begins with "on" listens. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

export function tell(text, bad) {
  $("told").textContent = text;
  $("told").classList.toggle("bad", Boolean(bad));
}

export function when(text) {
  const at = new Date(text);
  return make("time", { datetime: text, title: `${text} · ${zone ?? ""}` }, at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short", timeZone: zone }));
}

/** What an error says, and what to do, as sentences. */
export const sentences = ({ message, suggestion }) =>
  [message, suggestion].filter(Boolean).map((text) => `${text[0].toUpperCase()}${text.slice(1)}.`).join(" ");

export async function ask(path) {
  const response = await fetch(`/console/api/${path}`);
  if (!response.ok && !response.headers.get("content-type")?.includes("json")) throw new Error(NOT_LET_IN);
  return response.text();
}

export async function send(what, body) {
  const headers = { "content-type": "application/json", "x-deskhand-word": word };
  const response = await fetch(`/console/api/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (response.status === 404) throw new Error(NOT_LET_IN);
  const answer = await response.json();
  if (answer.success === false) throw new Error(sentences(answer.error));
  return answer;
}

const side = (mark, text) => (text === undefined ? undefined : make(mark, {}, text));

/** What changes of one thing, before and after; texts that are long have only the places that differ, and open whole. */
function row({ label, before, after, whole }, op) {
  const shown = op === "update" ? [side("del", before), side("ins", after)] : make("span", {}, after ?? before);
  const all = whole && make("details", {}, make("summary", {}, "All of it"),
    op === "update" ? [side("del", whole[0]), side("ins", whole[1])] : make("span", {}, whole[0] || whole[1]));
  return [make("dt", {}, label), make("dd", {}, shown, all)];
}

/** What would change, thing by thing, in words. */
export function things(list) {
  return make("ul", { class: "diff" }, (list ?? []).map(({ what, op, rows }) => {
    const fields = rows.length ? make("dl", {}, rows.flatMap((of) => row(of, op))) : undefined;
    const goes = fields && op === "delete" ? make("details", {}, make("summary", {}, "What is in it"), fields) : fields;
    return make("li", {}, make("p", {}, make("strong", {}, what)), goes);
  }));
}

/** What would leave, part by part, whole. */
export function leaving(departure) {
  if (!departure) return undefined;
  const parts = departure.parts.flatMap(({ name, text }) => [make("dt", {}, name), make("dd", {}, make("ins", {}, text))]);
  return make("ul", { class: "diff" }, make("li", {}, make("p", {}, make("strong", {}, "What leaves")), make("dl", {}, parts)));
}

/** What leaves is all that there is to decide about; what is noted of it repeats that, and opens where somebody asks. */
export function changing({ id, departure, things: list }) {
  if (!departure) return things(list);
  return list.length ? make("details", { "data-key": `record ${id}` }, make("summary", {}, "What is put on record"), things(list)) : undefined;
}

/** The page of the site before and after. */
function sides(tenant, { id, hasPage, asked }) {
  if (!hasPage) return undefined;
  const look = (which, title) =>
    make("figure", {}, make("figcaption", {}, title), make("div", { class: "frame" },
      make("iframe", { src: `/console/look/${tenant}/${id}/${which}`, title: `${title}: ${asked}`, sandbox: "allow-same-origin", loading: "lazy", tabindex: "-1" })));
  const details = make("details", { "data-key": `look ${id}` }, make("summary", {}, "Compare the page before and after"));
  // The pages are made when somebody wants to see them.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(make("div", { class: "sides" }, look("before", "Before"), look("after", "After")));
  });
  return details;
}

const OUTCOMES = { approved: "Approved", rejected: "Rejected", expired: "It has expired", superseded: "Something newer took its place", withdrawn: "The agent has taken it back" };

/** What became of it. */
export function outcome({ status, decidedBy, reason, newer }) {
  const by = decidedBy && status !== "superseded" && status !== "withdrawn" ? ` by ${decidedBy}` : "";
  return `${OUTCOMES[status] ?? status}${by}${newer ? `: number ${newer}` : ""}${reason ? `: “${reason}”` : ""}`;
}

/** One thing to decide about, with its buttons: `decide(what, view, reason)` carries them out; `heading` is h2 where it is the whole page. */
export function card(tenant, view, decide, { heading = "h3", more } = {}) {
  const { id, number, agent, asked, isDecidable, status } = view;
  const name = `d-${id}`;
  const reason = make("input", { placeholder: "The agent can read it.", "aria-label": `Why not: ${asked}`, maxlength: "1000" });
  const actions = isDecidable
    ? make("div", { class: "actions" },
        make("button", { class: "yes", onclick: () => decide("approve", view) }, "Approve"),
        more,
        make("details", { class: "why", "data-key": `why ${id}` }, make("summary", { class: "button" }, "Why not"),
          make("div", { class: "actions" }, reason,
            make("button", { class: "no", onclick: () => decide("reject", view, reason.value) }, "Reject"))))
    : make("p", { class: "meta" }, status === "open" ? "Answer it in the client that asks." : outcome(view));
  return make("article", { class: "card", "aria-labelledby": name },
    make(heading, { id: name }, status === "open" && !isDecidable ? `Asked in the client: ${asked}?` : `${asked}?`),
    make("p", { class: "meta" }, number ? `Number ${number}, from ${agent}, ` : `From ${agent}, `, when(view.createdAt), ...(status === "open" ? [". Waits until ", when(view.expiresAt), "."] : ["."])),
    leaving(view.departure),
    (view.fetched ?? []).map((address) => make("p", {}, make("strong", {}, "A browser would fetch"), ` ${address}`)),
    changing(view),
    sides(tenant, view),
    actions);
}
