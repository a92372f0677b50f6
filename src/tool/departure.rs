//! What leaves: one description, and it is what is asked, digested, approved and sent.
//!
//! A tool makes it of the very value that it is about to send. So whatever a person agrees to is whole, and whatever
//! has changed since then is another departure.

use std::{collections::HashSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    store::{TenantRead, taint::Taint},
};

/// What a session has read, as far as it matters for what leaves.
#[derive(Clone, Debug, Default)]
pub struct SessionReads {
    /// Of which kinds it was.
    pub taint: Taint,
    /// The addresses that stood in texts from outside.
    addresses: Arc<HashSet<String>>,
}

impl SessionReads {
    /// A history of this taint and these addresses.
    pub fn new(taint: Taint, addresses: Arc<HashSet<String>>) -> SessionReads {
        SessionReads { taint, addresses }
    }

    /// Whether an address stood in a text from outside, as it is: whoever asks for it adds nothing of their own.
    pub fn has_read(&self, address: &str) -> bool {
        self.addresses.contains(address)
    }
}

/// Everything that would leave with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// What happens, and to whom, in full: `Send a WhatsApp message to “Ada” (+49 171 5550123)`.
    pub what: String,
    /// Everything of it, part by part.
    pub parts: Vec<Part>,
    /// Whether a person has to see it first. That is about the session, not about what leaves.
    #[serde(skip)]
    pub asks: bool,
    /// Whether any of it is the session's own making, so that what comes back may be its echo.
    #[serde(skip)]
    pub is_own: bool,
}

/// A part of what would leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// The full text, never shortened.
    pub text: String,
}

impl Departure {
    /// One that nobody has to see.
    pub fn new(what: impl Into<String>) -> Departure {
        Departure { what: what.into(), parts: Vec::new(), asks: false, is_own: true }
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Departure {
        self.parts.push(Part { name: name.into(), text: text.into() });
        self
    }

    /// Sets whether a person has to see it first.
    #[must_use]
    pub fn asked_if(mut self, asks: bool) -> Departure {
        self.asks = asks;
        self
    }

    /// Sets whether any of it is the session's own making; else all of it stood in texts from outside.
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

/// What would leave with `P`, if anything, and whether a person has to see it first.
pub type DepartureFn<P> = fn(&TenantRead<'_>, &P, &SessionReads) -> Result<Option<Departure>>;
