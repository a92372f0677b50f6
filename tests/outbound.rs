//! The door outside, asked for everything that a page could have a model ask for. Servers, certificates
//! and name servers are real ones on 127.0.0.1; nothing leaves the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "outbound"]
mod outbound {
    mod dns;
    mod server;
    mod town;

    mod hostile;
    mod limits;
    mod mail;
    mod redirects;
    mod secure;
    mod services;
    mod waiting;
}
