//! Stories: what people and agents do with deskhand, told through the real program over stdio, by a client
//! of each generation of the protocol.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says before in whose hands"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(dead_code, reason = "the desk serves two test binaries")]

mod common;

/// One file a subject.
#[path = "stories"]
mod stories {
    mod browser;
    mod desk;
    mod question;
    mod rewind;
    mod shop_window;

    mod agents;
    mod asked;
    mod asked_by_rmcp;
    mod clock;
    mod console;
    mod contacts;
    mod deletion;
    mod dry_run;
    mod entries;
    mod erase;
    mod history;
    mod hook;
    mod hook_renewed;
    mod http_erased;
    mod http_get;
    mod http_post;
    mod images;
    mod integration;
    mod lists;
    mod messaging;
    mod messaging_erased;
    mod messaging_faults;
    mod messaging_rules;
    mod messaging_templates;
    mod migration;
    mod names;
    mod navigation;
    mod navigation_undo;
    mod orders;
    mod packages;
    mod pages;
    mod photos;
    mod photos_refused;
    mod photos_trouble;
    mod posts;
    mod preview;
    mod progress;
    mod proposals;
    mod query_data;
    mod repetition;
    mod request_loose_ends;
    mod requests;
    mod scope;
    mod search;
    mod sections;
    mod site;
    mod studio;
    mod tool_search;
    mod undo;
    mod undo_conflicts;
    mod web;
    mod web_search;
}
