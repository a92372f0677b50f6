// The page of one question: what would change, and the buttons to decide. Nothing is fetched again while somebody reads.
import { $, ask, card, make, send, sentences, tell, useZone } from "/console/assets/shared.js";

const [, , , tenant, which] = location.pathname.split("/");
const DONE = { approve: "Approved: it is done.", reject: "Rejected. The assistant can read why." };

async function show(of) {
  try {
    const { title, timezone, decision, success, error } = JSON.parse(await ask(`decision?tenant=${encodeURIComponent(tenant)}&which=${encodeURIComponent(of)}`));
    if (success === false) return tell(sentences(error), true);
    useZone(timezone);
    $("whose").textContent = title;
    $("all").href = `/console?tenant=${encodeURIComponent(tenant)}`;
    document.title = `${decision.asked}? · ${title}`;
    const later = make("button", { onclick: () => tell("It keeps waiting. You can come back to this page.") }, "Not now");
    $("waiting").replaceChildren(card(tenant, decision, decide, { heading: "h2", more: later }));
  } catch (error) {
    tell(error.message, true);
  }
}

async function decide(what, { id }, reason) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  let next = id;
  try {
    const answer = await send(what, { tenant, ids: [id], ...(reason === undefined ? {} : { reason }) });
    next = answer.newer ?? id;
    tell(answer.message ?? DONE[what], Boolean(answer.message));
  } catch (error) {
    tell(error.message, true);
  }
  await show(next);
  $("waiting").focus();
}

show(which);
