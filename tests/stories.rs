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
    mod kept;
    mod question;
    mod shop_window;

    mod agents;
    mod agreed;
    mod answers;
    mod approval_card;
    mod approvals;
    mod asked;
    mod asked_by_rmcp;
    mod asked_often;
    mod booking_page;
    mod bookings;
    mod bookings_conflict;
    mod bookings_feed;
    mod bookings_race;
    mod bookings_time;
    mod brand;
    mod by_id;
    mod calendars_in;
    mod cancelled;
    mod clock;
    mod console;
    mod console_business;
    mod console_refusals;
    mod contacts;
    mod costs;
    mod decide_attack;
    mod decide_over;
    mod decide_page;
    mod deletion;
    mod digest;
    mod discover;
    mod discover_forms;
    mod dry_run;
    mod entries;
    mod erase;
    mod erase_elsewhere;
    mod findable;
    mod forms;
    mod forms_read;
    mod forms_released;
    mod history;
    mod hook;
    mod hook_limits;
    mod hook_renewed;
    mod host;
    mod host_habits;
    mod host_metrics;
    mod host_secure;
    mod http_erased;
    mod http_get;
    mod http_post;
    mod identities;
    mod image_uses;
    mod images;
    mod index_now;
    mod integration;
    mod invoices;
    mod lan;
    mod languages;
    mod leaving;
    mod leaving_changes;
    mod leaving_echo;
    mod leaving_messages;
    mod leaving_pages;
    mod leaving_restart;
    mod lists;
    mod looks;
    mod mail;
    mod mail_real;
    mod meaning;
    mod merge;
    mod messaging;
    mod messaging_erased;
    mod messaging_faults;
    mod messaging_rules;
    mod messaging_templates;
    mod migration;
    mod money;
    mod names;
    mod navigation;
    mod navigation_undo;
    mod nothing_new;
    mod numbers_in_part;
    mod orders;
    mod others_words;
    mod own_pictures;
    mod packages;
    #[cfg(unix)]
    mod page_pictures;
    mod pages;
    mod photos;
    mod photos_refused;
    mod photos_trouble;
    mod pictures_kept;
    mod places;
    mod posts;
    mod present;
    mod preview;
    mod preview_crowd;
    mod progress;
    mod proposals;
    mod proposals_again;
    mod proposals_gone;
    mod query_data;
    mod reach;
    mod records;
    mod release_netlify;
    mod release_planned;
    mod release_properties;
    mod release_s3;
    mod release_s3_real;
    mod release_targets;
    mod releases;
    mod repetition;
    mod request_loose_ends;
    mod requests;
    mod rules_addresses;
    mod rules_content;
    mod rules_menus;
    mod rules_orders;
    mod rules_tree;
    mod schedule;
    mod scope;
    mod search;
    mod sections;
    mod shown;
    mod shown_pictures;
    mod site;
    mod studio;
    mod terminal;
    mod text;
    mod text_addresses;
    mod text_replaced;
    mod text_spelled;
    mod text_where;
    mod times_said;
    mod told;
    mod tool_search;
    mod undo;
    mod undo_again;
    mod undo_along;
    mod undo_conflicts;
    mod undo_part;
    mod undo_publication;
    mod web;
    mod web_search;
    mod whose;
    mod whose_site;
}
