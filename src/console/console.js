// The console's page: asks for everything again whenever there is news, and shows it.
import { $, ask, card, changing, leaving, make, outcome, send, tell, things, useZone, when } from "/console/assets/shared.js";

let tenant = new URLSearchParams(location.search).get("tenant");
let shown = "";

async function act(what, body, done) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await send(what, { tenant, ...body });
    tell(answer.message ?? done, Boolean(answer.message));
  } catch (error) {
    tell(error.message, true);
  } finally {
    shown = "";
    await refresh();
    // The button that had the focus is gone: the next thing is the list.
    if (document.activeElement === document.body) $("inbox").focus();
  }
}

const DONE = { approve: "Done", reject: "Rejected" };
const decide = (what, { id, number, asked }, reason) =>
  act(what, { ids: [id], ...(reason === undefined ? {} : { reason }) }, `${DONE[what]}: ${number ?? asked}.`);

/** What waits, request by request, the oldest of each first. */
function showWaiting(waiting) {
  const requests = Map.groupBy([...waiting].reverse(), ({ id, requestId }) => requestId ?? id);
  const cards = [];
  for (const together of requests.values()) {
    if (together.length > 1) {
      const ids = together.map(({ id }) => id);
      cards.push(make("div", { class: "request" }, make("span", {}, `${together.length} that belong together`),
        make("button", { onclick: () => act("approve", { ids }, `Done: all ${ids.length}.`) }, `Approve all ${ids.length}`)));
    }
    cards.push(...together.map((view) => card(tenant, view, decide)));
  }
  $("waiting").replaceChildren(...(cards.length ? cards : [make("p", { class: "empty" }, "Nothing waits for you.")]));
  const open = waiting.filter(({ isDecidable }) => isDecidable).length;
  $("count").textContent = open ? `(${open})` : "";
  document.title = `${open ? `(${open}) ` : ""}Console · deskhand`;
}

function row(key, summary, meta, ...inner) {
  return make("li", {}, make("details", { "data-key": key }, make("summary", {}, make("span", {}, summary), make("span", { class: "meta" }, ...meta)), make("div", { class: "inner" }, ...inner)));
}

function showChanges(changes) {
  const rows = changes.map((change) => row(change.id, change.summary,
    [`${change.agent}${change.approvedBy ? `, approved by ${change.approvedBy}` : ""}, `, when(change.at)],
    things(change.things),
    make("div", { class: "actions" },
      make("button", { onclick: () => act("undo", { changeId: change.id }, "Taken back.") }, "Take this back"),
      make("button", { onclick: () => act("undo", { requestId: change.requestId }, "The whole request was taken back.") }, "Take back the whole request"))));
  $("changes").replaceChildren(...(rows.length ? rows : [make("li", { class: "empty" }, "Nothing has been changed yet.")]));
}

function showDecided(decided) {
  const rows = decided.map((view) => row(`decided ${view.id}`, `${view.number} · ${view.asked}`, [outcome(view)], leaving(view.departure), changing(view)));
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

/** What is public, what waits, and the buttons; asked for when something has changed, because a whole site is made for it. */
async function showPublic(open) {
  const response = await fetch(`/console/api/releases?tenant=${encodeURIComponent(tenant)}`);
  if (!response.ok) return;
  const { current, releases } = await response.json();
  const list = (title, lines) => (lines?.length ? make("div", {}, make("p", { class: "meta" }, title), make("ul", {}, ...lines.map((line) => make("li", {}, line)))) : undefined);
  const confirm = (button, body) => {
    // The second click is the yes: what would change stands beside it.
    if (button.dataset.sure) return act("release", body, "It is public.");
    button.dataset.sure = "yes";
    button.textContent = "Yes, make it public";
  };
  const cards = (current ?? []).map((at) => {
    const waits = (at.wouldChange ?? []).filter((line) => !line.startsWith("nothing: "));
    return make("article", { class: "card" },
      make("h3", {}, at.number ? `Release ${at.number} is public at ${at.place}` : `Nothing is public yet at ${at.place}`),
      at.madeAt ? make("p", { class: "meta" }, "Since ", when(at.madeAt)) : undefined,
      waits.length ? list("A release would change", waits) : make("p", {}, "Everything that is published is public."),
      list("Look at this first", at.warnings),
      waits.length ? make("div", { class: "actions" }, make("button", { class: "yes", onclick: (event) => confirm(event.target, { target: at.target }) }, "Release")) : undefined);
  });
  const rows = (releases ?? []).map((release) => row(release.id, `Release ${release.number}${release.note ? ` · ${release.note}` : ""}`,
    release.madeAt ? [`${release.madeBy}, `, when(release.madeAt), release.publicAt ? ` · public at ${release.publicAt.join(", ")}` : ""] : ["never finished"],
    release.madeAt ? make("div", { class: "actions" }, ...(current ?? []).filter(({ number }) => number !== release.number).map((at) =>
      make("button", { onclick: (event) => confirm(event.target, { target: at.target, from: release.id }) }, `Go back to this at ${at.target}`))) : undefined));
  $("public").replaceChildren(...cards, make("ol", { class: "rows" }, ...rows));
  // It comes after everything else was shown again.
  for (const details of $("public").querySelectorAll("details")) details.open = open.has(details.dataset.key);
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
  let text;
  try {
    text = await ask(`state${tenant ? `?tenant=${encodeURIComponent(tenant)}` : ""}`);
  } catch (error) {
    return tell(error.message, true);
  }
  if (text === shown) return;
  shown = text;
  const state = JSON.parse(text);
  // What somebody has opened stays open.
  const open = new Set([...document.querySelectorAll("details[open]")].map(({ dataset }) => dataset.key));
  tenant = state.tenant;
  useZone(state.timezone);
  showTenants(state.tenants);
  showWaiting(state.waiting ?? []);
  showChanges(state.changes ?? []);
  showDecided(state.decided ?? []);
  showCalls(state.calls ?? []);
  showAgents(state.agents ?? []);
  showPublic(open);
  for (const details of document.querySelectorAll("details")) details.open = open.has(details.dataset.key);
}

$("tenant").addEventListener("change", (event) => {
  tenant = event.target.value;
  history.replaceState(null, "", `?tenant=${encodeURIComponent(tenant)}`);
  refresh();
});
new EventSource("/console/events").addEventListener("news", refresh);
refresh();
