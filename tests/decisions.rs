//! Random orders of previewing, changing, confirming, proposing, approving, rejecting, undoing and running out of
//! time, by two agents and a person: no deletion happens without a live preview that was equal to what was done,
//! and every deletion has exactly one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "decisions/world.rs"]
mod world;

use deskhand::{
    id::{CallId, RequestId},
    store::{Dml, TenantWrite, ledger},
};
use proptest::prelude::*;
use world::World;

/// Pages that everybody fights about.
pub const PAGES: usize = 3;

/// What somebody does; a number says to which page, or to which of the newest proposals.
#[derive(Clone, Debug)]
pub enum Step {
    /// The assistant asks for a deletion.
    Preview(usize),
    /// It says that the person agreed.
    Confirm(usize),
    /// The person changes the page.
    Change(usize),
    /// The trainee asks for a deletion.
    Propose(usize),
    /// The person approves a proposal,
    Approve(usize),
    /// or rejects it.
    Reject(usize),
    /// The person takes back the newest deletion.
    Undo,
    /// Everything that waits has waited too long.
    Expire,
}

fn step() -> impl Strategy<Value = Step> {
    let page = 0..PAGES;
    prop_oneof![
        3 => page.clone().prop_map(Step::Preview),
        3 => page.clone().prop_map(Step::Confirm),
        2 => page.clone().prop_map(Step::Change),
        3 => page.prop_map(Step::Propose),
        3 => (0..2_usize).prop_map(Step::Approve),
        1 => (0..2_usize).prop_map(Step::Reject),
        2 => Just(Step::Undo),
        1 => Just(Step::Expire),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_deleted_but_what_somebody_saw_and_agreed_to(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
            world.check();
        }
    }
}

#[test]
fn the_check_notices_a_deletion_that_nobody_saw() {
    let world = World::new();
    // The way of a mistake: straight into the store, recorded as if it had been confirmed.
    let page = world.pages[0].as_str().unwrap().to_owned();
    let deletion = move |db: &mut TenantWrite<'_>| {
        const DELETE: Dml = Dml::scoped("DELETE FROM page WHERE tenant_id = :tenant AND id = :id");
        db.execute(&DELETE, &[(":id", page.as_str().into())])?;
        let record = ledger::ChangeRecord {
            call: CallId::new(),
            request: RequestId::new(),
            tool: "deletePage".to_owned(),
            undoes: None,
            approved_by: None,
        };
        db.record(&record).map(|_| ())
    };
    world.store.write_now(world.owner.caller(), deletion).unwrap();
    let noticed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.check()));
    assert!(noticed.is_err());
}
