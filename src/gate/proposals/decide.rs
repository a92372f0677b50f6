//! Decisions about proposals: approve one or a whole request, or reject with a reason.
//!
//! An approval runs the call again and keeps the result only if it is exactly what was shown. Several proposals are
//! executed in order in one transaction, all or none.

use std::{sync::Arc, time::Duration};

use super::execute::{self, Decision, RecordedStep, Step};
use crate::{
    error::{Code, Error, Result},
    gate::{
        operate,
        proposal::{self, DecisionNote, Proposal},
        stage::Stage,
    },
    id::{self, ConfirmationId, ProposalId},
    principal::{Allowance, Caller, Policy, Tenant},
    store::{Deadline, Store, TenantRead, TenantWrite},
    tool::{Next, PerformContext, Preparation, Rehearsal},
    value::hidden,
};

/// The time limit of an approval, which may contain many proposals.
pub(super) const DEADLINE: Duration = Duration::from_secs(30);

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 1_000;

/// The proposals of all tenants of a data folder.
#[derive(Clone)]
pub struct Inbox {
    pub(super) store: Store,
    allowance: Allowance,
}

impl Inbox {
    /// The inbox of a data folder; `allowance` is what tools may do at this launch.
    pub fn new(store: Store, allowance: Allowance) -> Inbox {
        Inbox { store, allowance }
    }

    /// The newest proposals of a tenant, all or only open ones.
    pub fn list(&self, tenant: &Tenant, all: bool, limit: u32) -> Result<Vec<Proposal>> {
        let read = |db: &TenantRead<'_>| proposal::newest(db, all, i64::from(limit));
        let found = self.store.read(&self.reader(tenant)?, read)?;
        Ok(found.into_iter().map(Proposal::shown).collect())
    }

    /// The proposal with that id or number.
    ///
    /// # Errors
    /// `PROPOSAL_NOT_FOUND`
    pub fn find(&self, tenant: &Tenant, which: &str) -> Result<Proposal> {
        self.store.read(&self.reader(tenant)?, |db| proposal::find(db, which)).map(Proposal::shown)
    }

    /// The open proposals of a request, oldest first.
    pub fn of_request(&self, tenant: &Tenant, request: &str) -> Result<Vec<Proposal>> {
        let unknown = || {
            Error::new(Code::RequestNotFound, format!("nothing of the request `{request}` waits"))
                .suggest("`deskhand proposals` lists what waits, with its request")
        };
        let id = crate::id::RequestId::read(request)?.ok_or_else(unknown)?;
        let found =
            self.store.read(&self.reader(tenant)?, |db| proposal::open_of_request(db, id))?;
        if found.is_empty() {
            return Err(unknown());
        }
        Ok(found.into_iter().map(Proposal::shown).collect())
    }

    /// The proposal of that id or number; a preview that waits for a yes becomes one.
    ///
    /// # Errors
    /// `PROPOSAL_NOT_FOUND`
    pub async fn decidable(&self, tenant: &Tenant, which: &str) -> Result<Proposal> {
        let Ok(Some(preview)) = ConfirmationId::read(which) else {
            return self.find(tenant, which);
        };
        let agent = self.store.read(&self.reader(tenant)?, |db| proposal::asker(db, preview))?;
        let agent = self.store.agents(tenant)?.into_iter().find(|known| Some(known.id) == agent);
        // Where it is gone, what became of it is found under the same id.
        let Some(agent) = agent else {
            let became = self.find(tenant, &preview.alike::<id::Proposal>().to_string());
            return became.map_err(|_| proposal::over());
        };
        let adopting = move |db: &mut TenantWrite<'_>| proposal::adopt(db, preview);
        let agent = Caller::new(tenant.clone(), agent);
        let id = self.store.write(&agent, &Deadline::of(DEADLINE), adopting).await?;
        self.find(tenant, &id.to_string())
    }

    /// Executes proposals in order, all or none; `by` is the person.
    ///
    /// # Errors
    /// `PROPOSAL_DECIDED` if one is no longer open, and any error of executing them.
    pub async fn approve(&self, tenant: &Tenant, ids: &[ProposalId], by: &str) -> Result<Decision> {
        if ids.is_empty() {
            return Err(Error::new(Code::ArgumentInvalid, "no proposal is named")
                .suggest("name the proposals that are to be approved"));
        }
        let find = |id: &ProposalId| self.find(tenant, &id.to_string());
        let mut proposals = ids.iter().map(find).collect::<Result<Vec<_>>>()?;
        proposals.sort_by_key(|proposal| proposal.number);
        proposals.dedup_by_key(|proposal| proposal.number);
        let agent = self.asker(tenant, &proposals)?;
        let mut steps = Vec::new();
        for proposal in &proposals {
            if !proposal.is_open() {
                return Err(self.refused(&agent, proposal, by).await);
            }
            let step = self.step(&agent, proposal).await;
            steps.push(step.map_err(|error| execute::named(error, proposal, &proposals))?);
        }
        let by = by.to_owned();
        let work = move |db: &mut TenantWrite<'_>| execute::all(db, &proposals, steps, &by);
        let (decision, recorded) = self.store.write(&agent, &Deadline::of(DEADLINE), work).await?;
        let mut sent = Ok(());
        for RecordedStep { attempt, middle } in recorded {
            let (at, deadline) = ((&self.store, &agent), Deadline::of(DEADLINE));
            let stage = operate::finish(
                at,
                &deadline,
                &attempt,
                middle,
                PerformContext::unattended(deadline.cancel.clone()),
            )
            .await;
            // What was recorded is sent, even if an earlier sending failed.
            sent = sent.and(stage.and_then(Stage::answer).map(|_| ()));
        }
        sent.map(|()| decision)
    }

    /// The proposals with these ids, if all of them are open.
    ///
    /// # Errors
    /// `PROPOSAL_NOT_FOUND`, `PROPOSAL_DECIDED`
    pub fn waiting(&self, tenant: &Tenant, ids: &[ProposalId]) -> Result<Vec<Proposal>> {
        let find = |id: &ProposalId| {
            let found = self.find(tenant, &id.to_string())?;
            if found.is_open() { Ok(found) } else { Err(proposal::decided(&found)) }
        };
        ids.iter().map(find).collect()
    }

    /// Why a proposal can no longer be approved. That it has expired is logged, and the log stores the time: so
    /// turning the clock back does not open it again.
    async fn refused(&self, agent: &Caller, proposal: &Proposal, by: &str) -> Error {
        if proposal.status == "expired" {
            let (proposal, by) = (proposal.clone(), by.to_owned());
            let note = move |db: &mut TenantWrite<'_>| execute::note_refusal(db, &proposal, &by);
            if let Err(error) = self.store.write(agent, &Deadline::of(DEADLINE), note).await {
                tracing::warn!(cause = error.cause(), "a refused approval is not in the log");
            }
        }
        proposal::decided(proposal)
    }

    /// Rejects a proposal, with a reason that the agent can read.
    ///
    /// # Errors
    /// `PROPOSAL_DECIDED`
    pub async fn reject(
        &self,
        tenant: &Tenant,
        id: ProposalId,
        reason: &str,
        by: &str,
    ) -> Result<Proposal> {
        let reason = hidden::as_line(reason, REASON_CHARS_MAX);
        let by = by.to_owned();
        let note = move |db: &mut TenantWrite<'_>| {
            let reason = Some(reason.as_str()).filter(|reason| !reason.is_empty());
            let noted = DecisionNote {
                status: "rejected",
                by: &by,
                reason,
                change: None,
                superseded_by: None,
            };
            proposal::note(db, id, &noted)
        };
        self.store.write(&self.reader(tenant)?, &Deadline::of(DEADLINE), note).await?;
        self.find(tenant, &id.to_string())
    }

    pub(super) fn reader(&self, tenant: &Tenant) -> Result<Caller> {
        Ok(Caller::new(tenant.clone(), self.store.owner(tenant)?))
    }

    /// The agent that proposed them; they are executed on its behalf.
    pub(super) fn asker(&self, tenant: &Tenant, proposals: &[Proposal]) -> Result<Caller> {
        let first = proposals.first().map(|proposal| proposal.agent_id);
        if proposals.iter().any(|proposal| Some(proposal.agent_id) != first) {
            return Err(Error::new(Code::ArgumentInvalid, "these are of several agents")
                .suggest("approve those of one agent at a time"));
        }
        let agent = self.store.agents(tenant)?.into_iter().find(|agent| Some(agent.id) == first);
        let agent = agent.ok_or_else(|| {
            Error::new(Code::ProposalDecided, "the agent that proposed this has been removed")
                .suggest("reject it; what it wanted can be done by hand or by another agent")
        })?;
        let policy = Policy { allowance: self.allowance.clone(), ..Policy::default() };
        Ok(Caller { policy: Arc::new(policy), ..Caller::new(tenant.clone(), agent) })
    }

    /// Prepares one proposal: steps outside of the store run before the transaction.
    async fn step(&self, agent: &Caller, proposal: &Proposal) -> Result<Step> {
        let steps = proposal.steps()?;
        let conduct = steps.conduct;
        if conduct.rehearsal == Rehearsal::FirstStep {
            return Ok(Step::First(steps));
        }
        let (id, session) = (proposal.id, proposal.session());
        let prepare =
            move |db: &mut TenantWrite<'_>| steps.attempt(db, &session, id, |_, _| Ok(false));
        let deadline = Deadline::of(DEADLINE);
        let (Preparation { next, .. }, _) = self.store.write(agent, &deadline, prepare).await?;
        let Next::Perform { perform, .. } = next else {
            return Err(Error::internal("there is nothing to perform"));
        };
        let performing = perform(PerformContext::unattended(deadline.cancel.clone()));
        let settle = operate::in_time(conduct, performing, &deadline.cancel).await?;
        Ok(Step::Last(conduct, settle))
    }
}
