//! The index of terms: which documents contain a term, newest first. It stores no texts and knows no tenants: the
//! callers put the tenant into each term.
//!
//! It is a contentless FTS5 table. A term has only letters, digits and marks, so none can be read as an operator of
//! the FTS5 query language.

use super::Connection;
use crate::error::Result;

/// A document that was found.
pub(in crate::store) struct Document {
    /// Newer documents have greater numbers.
    pub(in crate::store) number: i64,
    /// The key of its row.
    pub(in crate::store) key: String,
    pub(in crate::store) title: String,
}

impl Connection {
    /// Adds a document with these terms; returns its number.
    pub(in crate::store) fn add_terms(&self, terms: &[String]) -> Result<i64> {
        const LAST: &str = "SELECT max(id) AS n FROM search_term_docsize";
        const ADD: &str = "INSERT INTO search_term (rowid, terms) VALUES (:document, :terms)";
        let last = self.query(LAST, None, &[], |row| row.integer_or_none("n"))?;
        let document = last.first().copied().flatten().unwrap_or(0) + 1;
        let params = [(":document", document.into()), (":terms", terms.join(" ").into())];
        self.execute(ADD, None, &params)?;
        Ok(document)
    }

    /// Removes a document's terms.
    pub(in crate::store) fn remove_terms(&self, document: i64) -> Result<()> {
        const REMOVE: &str = "DELETE FROM search_term WHERE rowid = :document";
        self.execute(REMOVE, None, &[(":document", document.into())]).map(|_| ())
    }

    /// Whether any document has the term.
    pub(in crate::store) fn has_term(&self, term: &str) -> Result<bool> {
        const FIND: &str =
            "SELECT rowid AS document FROM search_term WHERE search_term MATCH :term LIMIT 1";
        let term = [(":term", quoted(term).into())];
        Ok(!self.query(FIND, None, &term, |_| Ok(()))?.is_empty())
    }

    /// Removes the terms of deleted documents from the file; FTS5 keeps them, invisible, until then.
    pub(in crate::store) fn forget_terms(&self) -> Result<()> {
        const MERGE: &str = "INSERT INTO search_term (search_term) VALUES ('optimize')";
        self.execute(MERGE, None, &[]).map(|_| ())
    }

    /// The newest documents of the tenant that have a term of each group.
    pub(in crate::store) fn documents_with(
        &self,
        tenant: &str,
        groups: &[Vec<String>],
        most: usize,
    ) -> Result<Vec<Document>> {
        // Exempt from the check of query plans: the tenant is in the terms and in the join.
        const FIND: &str = "SELECT d.document AS document, d.row_key AS row_key, d.title AS title
             FROM search_term t
             JOIN search_document d ON d.tenant_id = :tenant AND d.document = t.rowid
             WHERE t.search_term MATCH :expression ORDER BY t.rowid DESC LIMIT :most";
        let any = |terms: &Vec<String>| {
            let terms: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
            format!("({})", terms.join(" OR "))
        };
        let expression: Vec<String> = groups.iter().map(any).collect();
        let params = [
            (":tenant", tenant.into()),
            (":expression", expression.join(" AND ").into()),
            (":most", i64::try_from(most).unwrap_or(i64::MAX).into()),
        ];
        self.query(FIND, None, &params, |row| {
            Ok(Document {
                number: row.integer("document")?,
                key: row.text("row_key")?,
                title: row.text("title")?,
            })
        })
    }
}

fn quoted(term: &str) -> String {
    format!("\"{term}\"")
}
