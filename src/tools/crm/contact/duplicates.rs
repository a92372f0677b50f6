//! Contacts that may be one person, with what speaks for it. Only a person can say whether they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    error::Result,
    id::ContactId,
    store::{
        Sql, TenantRead,
        entity::{ContactRow, Select, select},
    },
    tool::{Listing, Paging},
    value::digits,
};

/// A number is compared by its last digits: with and without a country, a trunk prefix or a digit for mobile phones.
const LAST_DIGITS: usize = 8;

/// Of how many others one contact says that it may be the same.
const ALIKE_MAX: usize = 5;

/// Another contact that may be the same person.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Alike {
    id: ContactId,
    because: &'static str,
}

/// Of each contact, the others that it may be.
type AlikeByContact = BTreeMap<ContactId, Vec<Alike>>;

/// The contacts that may be somebody who is there twice, side by side.
pub(super) fn listed(
    db: &TenantRead<'_>,
    paging: &Paging,
) -> Result<(Listing<ContactRow>, AlikeByContact)> {
    const OF: Select<ContactRow> = select!(ContactRow, "id IN {list :ids}");
    let mut alike = alike(db)?;
    let (mut order, mut placed) = (Vec::new(), BTreeSet::new());
    for (id, others) in &alike {
        for one in std::iter::once(*id).chain(others.iter().map(|other| other.id)) {
            if placed.insert(one) {
                order.push(one);
            }
        }
    }
    let after: usize = paging.after_or(0)?;
    let limit = usize::try_from(paging.fetch()).unwrap_or(usize::MAX);
    let page: Vec<(usize, ContactId)> = (1..).zip(order).skip(after).take(limit).collect();
    let listing = Listing::page(page, paging, |(place, _)| *place);
    let ids: Vec<ContactId> = listing.items().iter().map(|(_, id)| *id).collect();
    let mut rows: BTreeMap<ContactId, ContactRow> =
        db.below(&OF, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    alike.retain(|id, _| rows.contains_key(id));
    let listing = listing.map(|(_, id)| {
        rows.remove(&id).ok_or_else(|| crate::error::Error::internal("a contact is gone"))
    })?;
    Ok((listing, alike))
}

/// Of each contact the others that it may be.
fn alike(db: &TenantRead<'_>) -> Result<AlikeByContact> {
    const ALL: Sql = Sql::scoped(
        "SELECT id, text_fold(name) AS name, phone, email FROM contact
         WHERE tenant_id = :tenant ORDER BY id",
    );
    let mut same: BTreeMap<(&'static str, String), Vec<ContactId>> = BTreeMap::new();
    let all = db.all(&ALL, &[], |row| {
        let id: ContactId = row.id("id")?;
        Ok((id, row.text("name")?, row.text_or_none("phone")?, row.text_or_none("email")?))
    })?;
    for (id, name, phone, email) in all {
        let keys = [
            ("almost the same phone number", phone.as_deref().and_then(last_digits)),
            ("almost the same e-mail address", email.as_deref().map(mailbox)),
            ("the same name", Some(name)),
        ];
        for (because, key) in keys {
            if let Some(key) = key.filter(|key| !key.is_empty()) {
                same.entry((because, key)).or_default().push(id);
            }
        }
    }
    let mut alike: AlikeByContact = BTreeMap::new();
    for ((because, _), ids) in same.into_iter().filter(|(_, ids)| ids.len() > 1) {
        for id in &ids {
            let others = alike.entry(*id).or_default();
            for other in ids.iter().filter(|other| *other != id).take(ALIKE_MAX) {
                if others.len() < ALIKE_MAX && others.iter().all(|it| it.id != *other) {
                    others.push(Alike { id: *other, because });
                }
            }
        }
    }
    Ok(alike)
}

fn last_digits(phone: &str) -> Option<String> {
    let digits = digits(phone);
    digits.get(digits.len().checked_sub(LAST_DIGITS)?..).map(str::to_owned)
}

/// The address without what many providers do not look at: dots and what follows a plus sign.
fn mailbox(email: &str) -> String {
    match email.rsplit_once('@') {
        None => email.to_owned(),
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or_default().replace('.', "");
            format!("{local}@{domain}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        assert_eq!(mailbox("ada.bell+site@wren.example"), mailbox("adabell@wren.example"));
        assert_ne!(mailbox("ada@wren.example"), mailbox("ada@finch.example"));
        assert_eq!(last_digits("+5215512345678"), last_digits("+525512345678"));
        assert_eq!(last_digits("+49112"), None);
    }
}
