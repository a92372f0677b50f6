//! Bad input: every mistake gets a failure with type, stable code, message and next step, and changes
//! nothing.

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

#[path = "bad_input"]
mod bad_input {
    mod table;

    mod arguments;
    mod bookings;
    mod confirmations;
    mod content;
    mod customers;
    mod entries;
    mod hidden;
    mod hidden_places;
    mod huge;
    mod ids;
    mod images;
    mod layout;
    mod lists;
    mod missing;
    mod money;
    mod navigation;
    mod pages;
    mod photos;
    mod pictures;
    mod posts;
    mod prices;
    mod query_data;
    mod releases;
    mod requests;
    mod scopes;
    mod site;
    mod versions;
    mod web;
}
