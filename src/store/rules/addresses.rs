//! Addresses: two pages, posts or entries never share one.
//!
//! A redirect from an address is deleted when something new takes that address.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Repair, Rule, given, list, touches};
use crate::{
    error::{Code, Error, Result},
    store::{
        Dml, Sql, TenantRead, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("page", &["path"]),
        ("post", &["slug", "collection_id"]),
        ("entry", &["slug", "collection_id"]),
        ("redirect", &[]),
        ("post_redirect", &["post_id"]),
    ],
    keep,
};

/// Something at an address.
struct AddressUse {
    address: String,
    /// Its table, or that of the redirect.
    kind: String,
    key: String,
    label: String,
}

impl AddressUse {
    fn leads_on(&self) -> bool {
        self.kind == "redirect" || self.kind == "post_redirect"
    }

    /// Its name in messages: `post “Rain”`
    fn spoken(&self) -> String {
        format!("{} “{}”", self.kind, self.label)
    }
}

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    let rows: Vec<&RowChange> = rows.iter().copied().filter(|row| row.op != Op::Delete).collect();
    if rows.is_empty() {
        return Ok(Repair::Nothing);
    }
    let mut at: BTreeMap<String, Vec<AddressUse>> = BTreeMap::new();
    for found in found(db, &addresses(db, &rows)?)? {
        at.entry(found.address.clone()).or_default().push(found);
    }
    let mut mended = Repair::Nothing;
    for all in at.values() {
        let (leading, there): (Vec<&AddressUse>, Vec<&AddressUse>) =
            all.iter().partition(|found| found.leads_on());
        if there.len() > 1 {
            return Err(taken(&there, &rows));
        }
        if !there.is_empty() {
            for redirect in leading {
                free(db, redirect)?;
                mended = Repair::Rows;
            }
        }
    }
    Ok(mended)
}

/// The addresses of the changed rows.
fn addresses(db: &TenantRead<'_>, rows: &[&RowChange]) -> Result<Vec<String>> {
    const OF_ARTICLES: Sql = Sql::scoped(portable!(
        "SELECT c.slug || '/' || p.slug AS address FROM {items :posts, cte_posts}
         {ordered_join} post p ON p.tenant_id = :tenant AND p.id = cte_posts.value
         {ordered_join} collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         UNION ALL
         SELECT c.slug || '/' || e.slug FROM {items :entries, cte_entries}
         {ordered_join} entry e ON e.tenant_id = :tenant AND e.id = cte_entries.value
         {ordered_join} collection c ON c.tenant_id = e.tenant_id AND c.id = e.collection_id
         UNION ALL
         SELECT c.slug || '/' || r.slug FROM {items :moved, cte_moved}
         {ordered_join} post_redirect r ON r.tenant_id = :tenant AND r.slug = cte_moved.value
         {ordered_join} post p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
         {ordered_join} collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id"
    ));
    let (mut paths, mut articles) = (Vec::new(), false);
    for row in rows {
        match row.entity.as_str() {
            "page" => paths.extend(given(row, "path").map(str::to_owned)),
            "redirect" => paths.push(row.key.clone()),
            _ => articles = true,
        }
    }
    if articles {
        let keys = |table: &str| {
            let of_it = rows.iter().filter(|row| row.entity == table);
            list(of_it.map(|row| row.key.as_str())).into()
        };
        let params = [
            (":posts", keys("post")),
            (":entries", keys("entry")),
            (":moved", keys("post_redirect")),
        ];
        paths.extend(db.all(&OF_ARTICLES, &params, |row| row.text("address"))?);
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Everything at these addresses.
fn found(db: &TenantRead<'_>, addresses: &[String]) -> Result<Vec<AddressUse>> {
    const FOUND: Sql = Sql::scoped(portable!(
        "SELECT {member cte_at.value, 'at'} AS address, 'page' AS kind, p.id AS key, p.name AS label
         FROM {objects :addresses, cte_at}
         {ordered_join} page p ON p.tenant_id = :tenant AND p.path = {member cte_at.value, 'at'}
         UNION ALL
         SELECT {member cte_at.value, 'at'}, 'redirect', r.path, r.path FROM {objects :addresses, cte_at}
         {ordered_join} redirect r ON r.tenant_id = :tenant AND r.path = {member cte_at.value, 'at'}
         UNION ALL
         SELECT {member cte_at.value, 'at'}, 'post', p.id, p.title FROM {objects :addresses, cte_at}
         {ordered_join} post p ON p.tenant_id = :tenant AND p.slug = {member cte_at.value, 'slug'}
         {ordered_join} collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         WHERE c.slug = {member cte_at.value, 'collection'}
         UNION ALL
         SELECT {member cte_at.value, 'at'}, 'entry', e.id, e.title FROM {objects :addresses, cte_at}
         {ordered_join} collection c ON c.tenant_id = :tenant AND c.slug = {member cte_at.value, 'collection'}
         {ordered_join} entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
           AND e.slug = {member cte_at.value, 'slug'}
         UNION ALL
         SELECT {member cte_at.value, 'at'}, 'post_redirect', r.slug, r.slug FROM {objects :addresses, cte_at}
         {ordered_join} post_redirect r ON r.tenant_id = :tenant AND r.slug = {member cte_at.value, 'slug'}
         {ordered_join} post p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
         {ordered_join} collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         WHERE c.slug = {member cte_at.value, 'collection'}
            OR EXISTS (SELECT 1 FROM post s WHERE s.tenant_id = r.tenant_id AND s.slug = r.slug)"
    ));
    let parts = addresses.iter().map(|address| match address.split_once('/') {
        Some((collection, slug)) => {
            json!({ "at": address, "collection": collection, "slug": slug })
        }
        None => json!({ "at": address }),
    });
    let params = [(":addresses", list(parts).into())];
    db.all(&FOUND, &params, |row| {
        Ok(AddressUse {
            address: row.text("address")?,
            kind: row.text("kind")?,
            key: row.text("key")?,
            label: row.text("label")?,
        })
    })
}

/// The error for an address that is taken; names what has it.
fn taken(there: &[&AddressUse], rows: &[&RowChange]) -> Error {
    let comes = |found: &&&AddressUse| {
        let columns = &["path", "slug", "collection_id"];
        rows.iter()
            .any(|row| row.entity == found.kind && row.key == found.key && touches(row, columns))
    };
    let newcomer = there.iter().find(comes);
    let holder = there.iter().find(|found| !comes(found)).or(there.first());
    let (Some(holder), Some(newcomer)) = (holder, newcomer) else {
        return Error::internal("an address that was not touched");
    };
    let (has, address, wants) = (holder.spoken(), &holder.address, newcomer.spoken());
    Error::new(
        Code::SlugTaken,
        format!("{has} has the address /{address} already, which {wants} would get"),
    )
    .suggest("use another slug or another parent, or move the other one first")
}

/// Deletes a redirect.
fn free(db: &mut TenantWrite<'_>, redirect: &AddressUse) -> Result<()> {
    const PAGE: Dml = Dml::scoped("DELETE FROM redirect WHERE tenant_id = :tenant AND path = :key");
    const POST: Dml =
        Dml::scoped("DELETE FROM post_redirect WHERE tenant_id = :tenant AND slug = :key");
    let dml = if redirect.kind == "redirect" { &PAGE } else { &POST };
    db.execute(dml, &[(":key", redirect.key.as_str().into())]).map(|_| ())
}
