//! Translations: they go with their thing, and no two things have one address in a language.

use super::{Repair, Rule, given, list};
use crate::{
    error::{Code, Error, Result},
    store::{
        Dml, Sql, TenantRead, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
    value::{Locale, is_reserved},
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("page", &["slug", "parent_id"]),
        ("section", &[]),
        ("post", &[]),
        ("entry", &[]),
        ("nav_item", &[]),
        ("package", &[]),
        ("service", &[]),
        ("image", &[]),
        ("translation", &["slug"]),
    ],
    keep,
};

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const FORGET: Dml = Dml::scoped(portable!(
        "DELETE FROM translation WHERE tenant_id = :tenant AND thing IN {list :things}"
    ));
    for row in rows.iter().filter(|row| row.entity == "translation") {
        if let (Some(slug), Some((thing, locale))) = (given(row, "slug"), row.of_language()) {
            refuse_taken(db, (&thing, &locale), slug)?;
        }
    }
    for row in rows.iter().filter(|row| row.entity == "page") {
        if let Some(slug) = given(row, "slug") {
            refuse_language(db, slug)?;
        }
    }
    let gone = |row: &&&RowChange| row.op == Op::Delete && row.entity != "translation";
    let gone: Vec<&str> = rows.iter().filter(gone).map(|row| row.key.as_str()).collect();
    if gone.is_empty() {
        return Ok(Repair::Nothing);
    }
    let forgotten = db.execute(&FORGET, &[(":things", list(gone).into())])?;
    Ok(if forgotten > 0 { Repair::Rows } else { Repair::Nothing })
}

/// Refuses a slug that means a language of the site.
fn refuse_language(db: &TenantRead<'_>, slug: &str) -> Result<()> {
    let Ok(locale) = Locale::parse(slug) else { return Ok(()) };
    if !db.site()?.locales.iter().any(|known| known == locale.tag()) {
        return Ok(());
    }
    let sentence = format!("/{slug} is where the site is in {}", Locale::name(locale.tag()));
    Err(Error::new(Code::SlugReserved, sentence).suggest(format!("use `{slug}-page`")))
}

/// Refuses a part of an address that something beside it has in that language, translated or not.
fn refuse_taken(db: &TenantRead<'_>, (thing, locale): (&str, &str), slug: &str) -> Result<()> {
    const PAGES: Sql = Sql::scoped(
        "SELECT o.name AS name, o.id AS id FROM page p
         JOIN page o ON o.tenant_id = p.tenant_id AND o.id <> p.id
                    AND o.parent_id IS NOT DISTINCT FROM p.parent_id
         LEFT JOIN translation t ON t.tenant_id = o.tenant_id AND t.thing = o.id AND t.locale = :locale
         WHERE p.tenant_id = :tenant AND p.id = :thing AND coalesce(t.slug, o.slug) = :slug LIMIT 1",
    );
    const POSTS: Sql = Sql::scoped(
        "SELECT o.title AS name, o.id AS id FROM post p
         JOIN post o ON o.tenant_id = p.tenant_id AND o.id <> p.id AND o.collection_id = p.collection_id
         LEFT JOIN translation t ON t.tenant_id = o.tenant_id AND t.thing = o.id AND t.locale = :locale
         WHERE p.tenant_id = :tenant AND p.id = :thing AND coalesce(t.slug, o.slug) = :slug LIMIT 1",
    );
    const ENTRIES: Sql = Sql::scoped(
        "SELECT o.title AS name, o.id AS id FROM entry p
         JOIN entry o ON o.tenant_id = p.tenant_id AND o.id <> p.id AND o.collection_id = p.collection_id
         LEFT JOIN translation t ON t.tenant_id = o.tenant_id AND t.thing = o.id AND t.locale = :locale
         WHERE p.tenant_id = :tenant AND p.id = :thing AND coalesce(t.slug, o.slug) = :slug LIMIT 1",
    );
    if is_reserved(slug) {
        let sentence = format!("`{slug}` is an address of the site itself");
        return Err(Error::new(Code::SlugReserved, sentence).suggest(format!("use `{slug}-page`")));
    }
    let kind = crate::id::noun_of(thing);
    let Some((noun, beside)) = (match kind {
        Some("page") => Some(("page", &PAGES)),
        Some("post") => Some(("post", &POSTS)),
        Some("entry") => Some(("entry", &ENTRIES)),
        _ => None,
    }) else {
        return Ok(());
    };
    let params = [(":thing", thing.into()), (":locale", locale.into()), (":slug", slug.into())];
    let taken = db.first(beside, &params, |row| Ok((row.text("name")?, row.text("id")?)))?;
    match taken {
        None => Ok(()),
        Some((name, id)) => {
            let language = Locale::name(locale);
            let sentence =
                format!("{noun} “{name}” ({id}) has the slug {slug} in {language} already");
            Err(Error::new(Code::SlugTaken, sentence)
                .suggest(format!("use another slug such as `{slug}-2`")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::entity;

    #[test]
    fn what_can_be_translated_is_watched() {
        for entity in entity::ENTITIES.iter().filter(|entity| !entity.translated.is_empty()) {
            // The site is never deleted.
            let is_watched = RULE.watches.iter().any(|(table, _)| *table == entity.table);
            assert!(is_watched || entity.name == "site", "{}", entity.name);
        }
    }
}
