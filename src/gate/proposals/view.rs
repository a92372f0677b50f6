//! What a person decides about, in their words: a proposal, or a call that waits for a yes.

use std::{collections::HashMap, rc::Rc};

use serde::Serialize;
use serde_json::Value;

use super::{
    Inbox, Proposal, Question, questions,
    words::{self, Place, ThingInWords},
};
use crate::{
    clock::Time,
    error::Result,
    gate::proposal,
    id::{self, ChangeId, ConfirmationId, RequestId},
    principal::Tenant,
    store::{Row, Sql, TenantRead, entity::SiteRow, portable},
    tool::Departure,
    value::Zone,
};

/// What a person decides about.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// Of the proposal, or of the preview.
    pub id: String,
    /// The number of a proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// The name of the agent.
    pub agent: String,
    /// `Delete page “About” and 2 sections`
    pub asked: String,
    pub things: Vec<ThingInWords>,
    /// What would be sent, with whole texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Departure>,
    /// The addresses of images that a browser would load from outside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<String>,
    /// Whether a page of the site can be shown before and after.
    pub has_page: bool,
    /// Whether it can be decided here. Otherwise it is over, or answered in the client that asks.
    pub is_decidable: bool,
    /// `open`, or what became of it.
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_id: Option<ChangeId>,
    /// The number of the proposal that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer: Option<i64>,
    pub created_at: Time,
    pub expires_at: Time,
}

impl Inbox {
    /// Everything that waits for a person, and the newest that was decided, newest first.
    pub fn views(
        &self,
        tenant: &Tenant,
        limit: u32,
    ) -> Result<(Vec<DecisionView>, Vec<DecisionView>)> {
        let limit = i64::from(limit);
        self.store.read(&self.reader(tenant)?, |db| {
            let asked = questions::open(db)?;
            let open = proposal::newest(db, false, limit)?;
            let decided = proposal::newest(db, true, limit)?;
            let decided = decided.into_iter().filter(|proposal| !proposal.is_open());
            let words = InWords::of(db, changes(&asked, open.iter()))?;
            let waiting = asked.iter().map(|question| words.question(question));
            let waiting = waiting.chain(open.into_iter().map(|proposal| words.proposal(proposal)));
            let waiting = waiting.collect();
            Ok((waiting, decided.map(|proposal| words.proposal(proposal)).collect()))
        })
    }

    /// The proposal of that id or number, or the preview of that id.
    ///
    /// # Errors
    /// `PROPOSAL_NOT_FOUND`
    pub fn view(&self, tenant: &Tenant, which: &str) -> Result<DecisionView> {
        self.store.read(&self.reader(tenant)?, |db| {
            let preview = ConfirmationId::read(which).ok().flatten();
            let asked = if preview.is_some() { questions::open(db)? } else { Vec::new() };
            if let Some(question) = asked.iter().find(|question| Some(question.id) == preview) {
                return Ok(InWords::of(db, question.changes.iter())?.question(question));
            }
            let found = match preview {
                // Decided already, it is a proposal of the same id.
                Some(id) => proposal::find(db, &id.alike::<id::Proposal>().to_string())
                    .map_err(|_| proposal::over())?,
                None => proposal::find(db, which)?,
            };
            // What it builds on may only be proposed as well.
            let before = proposal::open_of_request(db, found.request_id)?;
            Ok(InWords::of(db, changes(&[], std::iter::once(&found).chain(&before)))?
                .proposal(found))
        })
    }

    /// Changes of history in a person's words, of each list of changes.
    pub fn in_words(&self, tenant: &Tenant, lists: &[Value]) -> Result<Vec<Vec<ThingInWords>>> {
        self.store.read(&self.reader(tenant)?, |db| {
            let all = lists.iter().filter_map(Value::as_array).flatten();
            let words = InWords::of(db, all)?;
            Ok(lists.iter().map(|changes| words.things(changes)).collect())
        })
    }
}

fn changes<'c>(
    asked: &'c [Question],
    open: impl Iterator<Item = &'c Proposal>,
) -> impl Iterator<Item = &'c Value> {
    let of_open = open.filter_map(|proposal| proposal.changes.as_array()).flatten();
    asked.iter().flat_map(|question| &question.changes).chain(of_open)
}

/// What is needed to say changes in words.
struct InWords {
    site: Rc<SiteRow>,
    zone: Zone,
    /// The page that each section is on.
    pages: HashMap<String, String>,
    /// The names of things that are only proposed.
    proposed: HashMap<String, String>,
}

impl InWords {
    fn of<'c>(db: &TenantRead<'_>, changes: impl Iterator<Item = &'c Value>) -> Result<InWords> {
        const PAGES: Sql = Sql::scoped(portable!(
            "SELECT s.id, p.name FROM section s JOIN page p ON p.tenant_id = s.tenant_id AND p.id = s.page_id
             WHERE s.tenant_id = :tenant AND s.id IN {list :ids}"
        ));
        let (mut ids, mut proposed) = (Vec::new(), HashMap::new());
        for change in changes {
            let text = |name: &str| change.get(name).and_then(Value::as_str);
            if text("entity") == Some("section") {
                ids.extend(text("id"));
            }
            if let (Some("insert"), Some(id), Some(name)) = (text("op"), text("id"), text("label"))
            {
                proposed.insert(id.to_owned(), name.to_owned());
            }
        }
        let site = db.site()?;
        let zone = site.zone();
        let mut words = InWords { zone, site, pages: HashMap::new(), proposed };
        if !ids.is_empty() {
            let ids = serde_json::to_string(&ids).unwrap_or_default();
            let read = |row: &Row<'_>| Ok((row.text("id")?, row.text("name")?));
            words.pages = db.all(&PAGES, &[(":ids", ids.into())], read)?.into_iter().collect();
        }
        Ok(words)
    }

    fn things(&self, changes: &Value) -> Vec<ThingInWords> {
        let place = Place { site: &self.site, zone: &self.zone, proposed: &self.proposed };
        words::things(changes, &place, |id| self.pages.get(id).cloned())
    }

    fn proposal(&self, proposal: Proposal) -> DecisionView {
        let proposal = proposal.shown();
        let things = self.things(&proposal.changes);
        let pages = ["page", "section"];
        DecisionView {
            id: proposal.id.to_string(),
            number: Some(proposal.number),
            request_id: Some(proposal.request_id),
            asked: asked(&proposal.summary, &things),
            has_page: proposal.is_open() && proposal.entities().iter().any(|of| pages.contains(of)),
            is_decidable: proposal.is_open(),
            things,
            agent: proposal.agent,
            departure: proposal.departure,
            fetched: proposal.fetched,
            status: proposal.status,
            reason: proposal.reason,
            decided_by: proposal.decided_by,
            change_id: proposal.change_id,
            newer: proposal.newer,
            created_at: proposal.created_at,
            expires_at: proposal.expires_at,
        }
    }

    fn question(&self, question: &Question) -> DecisionView {
        DecisionView {
            id: question.id.to_string(),
            number: None,
            request_id: None,
            agent: question.agent.clone(),
            asked: question.summary.clone(),
            things: self.things(&Value::Array(question.changes.clone())),
            departure: question.departure.clone(),
            fetched: question.fetched.clone(),
            has_page: false,
            is_decidable: question.is_decidable,
            status: "open".to_owned(),
            reason: None,
            decided_by: None,
            change_id: None,
            newer: None,
            created_at: question.created_at,
            expires_at: question.expires_at,
        }
    }
}

/// The summary that the agent was given, as a question: `Delete page “About”`.
fn asked(summary: &str, things: &[ThingInWords]) -> String {
    let summary = summary.trim_end_matches(" Please confirm.").trim_end_matches('.');
    if let Some(would) = summary.strip_prefix("I would ") {
        return words::capital(would);
    }
    match things {
        [only] => words::capital(&only.what.replacen("New ", "Create ", 1)),
        _ => summary.to_owned(),
    }
}
