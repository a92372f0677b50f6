//! Phone numbers and e-mail addresses of other customers in what somebody is sent.

use serde_json::json;

use crate::{
    error::Result,
    id::ContactId,
    store::{Sql, TenantRead, portable},
    value::{Email, Phone, digits},
};

/// Fewer digits in a row are a price, a date or a time.
const DIGITS_MIN: usize = 7;

/// Whether a text has the phone number or the e-mail address of a contact other than the one who is sent it.
pub(super) fn has_others(db: &TenantRead<'_>, text: &str, recipient: ContactId) -> Result<bool> {
    const OTHERS: Sql = Sql::scoped(portable!(
        "SELECT count(*) AS n FROM contact
         WHERE tenant_id = :tenant AND id <> :id
           AND (email IN {list :emails} OR phone IN {list :phones})"
    ));
    let emails: Vec<String> = emails(text).flat_map(|email| email.spellings()).collect();
    let site = db.site()?;
    let phones: Vec<String> =
        numbers(text).flat_map(|number| Phone::spellings(number, &site.country)).collect();
    if emails.is_empty() && phones.is_empty() {
        return Ok(false);
    }
    let (emails, phones) = (json!(emails).to_string(), json!(phones).to_string());
    let params = [
        (":id", recipient.into()),
        (":emails", emails.as_str().into()),
        (":phones", phones.as_str().into()),
    ];
    Ok(db.count(&OTHERS, &params)? > 0)
}

fn emails(text: &str) -> impl Iterator<Item = Email> {
    let is_between = |c: char| c.is_whitespace() || ",;:<>()[]\"'".contains(c);
    let words = text.split(is_between).filter(|word| word.contains('@'));
    words.filter_map(|word| Email::parse(word.trim_matches(['.', '!', '?'])).ok())
}

/// What is written as a phone number can be: digits with what people put between them.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let is_inside = |c: char| c.is_numeric() || "+ ()-./\u{a0}\u{202f}".contains(c);
    let runs = text.split(move |c: char| !is_inside(c));
    runs.map(str::trim).filter(|run| digits(run).len() >= DIGITS_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_found_in_words() {
        let text =
            "Ana 912 345 678, ana@mail.example; 45 € on 3.12. at 15:30 (or +351 21-800-4410).";
        assert_eq!(numbers(text).collect::<Vec<_>>(), ["912 345 678", "+351 21-800-4410)."]);
        assert_eq!(emails(text).count(), 1);
    }
}
