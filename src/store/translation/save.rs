//! Saves what a call has made of a row while another language is spoken: its texts into the layer, nothing else.

use serde_json::{Value, json};

use super::{
    Layer,
    leaves::{self, Leaves, digest},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    store::{
        Dml, Param, Sql, TenantRead, TenantWrite,
        engine::Columns,
        entity::{Entity, Label},
        ledger::spoken_name,
    },
    value::Locale,
};

/// The most former parts of an address that a layer keeps.
const FORMER_MAX: usize = 20;

impl TenantWrite<'_> {
    /// Saves a row in the language that is spoken, and tells whether its layer differed; `None` if that is the site's
    /// own language. `params` are the values that the row is to have.
    ///
    /// # Errors
    /// `TRANSLATION_INVALID` naming what is no text and would differ.
    pub(crate) fn save_translation(
        &mut self,
        entity: &'static Entity,
        params: &[(&'static str, Param<'_>)],
    ) -> Result<Option<bool>> {
        let Some(locale) = self.spoken() else { return Ok(None) };
        let given = |name: &str| params.iter().find(|(known, _)| *known == name).map(|(_, it)| it);
        let Some(Param::Text(key)) = given(":id") else {
            return Err(Error::internal("a row without an id is translated"));
        };
        let capture = &self.engine.capture;
        let row = capture.find(self.connection, &self.tenant, entity.table, key)?;
        let row = row.ok_or_else(|| Error::internal("a row that is not there is translated"))?;
        let (mut own, mut wanted, mut others) = (Leaves::new(), Leaves::new(), Vec::new());
        for (name, param) in params {
            let column = name.trim_start_matches(':');
            if entity.translated.contains(&column) {
                let is_json = entity.json.contains(&column);
                let stored = value(row.get(column), is_json)?;
                let other = value(Some(&of_param(param)), is_json)?;
                leaves::of(column, &stored, &mut own);
                leaves::of(column, &other, &mut wanted);
                leaves::others(column, &stored, &other, &mut others);
            } else if row.get(column).is_some_and(|stored| *stored != of_param(param)) {
                others.push(spoken_name(entity, column));
            }
        }
        if given(":also") == Some(&Param::Integer(1)) {
            others.push("its lists".to_owned());
        }
        if !others.is_empty() {
            return Err(refused(entity, &locale, &others));
        }
        let before = layer(self, key, &locale)?;
        let after = changed(self, before.as_ref(), &own, &wanted);
        let label = label(entity, &row, &locale);
        put(self, (entity, key, &locale), &label, (before, after)).map(Some)
    }
}

/// The value of a column: parsed where it is JSON.
fn value(stored: Option<&Value>, is_json: bool) -> Result<Value> {
    match stored {
        Some(Value::String(text)) if is_json => serde_json::from_str(text).map_err(Error::internal),
        Some(value) => Ok(value.clone()),
        None => Ok(Value::Null),
    }
}

fn of_param(param: &Param<'_>) -> Value {
    match param {
        Param::Null | Param::Bytes(_) => Value::Null,
        Param::Integer(number) => (*number).into(),
        Param::Text(text) => (**text).into(),
    }
}

fn refused(entity: &Entity, locale: &str, others: &[String]) -> Error {
    let are = if let [_] = others { "is" } else { "are" };
    let texts: Vec<String> =
        entity.translated.iter().map(|column| spoken_name(entity, column)).collect();
    let sentence = format!("{} {are} the same in every language", others.join(", "));
    Error::new(Code::TranslationInvalid, sentence).suggest(format!(
        "with locale send texts only ({}); change the rest in a call without locale {locale}",
        texts.join(", ")
    ))
}

/// `Weddings in Portuguese`
fn label(entity: &Entity, row: &Columns, locale: &str) -> String {
    let own = entity.label.and_then(|label: Label| label.of(row));
    format!("{} in {}", own.as_deref().unwrap_or(entity.singular), Locale::name(locale))
}

fn layer(db: &TenantRead<'_>, thing: &str, locale: &str) -> Result<Option<Layer>> {
    const FIND: Sql = Sql::scoped(
        "SELECT texts, sources, slug, former FROM translation
         WHERE tenant_id = :tenant AND thing = :thing AND locale = :locale",
    );
    db.first(&FIND, &[(":thing", thing.into()), (":locale", locale.into())], Layer::read)
}

/// The layer that shows `wanted` over `own`. A text that is empty, or left as the site's own language has it, is none.
fn changed(db: &TenantRead<'_>, before: Option<&Layer>, own: &Leaves, wanted: &Leaves) -> Layer {
    let empty = Layer::default();
    let before = before.unwrap_or(&empty);
    let shown = before.over(own);
    let mut after = Layer { former: before.former.clone(), ..Layer::default() };
    for (place, text) in wanted {
        let said = db.says(place);
        let known = shown.get(place).filter(|shown| shown.text == text && !said);
        let is_own = own.get(place) == Some(text);
        if text.trim().is_empty() || (is_own && !said && known.is_none()) {
            continue;
        }
        let made_from = || own.get(place).map(|own| digest(own)).unwrap_or_default();
        let source = known.map_or_else(made_from, |known| known.source.to_owned());
        after.texts.insert(place.clone(), text.clone());
        after.sources.insert(place.clone(), source);
    }
    after.slug = after.texts.get("slug").cloned();
    if let Some(old) = before.slug.as_ref().filter(|old| after.slug.as_ref() != Some(old)) {
        after.former.push(old.clone());
    }
    after.former.retain(|old| after.slug.as_ref() != Some(old));
    let more = after.former.len().saturating_sub(FORMER_MAX);
    after.former.drain(..more);
    after
}

/// Writes the layer where it differs; one without texts is taken away.
fn put(
    db: &mut TenantWrite<'_>,
    (entity, thing, locale): (&Entity, &str, &str),
    label: &str,
    (before, after): (Option<Layer>, Layer),
) -> Result<bool> {
    const PUT: Dml = Dml::scoped(
        "INSERT INTO translation
           (tenant_id, thing, locale, entity, label, slug, texts, sources, former, version, created_at, updated_at)
         VALUES (:tenant, :thing, :locale, :entity, :label, :slug, :texts, :sources, :former, 1, :now, :now)
         ON CONFLICT (tenant_id, thing, locale) DO UPDATE SET
           label = excluded.label, slug = excluded.slug, texts = excluded.texts, sources = excluded.sources,
           former = excluded.former, version = translation.version + 1, updated_at = excluded.updated_at",
    );
    const DROP: Dml = Dml::scoped(
        "DELETE FROM translation WHERE tenant_id = :tenant AND thing = :thing AND locale = :locale",
    );
    let is_same = |known: &Layer| (&known.texts, &known.sources) == (&after.texts, &after.sources);
    if before.as_ref().map_or(after.texts.is_empty(), is_same) {
        return Ok(false);
    }
    let key = [(":thing", thing.into()), (":locale", locale.into())];
    if after.texts.is_empty() && after.former.is_empty() {
        db.execute(&DROP, &key)?;
        return Ok(true);
    }
    let [thing, locale] = key;
    let params = [
        thing,
        locale,
        (":entity", entity.table.into()),
        (":label", label.into()),
        (":slug", after.slug.as_ref().into()),
        (":texts", json!(after.texts).to_string().into()),
        (":sources", json!(after.sources).to_string().into()),
        (":former", json!(after.former).to_string().into()),
        (":now", clock::now().into()),
    ];
    db.execute(&PUT, &params)?;
    Ok(true)
}
