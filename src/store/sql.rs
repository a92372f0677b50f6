//! Statements that cannot leave their tenant, checked while the program is compiled.
//!
//! A statement is a constant, and its constructor is a `const fn`: text that does not bind `:tenant` does not compile.
//! [`Sql`] reads and [`Dml`] writes, so a query tool, which receives a [`TenantRead`] that takes only [`Sql`], cannot
//! write.
//!
//! ```
//! use deskhand::store::{Dml, Sql};
//! const FIND: Sql = Sql::scoped("SELECT name FROM page WHERE tenant_id = :tenant AND id = :id");
//! const ADD: Dml = Dml::scoped("INSERT INTO page (tenant_id, id) VALUES (:tenant, :id)");
//! ```
//!
//! A read that forgets its tenant:
//!
//! ```compile_fail,E0080
//! use deskhand::store::Sql;
//! const FIND: Sql = Sql::scoped("SELECT name FROM page WHERE id = :id");
//! ```
//!
//! An insert that puts something else into `tenant_id`:
//!
//! ```compile_fail,E0080
//! use deskhand::store::Dml;
//! const ADD: Dml = Dml::scoped("INSERT INTO page (tenant_id, id) VALUES (:id, :tenant)");
//! ```
//!
//! A dialect fragment outside of `portable!`, which would translate it:
//!
//! ```compile_fail,E0080
//! use deskhand::store::Sql;
//! const FIND: Sql = Sql::scoped("SELECT name FROM page WHERE tenant_id = :tenant AND id IN {list :ids}");
//! ```
//!
//! A write where a read belongs:
//!
//! ```compile_fail,E0080
//! use deskhand::store::Sql;
//! const DROP: Sql = Sql::scoped("DELETE FROM page WHERE tenant_id = :tenant");
//! ```
//!
//! A write handed to a read handle:
//!
//! ```compile_fail,E0308
//! use deskhand::store::{Dml, TenantRead};
//! const DROP: Dml = Dml::scoped("DELETE FROM page WHERE tenant_id = :tenant");
//! fn query(db: &TenantRead<'_>) { let _ = db.count(&DROP, &[]); }
//! ```
//!
//! [`TenantRead`]: super::TenantRead

mod dialect;
mod join;
mod people;

pub(super) use self::people::is_of_people;
use self::people::tells_of_people;
pub(crate) use self::{
    dialect::{portable, said, said_length},
    join::{join, joined, length, text},
};

/// A read of one tenant's rows.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    text: &'static str,
    /// Whether it reads personal data.
    private: bool,
}

/// A write of one tenant's rows.
#[derive(Clone, Copy, Debug)]
pub struct Dml(&'static str);

impl Sql {
    /// Checks, at compile time, that `text` is a read that binds `:tenant`.
    ///
    /// # Panics
    /// At compile time, for any other text.
    #[must_use]
    pub const fn scoped(text: &'static str) -> Sql {
        assert!(
            starts(text, "SELECT ") || starts(text, "WITH "),
            "a read starts with SELECT or WITH"
        );
        assert!(finds(text, "tenant_id = :tenant"), "a read must say `tenant_id = :tenant`");
        assert!(!has_fragment(text), "a text with fragments stands in portable!");
        Sql { text, private: tells_of_people(text) }
    }

    /// A statement over the whole installation, for the store's own housekeeping.
    pub(super) const fn unscoped(text: &'static str) -> Sql {
        Sql { text, private: false }
    }

    /// The SQL text.
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Whether it reads personal data.
    pub(super) const fn is_private(&self) -> bool {
        self.private
    }
}

impl Dml {
    /// Checks, at compile time, that `text` writes rows of `:tenant` only. An INSERT names `tenant_id` as
    /// its first column and `:tenant` as its first value.
    ///
    /// # Panics
    /// At compile time, for any other text.
    #[must_use]
    pub const fn scoped(text: &'static str) -> Dml {
        if starts(text, "INSERT ") {
            assert!(finds(text, " (tenant_id,"), "an INSERT's first column is `tenant_id`");
            assert!(
                finds(text, "VALUES (:tenant,") || finds(text, "SELECT :tenant,"),
                "an INSERT's first value is `:tenant`"
            );
            assert!(
                !finds(text, "OR REPLACE"),
                "a REPLACE hides its delete from the ledger: upsert"
            );
        } else {
            assert!(
                starts(text, "UPDATE ") || starts(text, "DELETE FROM "),
                "a write is INSERT, UPDATE or DELETE"
            );
            assert!(finds(text, "tenant_id = :tenant"), "a write must say `tenant_id = :tenant`");
        }
        assert!(!has_fragment(text), "a text with fragments stands in portable!");
        Dml(text)
    }

    /// A statement over the whole installation, for the store's own housekeeping.
    pub(super) const fn unscoped(text: &'static str) -> Dml {
        Dml(text)
    }

    /// The SQL text.
    pub const fn text(&self) -> &'static str {
        self.0
    }
}

/// Whether the text still contains a dialect fragment such as `{list :ids}`.
const fn has_fragment(text: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if dialect::begins(text, at) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether the text starts with `word`, after leading blanks.
const fn starts(text: &str, word: &str) -> bool {
    let text = text.trim_ascii_start().as_bytes();
    let word = word.as_bytes();
    text.len() >= word.len() && matches_at(text, word, 0)
}

/// Whether the text contains `part`.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn finds(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let mut at = 0;
    while at + part.len() <= text.len() {
        // Compares the first byte before anything else: this is evaluated at compile time, byte by byte, and a call
        // for each byte would be slow.
        let may = text[at] == part[0] || text[at] == b'\n';
        if may && matches_at(text, part, at) {
            return true;
        }
        at += 1;
    }
    false
}

#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn matches_at(text: &[u8], part: &[u8], at: usize) -> bool {
    let mut i = 0;
    while i < part.len() {
        // A line break counts as a blank.
        let byte = if text[at + i] == b'\n' { b' ' } else { text[at + i] };
        if byte != part[i] {
            return false;
        }
        i += 1;
    }
    true
}
