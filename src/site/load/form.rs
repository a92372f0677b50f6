//! Forms: what a section asks for, with what a visitor has typed.

use serde_json::Value;

use super::{languages, picture, surroundings, text::word};
use crate::{
    error::Result,
    id::SectionId,
    principal::HOME,
    site::{
        form::{Field, FieldKind, Filled, Form, Word},
        view::{
            FieldView, FormView, OptionView, PageView, Pictures, PlaceView, SectionView,
            SiteContact, Status,
        },
    },
    store::{
        Row, Sql, TenantRead,
        entity::{PackageRow, PageRow, SectionRow, Table as _},
        ledger::row_then,
    },
};

/// Where a form stands.
#[derive(Debug, Clone)]
pub struct FormPlace {
    /// The path of its page in the site's own language; empty for the home page.
    pub page: String,
    page_id: String,
    page_name: String,
    /// The content of its section in the site's own language.
    pub content: Value,
    /// Whether visitors see it.
    pub is_public: bool,
    /// The change of the ledger after which it was so; `None` for now.
    then: Option<i64>,
    /// Its status, and whether it is hidden.
    stands: (String, bool),
}

/// The form of that section, if it is one. The handle speaks the site's own language.
pub fn place(db: &TenantRead<'_>, section: SectionId) -> Result<Option<FormPlace>> {
    const PLACE: Sql = Sql::scoped(
        "SELECT p.id AS page_id, p.name AS page_name, p.path AS path, s.status AS status,
                s.hidden AS hidden, s.content AS content
         FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         JOIN page p ON p.tenant_id = s.tenant_id AND p.id = s.page_id
         WHERE s.tenant_id = :tenant AND s.id = :section AND t.key = 'form'",
    );
    db.first(&PLACE, &[(":section", section.into())], |row| {
        let path = row.text("path")?;
        let (status, hidden) = (row.text("status")?, row.flag("hidden")?);
        Ok(FormPlace {
            page: if path == HOME { String::new() } else { path },
            page_id: row.text("page_id")?,
            page_name: row.text("page_name")?,
            content: row.json("content")?,
            is_public: status == "published" && !hidden,
            then: None,
            stands: (status, hidden),
        })
    })
}

/// The form of that section as it was after a change of the ledger, from which a release was made: what has become of
/// it since is not public. What is deleted by now is no form any more.
pub fn place_then(db: &TenantRead<'_>, section: SectionId, seq: i64) -> Result<Option<FormPlace>> {
    let Some(now) = place(db, section)? else { return Ok(None) };
    let Some(then) = row_then(db, ("section", &section.to_string()), seq)? else { return Ok(None) };
    let Some(page) = row_then(db, ("page", &now.page_id), seq)? else { return Ok(None) };
    let (status, hidden) = now.stands;
    let path = page.text("path", now.page);
    Ok(Some(FormPlace {
        page: if path == HOME { String::new() } else { path },
        page_name: page.text("name", now.page_name),
        content: then.json("content")?.unwrap_or(now.content),
        is_public: then.text("status", status.clone()) == "published"
            && !then.flag("hidden", hidden),
        then: Some(seq),
        stands: (status, hidden),
        page_id: now.page_id,
    }))
}

/// The packages that can be asked about, by id and name, in order.
pub fn packages(db: &TenantRead<'_>) -> Result<Vec<(String, String)>> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name FROM package WHERE tenant_id = :tenant AND active = 1
         ORDER BY sort_order, id LIMIT 100",
    );
    let read = |row: &Row<'_>| Ok((row.text("id")?, row.text("name")?));
    let mut packages: Vec<(String, String)> = db.all(&PACKAGES, &[], read)?;
    let layers = db.layers(packages.iter().map(|(id, _)| id))?;
    for (id, name) in &mut packages {
        layers.put((&PackageRow::ENTITY, id.as_str()), [("name", name)])?;
    }
    Ok(packages)
}

/// Makes the handle speak a language of the site; of any other word, its own.
pub fn speak(db: &TenantRead<'_>, locale: &str) -> Result<String> {
    let site = db.site()?;
    if let Some(known) = site.locales.iter().find(|known| known.eq_ignore_ascii_case(locale)) {
        db.speak_of_site(known);
        return Ok(known.clone());
    }
    Ok(site.locale.clone())
}

/// The path of a page in the language that is spoken, without a leading slash.
pub fn page_address(db: &TenantRead<'_>, own: &str) -> Result<String> {
    match db.spoken() {
        Some(locale) => languages::address(db, &locale, own),
        None => Ok(own.to_owned()),
    }
}

/// A page with nothing but the form, for what has to be shown again: what else stands on its page may not be public.
pub fn alone(
    db: &TenantRead<'_>,
    (section, place): (SectionId, &FormPlace),
    base: &str,
    filled: &Filled,
) -> Result<PageView> {
    let id = section.to_string();
    let (mut name, mut content) = (place.page_name.clone(), place.content.clone());
    let things = [place.page_id.as_str(), id.as_str()];
    let layers = match place.then {
        Some(seq) => db.layers_then(&things, seq)?,
        None => db.layers(things)?,
    };
    layers.put((&PageRow::ENTITY, &place.page_id), [("name", &mut name)])?;
    layers.put((&SectionRow::ENTITY, &id), [("content", &mut content)])?;
    picture::expand(db, &mut content)?;
    let mut site = surroundings::site(db, &place.page, base)?;
    site.live_reload = false;
    if place.then.is_some() {
        // Menus and what stands below may have changed since the release.
        (site.header, site.footer, site.tagline) = (Vec::new(), Vec::new(), None);
        site.contact = SiteContact::default();
    }
    let form = view(db, &id, &content, filled)?;
    let section = SectionView {
        id,
        template_key: "form".to_owned(),
        status: Status::Published,
        hidden: false,
        content,
        packages: Vec::new(),
        list: None,
        form: Some(form),
        lang: None,
    };
    Ok(PageView {
        site,
        title: name.clone(),
        name,
        path: page_address(db, &place.page)?,
        description: None,
        image: None,
        card: None,
        indexing: false,
        status: Status::Published,
        feed: None,
        sections: vec![section],
        pictures: Pictures::default(),
        body: None,
        place: PlaceView::default(),
    })
}

/// A form in the language that is spoken.
pub(super) fn view(
    db: &TenantRead<'_>,
    section: &str,
    content: &Value,
    filled: &Filled,
) -> Result<FormView> {
    let form = Form::of(content);
    let locale = db
        .spoken()
        .map_or_else(|| db.site().map(|it| it.locale.clone()), |it| Ok(it.to_string()))?;
    let asks_package = form.field(FieldKind::Package).is_some();
    let packages = if asks_package { packages(db)? } else { Vec::new() };
    let field = |field: &Field| field_view(field, &locale, &packages, filled);
    // There is nothing to choose from.
    let is_shown = |field: &&Field| field.kind != FieldKind::Package || !packages.is_empty();
    Ok(FormView {
        action: Some(format!("/assets/form/{section}")),
        version: form.version(),
        nonce: None,
        fields: form.fields.iter().filter(is_shown).map(field).collect(),
        button: word(content, "button").unwrap_or_else(|| Word::Send.said(&locale).to_owned()),
        thanks: word(content, "thanks").unwrap_or_else(|| Word::Sent.said(&locale).to_owned()),
        error: filled.error.map(|word| word.said(&locale).to_owned()),
        locale,
    })
}

/// The fields of a form that stands on no page, in the language that is spoken.
pub fn fields(form: &Form, locale: &str, filled: &Filled) -> Vec<FieldView> {
    form.fields.iter().map(|field| field_view(field, locale, &[], filled)).collect()
}

fn field_view(
    field: &Field,
    locale: &str,
    packages: &[(String, String)],
    filled: &Filled,
) -> FieldView {
    let (input, autocomplete) = match field.kind {
        FieldKind::Name => ("text", Some("name")),
        FieldKind::Email => ("email", Some("email")),
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Date => ("date", None),
        FieldKind::Number => ("number", None),
        FieldKind::LongText => ("area", None),
        FieldKind::Choice | FieldKind::Package => ("select", None),
        FieldKind::Consent => ("checkbox", None),
        FieldKind::Text => ("text", None),
    };
    let option = |value: String, label: &String| OptionView { value, label: label.clone() };
    let options = if field.kind == FieldKind::Package {
        packages.iter().map(|(id, name)| option(id.clone(), name)).collect()
    } else {
        let numbered = field.options.iter().zip(1..);
        numbered.map(|(label, at): (_, i32)| option(at.to_string(), label)).collect()
    };
    FieldView {
        key: field.key.clone(),
        kind: field.kind.as_str(),
        input,
        autocomplete,
        label: field.called(locale),
        required: field.required,
        chars_max: field.kind.chars_max(),
        options,
        value: filled.values.get(&field.key).cloned().unwrap_or_default(),
        error: filled.errors.get(&field.key).map(|word| word.said(locale).to_owned()),
    }
}
