//! The languages of a site: what a change of them means for the texts that are there.

use crate::{
    error::{Code, Error, Result},
    store::{Sql, TenantRead, entity::SiteRow},
    value::Locale,
};

/// Refuses a language at whose address a page stands.
pub(super) fn refuse_page_at(db: &TenantRead<'_>, locale: &Locale) -> Result<()> {
    const AT: Sql = Sql::scoped("SELECT name FROM page WHERE tenant_id = :tenant AND path = :path");
    let path = locale.tag().to_lowercase();
    let Some(name) = db.first(&AT, &[(":path", (&path).into())], |row| row.text("name"))? else {
        return Ok(());
    };
    let sentence =
        format!("locales: page “{name}” has the address /{path}, where that language would be");
    Err(Error::new(Code::SlugTaken, sentence)
        .suggest(format!("give the page another slug first, such as `{path}-page`")))
}

/// What a change of the languages means.
pub(super) fn notes(db: &TenantRead<'_>, before: &SiteRow, after: &SiteRow) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for locale in after.locales.iter().filter(|locale| !before.locales.contains(locale)) {
        let name = Locale::name(locale);
        let place = locale.to_lowercase();
        notes.push(format!(
            "{name} is at /{place}: send its texts with locale {locale} to updatePage, updateSection and the like; getSite {{ translations: true }} lists what is missing."
        ));
    }
    for locale in before.locales.iter().filter(|locale| !after.locales.contains(locale)) {
        let count = count(db, locale)?;
        let name = Locale::name(locale);
        if after.locale == *locale && count > 0 {
            notes.push(format!(
                "{name} is the site's own language now: the texts that stand count as {name}. What was put into {name} ({count}) is kept and not shown."
            ));
        } else if after.locale != *locale {
            let texts = match count {
                0 => "Nothing was translated into it.".to_owned(),
                1 => "The 1 thing in it is kept, and is back when the language is.".to_owned(),
                _ => {
                    format!("The {count} things in it are kept, and are back when the language is.")
                }
            };
            notes.push(format!("{name} is no longer shown. {texts}"));
        }
    }
    if before.locale != after.locale && !before.locales.contains(&after.locale) {
        let name = Locale::name(&after.locale);
        notes.push(format!("The texts that stand count as {name} from now on."));
    }
    Ok(notes)
}

/// How many things are in that language.
fn count(db: &TenantRead<'_>, locale: &str) -> Result<i64> {
    const COUNT: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM translation WHERE tenant_id = :tenant AND locale = :locale",
    );
    db.count(&COUNT, &[(":locale", locale.into())])
}
