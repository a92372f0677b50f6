//! A departure describes what a call sends out. The same value is shown, digested, approved and sent.
//!
//! A tool makes it from the very value that it is about to send. So a person sees everything, and whatever changes
//! afterwards makes a different departure.

use std::{collections::HashSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    store::{TenantRead, taint::Taint},
};

/// What a session has read, as far as it matters for sending.
#[derive(Clone, Debug, Default)]
pub struct SessionReads {
    /// The kinds of data that it has read.
    pub taint: Taint,
    /// The addresses that occurred in text from outside.
    addresses: Arc<HashSet<String>>,
}

impl SessionReads {
    /// What a session has read: kinds of data, and addresses from outside text.
    pub fn new(taint: Taint, addresses: Arc<HashSet<String>>) -> SessionReads {
        SessionReads { taint, addresses }
    }

    /// Whether exactly this address occurred in text from outside, so that fetching it adds no data of the session.
    pub fn has_read(&self, address: &str) -> bool {
        self.addresses.contains(address)
    }
}

/// Everything that a call would send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The action and the recipient: `Send a WhatsApp message to “Ada” (+49 171 5550123)`.
    pub what: String,
    /// All of its content.
    pub parts: Vec<Part>,
    /// Whether it needs a confirmation. This depends on the session, not on the content.
    #[serde(skip)]
    pub asks: bool,
    /// Whether the session itself made up any of it, so that the answer may echo it.
    #[serde(skip)]
    pub is_own: bool,
}

/// A part of the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// The full text, never shortened.
    pub text: String,
}

impl Departure {
    /// A departure that needs no confirmation.
    pub fn new(what: impl Into<String>) -> Departure {
        Departure { what: what.into(), parts: Vec::new(), asks: false, is_own: true }
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Departure {
        self.parts.push(Part { name: name.into(), text: text.into() });
        self
    }

    /// Sets whether it needs a confirmation.
    #[must_use]
    pub fn asked_if(mut self, asks: bool) -> Departure {
        self.asks = asks;
        self
    }

    /// Sets whether the session made up any of it; otherwise all of it occurred in text from outside.
    #[must_use]
    pub fn own_if(mut self, is_own: bool) -> Departure {
        self.is_own = is_own;
        self
    }

    /// The names of the parts that differ from those of `before`.
    pub fn differing(&self, before: &Departure) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let sides = [(&self.parts, &before.parts), (&before.parts, &self.parts)];
        for part in sides.iter().flat_map(|(of, other)| of.iter().filter(|it| !other.contains(it)))
        {
            if !names.contains(&part.name) {
                names.push(part.name.clone());
            }
        }
        names
    }
}

/// Describes what would be sent with the prepared value `P`; `None` if nothing is.
pub type DepartureFn<P> = fn(&TenantRead<'_>, &P, &SessionReads) -> Result<Option<Departure>>;
