//! What MCP offers besides tools: resources to attach, completion, prompts to pick.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says before in whose hands"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(dead_code, reason = "the desk can do more than is wanted here")]

mod common;

#[path = "stories/desk.rs"]
mod desk;

#[path = "resources"]
mod resources {
    mod world;

    mod completion;
    mod listing;
    mod prompts;
    mod reading;
}
