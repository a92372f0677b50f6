//! The calendar: when customers can come, and the feed that calendar programs subscribe to.
//!
//! What is free is computed of rules and of what is taken, without a database ([`free`]). The feed is text at a secret
//! address ([`routes`]), which any server of the program can mount.

mod address;
mod exceptions;
mod feed;
pub mod free;
mod offer;
mod routes;
pub mod rules;

pub(crate) use self::offer::{Offer, availability};
pub use self::{
    address::path,
    exceptions::{Day, Exception, ExceptionChange, Exceptions},
    routes::routes,
    rules::Rules,
};
