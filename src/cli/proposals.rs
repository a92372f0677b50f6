//! `deskhand proposals`: shows, approves and rejects proposals.

use serde_json::{Value, json};

use super::{
    args::{ProposalsArgs, ProposalsCommand},
    failure::Failure,
    history::diffs,
    launch,
    screen::{Look, Screen, spoken_time},
};
use crate::{
    config::Settings,
    gate::proposals::{Decision, Inbox, Proposal, Question},
    principal::Tenant,
    store::Store,
    tool::Departure,
};

/// The name of the person in history, also shown to the agent.
const PERSON: &str = "the owner (terminal)";

/// The most proposals listed.
const LISTED_MAX: u32 = 200;

pub(super) fn run(
    settings: &Settings,
    args: ProposalsArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let inbox = Inbox::new(store.clone(), settings.allowance.clone());
    match args.what {
        None => list(&inbox.list(&tenant, args.all, LISTED_MAX)?, screen),
        Some(ProposalsCommand::Show { proposal }) => match inbox.question(&tenant, &proposal)? {
            Some(question) => show_question(&question, screen),
            None => show(&inbox.find(&tenant, &proposal)?, screen),
        },
        Some(ProposalsCommand::Approve { proposals, request }) => {
            let runtime = launch::runtime()?;
            let find = |which: &String| runtime.block_on(inbox.decidable(&tenant, which));
            let chosen = if let Some(request) = request {
                inbox.of_request(&tenant, &request)?
            } else {
                proposals.iter().map(find).collect::<Result<_, _>>()?
            };
            approve(&inbox, &tenant, &chosen, screen)
        }
        Some(ProposalsCommand::Purge { days, yes }) => {
            purge((&store, &inbox), &tenant, (days, yes), screen)
        }
        Some(ProposalsCommand::Reject { proposal, reason }) => {
            let rejecting = async {
                let id = inbox.decidable(&tenant, &proposal).await?.id;
                inbox.reject(&tenant, id, &reason, PERSON).await
            };
            let rejected = launch::runtime()?.block_on(rejecting)?;
            if screen.is_json() {
                return Ok(screen.document(&json!(rejected))?);
            }
            Ok(screen.line(format!("Rejected proposal {}.", rejected.number))?)
        }
    }
}

/// Deletes those that have not waited for so many days, or says how many there are.
fn purge(
    (store, inbox): (&Store, &Inbox),
    tenant: &Tenant,
    (days, yes): (u16, bool),
    screen: &Screen,
) -> Result<(), Failure> {
    let count = if yes {
        let deleted = launch::runtime()?.block_on(inbox.purge(tenant, days))?;
        // What was deleted is otherwise still in free parts of the file.
        if deleted > 0 && !store.compact()? {
            screen.note("Another process reads the file, so free parts of it still hold them. Run the command again when `deskhand serve` has ended.");
        }
        deleted
    } else {
        inbox.old(tenant, days)?
    };
    if screen.is_json() {
        let deleted = if yes { count } else { 0 };
        return Ok(screen.document(&json!({ "count": count, "deleted": deleted }))?);
    }
    let what = if count == 1 { "proposal that has" } else { "proposals that have" };
    let old = format!("{count} {what} not waited for more than {days} days");
    Ok(screen.line(match (count, yes) {
        (0, _) => format!("No proposal is older than {days} days since it was decided."),
        (_, true) => format!("Deleted {old}. History keeps what they changed."),
        (_, false) => format!("{old}; --yes deletes. History keeps what they changed."),
    })?)
}

fn approve(
    inbox: &Inbox,
    tenant: &Tenant,
    chosen: &[Proposal],
    screen: &Screen,
) -> Result<(), Failure> {
    let ids: Vec<_> = chosen.iter().map(|proposal| proposal.id).collect();
    match launch::runtime()?.block_on(inbox.approve(tenant, &ids, PERSON))? {
        Decision::Done(done) if screen.is_json() => Ok(screen.document(&json!({ "done": done }))?),
        Decision::Done(done) => done.iter().try_for_each(|proposal| {
            let change = proposal.change_id.map_or_else(String::new, |id| format!(" as {id}"));
            Ok(screen.line(format!("Done: proposal {}{change}.", proposal.number))?)
        }),
        Decision::Changed(newer, why) => {
            if screen.is_json() {
                screen.document(&json!({ "done": [], "changed": newer, "why": why }))?;
            } else {
                show(&newer, screen)?;
            }
            Err(Failure::Failed(format!(
                "{why}. Nothing was done; look at what it would do now, and approve {} if that is right",
                newer.number
            )))
        }
    }
}

fn list(proposals: &[Proposal], screen: &Screen) -> Result<(), Failure> {
    if screen.is_json() {
        let count = proposals.len();
        return Ok(screen.document(&json!({ "count": count, "items": proposals }))?);
    }
    let mut table = screen.table(&["no.", "when (UTC)", "agent", "what", "status", "request"]);
    for proposal in proposals {
        table.add_row([
            proposal.number.to_string(),
            spoken_time(&proposal.created_at.to_string()),
            proposal.agent.clone(),
            proposal.summary.clone(),
            proposal.status.clone(),
            proposal.request_id.to_string(),
        ]);
    }
    table.keep_whole(0);
    table.keep_whole(5);
    screen.print(&table, "Nothing waits for you.")?;
    if proposals.iter().any(Proposal::is_open) {
        screen.note(
            "Look with `deskhand proposals show N`; then `approve N` or `reject N --reason …`.",
        );
    }
    Ok(())
}

fn show(proposal: &Proposal, screen: &Screen) -> Result<(), Failure> {
    let document: Value = json!(proposal);
    if screen.is_json() {
        return Ok(screen.document(&document)?);
    }
    let Proposal { number, agent, tool, status, .. } = proposal;
    screen.line(screen.look(Look::Bold, format!("{number} · {}", proposal.summary)))?;
    let when = spoken_time(&proposal.created_at.to_string());
    screen.line(format!("{when} UTC by {agent} through {tool}"))?;
    screen.line(format!("status   {status}"))?;
    screen.line(format!("request  {}", proposal.request_id))?;
    if let Some(by) = &proposal.decided_by {
        let reason = proposal.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        screen.line(format!("decided  by {by}{reason}"))?;
    }
    leaves(proposal.departure.as_ref(), screen)?;
    fetched(&proposal.fetched, screen)?;
    diffs(&document, screen)
}

/// Prints the whole text of a question that is open in a client.
fn show_question(question: &Question, screen: &Screen) -> Result<(), Failure> {
    let document: Value = json!(question);
    if screen.is_json() {
        return Ok(screen.document(&document)?);
    }
    screen.line(screen.look(Look::Bold, format!("{}?", question.summary)))?;
    let (asked, until) = (question.created_at.to_string(), question.expires_at.to_string());
    let (asked, until) = (spoken_time(&asked), spoken_time(&until));
    let Question { agent, tool, .. } = question;
    screen.line(format!("{asked} UTC by {agent} through {tool}"))?;
    let place = if question.is_decidable {
        format!("with `deskhand proposals approve {}`, or reject", question.id)
    } else {
        "in the client that asks".to_owned()
    };
    screen.line(format!("answer   {place}, until {until} UTC"))?;
    leaves(question.departure.as_ref(), screen)?;
    fetched(&question.fetched, screen)?;
    diffs(&document, screen)
}

/// Prints everything that would be sent, part by part.
fn leaves(departure: Option<&Departure>, screen: &Screen) -> Result<(), Failure> {
    let Some(departure) = departure else { return Ok(()) };
    screen.line("")?;
    screen.line(screen.look(Look::Cyan, format!("leaves {}", departure.what)))?;
    for part in &departure.parts {
        screen.line(format!("  {}", part.name))?;
        for line in part.text.lines() {
            screen.line(screen.look(Look::Green, format!("    + {line}")))?;
        }
    }
    Ok(())
}

/// Prints the addresses of images that a browser would load from outside.
fn fetched(addresses: &[String], screen: &Screen) -> Result<(), Failure> {
    addresses.iter().try_for_each(|address| {
        Ok(screen.line(screen.look(Look::Cyan, format!("a browser would fetch {address}")))?)
    })
}
