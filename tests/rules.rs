//! Random orders of making, moving, renaming, hiding, deleting, proposing, approving and undoing: whatever was
//! answered, the rows keep what the rules say, computed here by a model of its own, and every page is found at
//! its address.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "rules/calls.rs"]
mod calls;
#[path = "rules/model.rs"]
mod model;
#[path = "rules/rows.rs"]
mod rows;
#[path = "rules/steps.rs"]
mod steps;
#[path = "rules/world.rs"]
mod world;

use proptest::prelude::*;
use steps::step;
use world::World;

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_the_rules_hold(steps in proptest::collection::vec(step(), 1..90)) {
        let mut world = World::new();
        for step in &steps {
            let answer = world.take(step);
            if let Some(fault) = world.fault() {
                panic!("{fault} after {step:?}, answered {answer}");
            }
        }
    }
}
