//! The calendar: when customers can come, and the feed that calendar programs subscribe to.
//!
//! What is free is computed of rules and of what is taken, without a database ([`free`]). The feed is text at a secret
//! address ([`routes`]), which any server of the program can mount.

mod address;
mod exceptions;
mod feed;
pub mod free;
mod offer;
mod online;
mod outside;
mod routes;
pub mod rules;

pub use self::{
    address::{path, renew_links},
    exceptions::{Day, Exception, ExceptionChange, Exceptions},
    online::{ALL, Bookable, OWN},
    outside::address as outside_address,
    routes::routes,
    rules::Rules,
};
pub(crate) use self::{
    feed::for_visitor,
    offer::{Offer, availability},
    online::bookable,
    outside::fetch,
};
