//! Releases: what the public sees. A release is a set of files, made of what is published at one moment; it never
//! changes.
//!
//! Its bytes lie by their content beside the database ([`blobs`]), its paths are rows ([`store`]), and it goes to a
//! target, of which one row says what is current. So going back is one row, and nothing is written twice.

pub(crate) mod blobs;
pub(crate) mod build;
pub(crate) mod difference;
mod files;
pub(crate) mod index_now;
pub(crate) mod publish;
pub(crate) mod settings;
pub(crate) mod store;
pub(crate) mod targets;
