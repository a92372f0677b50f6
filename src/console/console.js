// The console's page: asks for everything again whenever there is news, and shows it. Text from agents and
// customers goes into the page as text, never as markup.
const $ = (id) => document.getElementById(id);
const word = document.querySelector("meta[name=word]").content;
let tenant = new URLSearchParams(location.search).get("tenant");
// Times are those of the business.
let zone;
let shown = "";

/** An element with text or children; a property that begins with "on" listens. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

function tell(text, bad) {
  $("told").textContent = text;
  $("told").classList.toggle("bad", Boolean(bad));
}

function when(text) {
  const at = new Date(text);
  return make("time", { datetime: text, title: `${text} · ${zone ?? ""}` }, at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short", timeZone: zone }));
}

// What somebody outside wrote comes with its mark.
const spoken = (value) => (typeof value === "string" ? value : value?.trust === "untrusted" ? value.text : JSON.stringify(value, null, 1));

/** What changes, thing by thing, each field before and after. */
function diff(changes) {
  const verbs = { insert: "New", update: "Changed", delete: "Gone" };
  const list = make("ul", { class: "diff" });
  for (const change of changes ?? []) {
    const fields = make("dl");
    for (const [name, [before, after]] of Object.entries(change.fields ?? {})) {
      const side = make("dd");
      if (before !== null && change.op !== "insert") side.append(make("del", {}, spoken(before)));
      if (after !== null && change.op !== "delete") side.append(make("ins", {}, spoken(after)));
      if (side.childNodes.length) fields.append(make("dt", {}, name), side);
    }
    const label = change.label ? ` “${change.label}”` : "";
    list.append(make("li", {}, make("p", {}, make("strong", {}, verbs[change.op] ?? change.op), ` ${change.entity}${label}`), fields));
  }
  return list;
}

/** What would leave, part by part, whole. */
function leaving(departure) {
  if (!departure) return undefined;
  const parts = make("dl");
  for (const { name, text } of departure.parts) parts.append(make("dt", {}, name), make("dd", {}, make("ins", {}, text)));
  return make("ul", { class: "diff" }, make("li", {}, make("p", {}, make("strong", {}, "What leaves")), parts));
}

/** What leaves is all that there is to decide about; what is noted of it repeats that, and opens where somebody asks. */
function changing({ id, departure, changes }) {
  if (!departure) return diff(changes);
  return make("details", { "data-key": `record ${id}` }, make("summary", {}, "What is put on record"), diff(changes));
}

async function send(what, body) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  try {
    const response = await fetch(`/console/api/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-deskhand-word": word },
      body: JSON.stringify({ tenant, ...body }),
    });
    if (response.status === 404) throw new Error("This page is not let in any more. Open the address that `deskhand console` prints.");
    return await response.json();
  } finally {
    shown = "";
    await refresh();
    // The button that had the focus is gone: the next thing is the list.
    if (document.activeElement === document.body) $("inbox").focus();
  }
}

async function act(what, body, done) {
  try {
    const answer = await send(what, body);
    if (answer.success === false) tell(`${answer.error.message}. ${answer.error.suggestion ?? ""}`, true);
    else tell(answer.message ?? done, Boolean(answer.message));
  } catch (error) {
    tell(error.message, true);
  }
}

function sides(proposal) {
  if (!proposal.changes.some(({ entity }) => entity === "page" || entity === "section")) return undefined;
  const look = (side, title) =>
    make("figure", {}, make("figcaption", {}, title), make("div", { class: "frame" },
      make("iframe", { src: `/console/look/${tenant}/${proposal.id}/${side}`, title: `${title}: ${proposal.summary}`, sandbox: "allow-same-origin", loading: "lazy", tabindex: "-1" })));
  const details = make("details", { "data-key": `look ${proposal.id}` }, make("summary", {}, "Compare the page before and after"));
  // The pages are made when somebody wants to see them.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(make("div", { class: "sides" }, look("before", "Before"), look("after", "After")));
  });
  return details;
}

/** What a browser would fetch from outside by itself. */
function fetched(asked) {
  return (asked.fetched ?? []).map((address) => make("p", {}, make("strong", {}, "A browser would fetch"), ` ${address}`));
}

function card(proposal) {
  const reason = make("input", { placeholder: "Why not? The agent can read it.", "aria-label": `Reason for rejecting ${proposal.number}`, maxlength: "1000" });
  return make("article", { class: "card", "aria-labelledby": `p${proposal.number}` },
    make("h3", { id: `p${proposal.number}` }, `${proposal.number} · ${proposal.summary.replace(" Please confirm.", "")}`),
    make("p", { class: "meta" }, `${proposal.agent}, through ${proposal.tool}, `, when(proposal.createdAt), ". Waits until ", when(proposal.expiresAt), "."),
    leaving(proposal.departure),
    ...fetched(proposal),
    changing(proposal),
    sides(proposal),
    make("div", { class: "actions" },
      make("button", { class: "yes", onclick: () => act("approve", { ids: [proposal.id] }, `Done: ${proposal.number}.`) }, "Approve"),
      reason,
      make("button", { class: "no", onclick: () => act("reject", { ids: [proposal.id], reason: reason.value }, `Rejected: ${proposal.number}.`) }, "Reject")));
}

/** A question that is asked in a client and too long for it: to be read here, and answered there. */
function question(asked) {
  return make("article", { class: "card", "aria-labelledby": asked.id },
    make("h3", { id: asked.id }, `Asked in the client: ${asked.summary}?`),
    make("p", { class: "meta" }, `${asked.agent}, through ${asked.tool}, `, when(asked.createdAt), ". Answer it there, until ", when(asked.expiresAt), "."),
    leaving(asked.departure),
    ...fetched(asked),
    changing(asked));
}

/** What waits, request by request, the oldest of each first. */
function showWaiting(waiting, asked) {
  const requests = Map.groupBy([...waiting].reverse(), ({ requestId }) => requestId);
  const cards = asked.map(question);
  for (const proposals of requests.values()) {
    if (proposals.length > 1) {
      const ids = proposals.map(({ id }) => id);
      cards.push(make("div", { class: "request" }, make("span", {}, `${proposals.length} that belong together`),
        make("button", { onclick: () => act("approve", { ids }, `Done: all ${ids.length}.`) }, `Approve all ${ids.length}`)));
    }
    cards.push(...proposals.map(card));
  }
  $("waiting").replaceChildren(...(cards.length ? cards : [make("p", { class: "empty" }, "Nothing waits for you.")]));
  $("count").textContent = waiting.length ? `(${waiting.length})` : "";
  document.title = `${waiting.length ? `(${waiting.length}) ` : ""}Console · deskhand`;
}

function row(key, summary, meta, ...inner) {
  return make("li", {}, make("details", { "data-key": key }, make("summary", {}, make("span", {}, summary), make("span", { class: "meta" }, ...meta)), make("div", { class: "inner" }, ...inner)));
}

function showChanges(changes) {
  const rows = changes.map((change) => row(change.id, change.summary,
    [`${change.agent}${change.approvedBy ? `, approved by ${change.approvedBy}` : ""}, `, when(change.at)],
    diff(change.changes),
    make("div", { class: "actions" },
      make("button", { onclick: () => act("undo", { changeId: change.id }, "Taken back.") }, "Take this back"),
      make("button", { onclick: () => act("undo", { requestId: change.requestId }, "The whole request was taken back.") }, "Take back the whole request"))));
  $("changes").replaceChildren(...(rows.length ? rows : [make("li", { class: "empty" }, "Nothing has been changed yet.")]));
}

function showDecided(decided) {
  const rows = decided.map((proposal) => row(`decided ${proposal.id}`, `${proposal.number} · ${proposal.summary.replace(" Please confirm.", "")}`,
    [`${proposal.status}${proposal.decidedBy ? ` by ${proposal.decidedBy}` : ""}`],
    proposal.reason ? make("p", {}, `“${proposal.reason}”`) : undefined, leaving(proposal.departure), changing(proposal)));
  $("decided").replaceChildren(...(rows.length ? rows : [make("li", { class: "empty" }, "Nothing yet.")]));
}

function showCalls(calls) {
  $("calls").replaceChildren(...calls.map((call) => make("tr", {},
    make("td", {}, when(call.createdAt)), make("td", {}, call.tool),
    make("td", { class: call.errorCode ? "refused" : "" }, call.errorCode ?? call.outcome.replace("_", " ")),
    make("td", {}, call.client ?? ""))));
}

/** Why each agent is without what it is without, and what would bring it in. */
function showAgents(agents) {
  $("agents").replaceChildren(...agents.map((agent) => {
    const out = make("dl");
    for (const { name, layer, rule, remedy } of agent.out) out.append(make("dt", {}, name), make("dd", {}, `${layer}: ${rule}. To bring it in: ${remedy}`));
    return row(`agent ${agent.name}`, `${agent.name}, ${agent.profile}, ${agent.autonomy.replace("_", " ")}`, [`${agent.within} of ${agent.all} tools`],
      agent.out.length ? out : make("p", { class: "empty" }, "It has every tool."));
  }));
}

function showTenants(tenants) {
  $("tenant").closest("label").hidden = tenants.length < 2;
  $("tenant").replaceChildren(...tenants.map(({ name, title }) => make("option", { value: name, ...(name === tenant ? { selected: "" } : {}) }, title)));
  $("site").href = `/${tenant}`;
  for (const link of document.querySelectorAll("nav a")) link.search = `?tenant=${encodeURIComponent(tenant)}`;
  const title = tenants.find(({ name }) => name === tenant)?.title ?? "";
  $("whose").textContent = title;
  document.title = `Console · ${title}`;
}

async function refresh() {
  // Nobody's words are taken away while they type.
  const typing = document.activeElement?.matches?.("input") && document.activeElement.value;
  if (typing) return void setTimeout(refresh, 3000);
  const response = await fetch(`/console/api/state${tenant ? `?tenant=${encodeURIComponent(tenant)}` : ""}`);
  if (!response.ok) return tell("This page is not let in any more. Open the address that `deskhand console` prints.", true);
  const text = await response.text();
  if (text === shown) return;
  shown = text;
  const state = JSON.parse(text);
  // What somebody has opened stays open.
  const open = new Set([...document.querySelectorAll("details[open]")].map(({ dataset }) => dataset.key));
  tenant = state.tenant;
  zone = state.timezone;
  showTenants(state.tenants);
  showWaiting(state.waiting ?? [], state.asked ?? []);
  showChanges(state.changes ?? []);
  showDecided(state.decided ?? []);
  showCalls(state.calls ?? []);
  showAgents(state.agents ?? []);
  for (const details of document.querySelectorAll("details")) details.open = open.has(details.dataset.key);
}

$("tenant").addEventListener("change", (event) => {
  tenant = event.target.value;
  history.replaceState(null, "", `?tenant=${encodeURIComponent(tenant)}`);
  refresh();
});
new EventSource("/console/events").addEventListener("news", refresh);
refresh();
