//! Finds out at compile time which statements read personal data.

use super::matches_at;
use crate::store::TABLES;

/// Whether the rows of a table hold personal data. A session that reads such rows counts as having seen personal data,
/// whether it gets an answer, a refusal or a count.
pub(in crate::store) fn is_of_people(table: &str) -> bool {
    TABLES.iter().any(|(known, people)| *people && *known == table)
}

/// Whether the statement reads a table with personal data.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(super) const fn tells_of_people(text: &str) -> bool {
    let mut at = 0;
    while at < TABLES.len() {
        let (table, people) = TABLES[at];
        if people && reads(text.as_bytes(), table.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether `table` follows FROM or JOIN in the statement.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn reads(text: &[u8], table: &[u8]) -> bool {
    let mut at = 5;
    while at + table.len() <= text.len() {
        let end = at + table.len();
        let is_word = end == text.len() || !is_in_name(text[end]);
        if is_word && matches_at(text, table, at) {
            let mut before = at;
            while before > 0 && text[before - 1].is_ascii_whitespace() {
                before -= 1;
            }
            if before < at && before >= 4 {
                let word = before - 4;
                if matches_at(text, b"FROM", word) || matches_at(text, b"JOIN", word) {
                    return true;
                }
            }
        }
        at += 1;
    }
    false
}

const fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use crate::store::Sql;

    #[test]
    fn a_statement_knows_whether_it_reads_of_people() {
        const PERSON: Sql =
            Sql::scoped("SELECT name FROM contact WHERE tenant_id = :tenant AND id = :id");
        const JOINED: Sql = Sql::scoped(
            "SELECT o.id FROM stage s
             JOIN
               customer_order o ON o.stage_id = s.id WHERE s.tenant_id = :tenant",
        );
        const INSIDE: Sql =
            Sql::scoped("SELECT (SELECT count(*) FROM message WHERE tenant_id = :tenant) AS n");
        const LAST: Sql = Sql::scoped(
            "SELECT 1 AS n FROM page WHERE tenant_id = :tenant UNION SELECT 2 FROM conversation",
        );
        const TAGS: Sql =
            Sql::scoped("SELECT contact_id FROM contact_tag WHERE tenant_id = :tenant");
        const TEMPLATE: Sql =
            Sql::scoped("SELECT message FROM message_template WHERE tenant_id = :tenant");
        const NAMED: Sql =
            Sql::scoped("SELECT contact FROM page WHERE tenant_id = :tenant AND x = :contact");
        for sql in [PERSON, JOINED, INSIDE, LAST] {
            assert!(sql.is_private(), "{}", sql.text());
        }
        for sql in [TAGS, TEMPLATE, NAMED] {
            assert!(!sql.is_private(), "{}", sql.text());
        }
    }
}
