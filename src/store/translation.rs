//! Translations: what visitors read of a thing in another language of the site, as a layer over its row.
//!
//! A handle speaks one language: the site's own unless a call says another ([`TenantRead::speak`]). While it speaks
//! another, every row of an entity with translated columns is read with the texts of that language over its own, and
//! what is saved changes the layer and nothing else. So tools, with their merges, edits and checks, know nothing of it.
//!
//! A layer keeps each text by its place, with the digest of the text that it was made from: that says what is out of
//! date, and finds the text of a list's item again after the list has been put in another order.

mod leaves;
mod report;
mod save;
mod texts;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use self::leaves::{Leaves, digest, is_words, shape};
pub(crate) use self::{report::Report, texts::ShownText};
use super::{
    Row, Sql, TenantRead,
    entity::{Entity, Holds, OtherTexts, SiteRow, Table, Translated},
    ledger::row_then,
    portable,
    tenant::Gap,
};
use crate::{
    error::{Error, Result},
    value::Locale,
};

/// The texts of a thing in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    /// By their places.
    texts: Leaves,
    /// The digests of what they were made from; empty where the site's own language has no such text.
    sources: Leaves,
    /// Its own part of the address.
    pub(crate) slug: Option<String>,
    /// Parts of the address that it had before.
    former: Vec<String>,
}

/// A text of a layer, as it is shown.
struct Shown<'l> {
    text: &'l str,
    /// The digest of what it was made from.
    source: &'l str,
    is_outdated: bool,
}

impl Layer {
    fn read(row: &Row<'_>) -> Result<Layer> {
        let leaves = |name: &str| -> Result<Leaves> {
            serde_json::from_str(&row.text(name)?).map_err(Error::internal)
        };
        Ok(Layer {
            texts: leaves("texts")?,
            sources: leaves("sources")?,
            slug: row.text_or_none("slug")?,
            former: serde_json::from_str(&row.text("former")?).map_err(Error::internal)?,
        })
    }

    /// Takes from another layer what it has not itself.
    fn lay_over(&mut self, under: Layer) {
        let Layer { texts, sources, .. } = under;
        for (place, text) in texts {
            if !self.texts.contains_key(&place) {
                self.sources
                    .extend(sources.get_key_value(&place).map(|(at, it)| (at.clone(), it.clone())));
                self.texts.insert(place, text);
            }
        }
    }

    /// Puts its texts over the value of a column; the column's own texts, and what is shown in place of them.
    fn put(&self, column: &str, value: &mut Value) -> (Leaves, BTreeMap<String, Shown<'_>>) {
        let mut own = Leaves::new();
        leaves::of(column, value, &mut own);
        let mut shown = self.over(&own);
        shown.retain(|place, _| {
            let rest = place.strip_prefix(column);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        });
        if !shown.is_empty() {
            let texts = shown.iter().map(|(place, shown)| (place.as_str(), shown.text)).collect();
            leaves::put(column, value, &texts);
        }
        (own, shown)
    }

    /// The texts to show over `own`, by their places in it.
    fn over(&self, own: &Leaves) -> BTreeMap<String, Shown<'_>> {
        let digests: BTreeMap<&str, String> =
            own.iter().map(|(place, text)| (place.as_str(), digest(text))).collect();
        let source = |place: &str| self.sources.get(place).map_or("", String::as_str);
        let mut shown = BTreeMap::new();
        for (place, is) in &digests {
            let made = |from: &str| {
                let (at, text) = self.texts.get_key_value(from)?;
                let made_from = source(at);
                Some(Shown { text, source: made_from, is_outdated: made_from != *is })
            };
            let here = made(place).filter(|it| !it.is_outdated);
            // An item that has moved in its list keeps its text.
            let moved = || {
                let shape = place.contains('[').then(|| self::shape(place))?;
                let same = |other: &&String| source(other) == is && self::shape(other) == shape;
                made(self.texts.keys().find(same)?)
            };
            // Where what it was made from has changed, it is better than another language; unless that has moved.
            let older = || {
                let older = made(place)?;
                let has_moved = || digests.values().any(|other| other == older.source);
                (!place.contains('[') || !has_moved()).then_some(older)
            };
            if let Some(found) = here.or_else(moved).or_else(older) {
                shown.insert((*place).to_owned(), found);
            }
        }
        // What only this language has.
        for (place, text) in &self.texts {
            let is_more = !own.contains_key(place) && !place.contains('[');
            if is_more && !shown.contains_key(place) {
                let is_outdated = !source(place).is_empty();
                shown.insert(place.clone(), Shown { text, source: source(place), is_outdated });
            }
        }
        shown
    }
}

/// Puts a layer over the columns of one row, and notes what it does not have.
pub(crate) struct Overlay<'l> {
    layer: Option<&'l Layer>,
    entity: &'l Entity,
    gap: Gap,
}

impl<'l> Overlay<'l> {
    fn new(layer: Option<&'l Layer>, entity: &'l Entity) -> Overlay<'l> {
        Overlay { layer, entity, gap: Gap::default() }
    }
}

impl OtherTexts for Overlay<'_> {
    fn put(&mut self, column: &str, own: &mut dyn Translated) -> Result<()> {
        let Some(mut value) = own.value()? else { return Ok(()) };
        let empty = Layer::default();
        let (texts, shown) = self.layer.unwrap_or(&empty).put(column, &mut value);
        self.gap.note(self.entity, &texts, &shown);
        if shown.is_empty() { Ok(()) } else { own.set(value) }
    }
}

impl Gap {
    /// Notes what words of `own` are not among those shown, and which are out of date.
    fn note(&mut self, entity: &Entity, own: &Leaves, shown: &BTreeMap<String, Shown<'_>>) {
        for (place, text) in own.iter().filter(|(place, text)| is_words(place, text)) {
            let column = place.split(['.', '[']).next().unwrap_or_default();
            if entity.is_address(column) {
                continue;
            }
            match shown.get(place) {
                None => self.missing.push(place.clone()),
                Some(shown) if shown.is_outdated => self.outdated.push(place.clone()),
                Some(_) => self.has_words = true,
            }
            let _ = text;
        }
    }
}

impl Entity {
    /// Whether the column holds an address or a part of one: it is the same where a language has none of its own.
    fn is_address(&self, column: &str) -> bool {
        let found = self.texts.iter().find(|text| text.column == column);
        found.is_some_and(|text| text.holds == Holds::Address)
    }
}

/// The layers of several things in the language that a handle speaks.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    of: HashMap<String, Layer>,
    is_other: bool,
}

impl Layers {
    /// Puts the texts of a thing over its own; whether all that is words in it is in the site's own language.
    pub(crate) fn put<const N: usize>(
        &self,
        (entity, key): (&'static Entity, &str),
        columns: [(&str, &mut dyn Translated); N],
    ) -> Result<bool> {
        if !self.is_other {
            return Ok(false);
        }
        let mut overlay = Overlay::new(self.of.get(key), entity);
        for (name, column) in columns {
            overlay.put(name, column)?;
        }
        Ok(overlay.gap.is_whole())
    }

    /// The layer of a thing, if it has one.
    pub(crate) fn get(&self, key: &str) -> Option<&Layer> {
        self.of.get(key)
    }

    /// Whether the handle speaks another language than the site's own.
    pub(crate) fn is_other(&self) -> bool {
        self.is_other
    }
}

impl TenantRead<'_> {
    /// The layers of these things in the language that is spoken, as visitors read them: what is not in it is in what
    /// stands in for it, where the site has that too. In the site's own language there are none, nor a statement.
    pub(crate) fn layers<I: AsRef<str>>(
        &self,
        things: impl IntoIterator<Item = I>,
    ) -> Result<Layers> {
        let Some(locale) = self.spoken() else { return Ok(Layers::default()) };
        let mut locales = vec![locale.to_string()];
        let site = self.site()?;
        let stand_ins = Locale::stand_ins(&locale).into_iter();
        locales.extend(stand_ins.filter(|tag| site.locales.contains(tag)));
        self.layers_in(&locales, things)
    }

    /// The layers of these things in these languages, each over the next.
    fn layers_in<I: AsRef<str>>(
        &self,
        locales: &[String],
        things: impl IntoIterator<Item = I>,
    ) -> Result<Layers> {
        const OF_THINGS: Sql = Sql::scoped(portable!(
            "SELECT thing, locale, texts, sources, slug, former FROM translation
             WHERE tenant_id = :tenant AND locale IN {list :locales} AND thing IN {list :things}"
        ));
        let things: Vec<Value> = things.into_iter().map(|thing| thing.as_ref().into()).collect();
        let mut layers = Layers { is_other: true, ..Layers::default() };
        if !things.is_empty() {
            let things = Value::Array(things).to_string();
            let asked = Value::from(locales).to_string();
            let params = [(":locales", asked.into()), (":things", things.into())];
            let mut found = self.all(&OF_THINGS, &params, |row| {
                let locale = row.text("locale")?;
                let at = locales.iter().position(|known| *known == locale);
                Ok((at, row.text("thing")?, Layer::read(row)?))
            })?;
            found.sort_by_key(|(at, ..)| *at);
            for (_, thing, layer) in found {
                match layers.of.get_mut(&thing) {
                    Some(over) => over.lay_over(layer),
                    None => _ = layers.of.insert(thing, layer),
                }
            }
        }
        Ok(layers)
    }

    /// The layers of things as they were after a change of the ledger.
    pub(crate) fn layers_then(&self, things: &[&str], seq: i64) -> Result<Layers> {
        let Some(locale) = self.spoken() else { return Ok(Layers::default()) };
        let mut layers = self.layers(things)?;
        for thing in things {
            let key = Value::from(vec![*thing, &*locale]).to_string();
            let Some(then) = row_then(self, ("translation", &key), seq)? else {
                layers.of.remove(*thing);
                continue;
            };
            let leaves = |column: &str| -> Result<Option<Leaves>> {
                let found = then.json(column)?.map(serde_json::from_value).transpose();
                found.map_err(Error::internal)
            };
            let (texts, sources) = (leaves("texts")?, leaves("sources")?);
            if texts.is_none() && sources.is_none() {
                continue;
            }
            let layer = layers.of.entry((*thing).to_owned()).or_default();
            layer.texts = texts.unwrap_or_else(|| std::mem::take(&mut layer.texts));
            layer.sources = sources.unwrap_or_else(|| std::mem::take(&mut layer.sources));
        }
        Ok(layers)
    }

    /// Puts the texts of the language that is spoken over rows.
    pub(super) fn overlay<R: Table>(&self, rows: &mut [R]) -> Result<()> {
        if R::ENTITY.translated.is_empty() || self.spoken().is_none() {
            return Ok(());
        }
        let entity = &R::ENTITY;
        // What is saved goes into this language alone, so nothing else is laid under it.
        let spoken: Vec<String> = self.spoken().iter().map(ToString::to_string).collect();
        let layers = self.layers_in(&spoken, rows.iter().map(Table::key))?;
        for row in rows {
            let key = row.key();
            let mut overlay = Overlay::new(layers.get(&key), entity);
            row.translate(&mut overlay)?;
            self.note_gap(key, overlay.gap);
        }
        Ok(())
    }

    /// The site with its texts in the language that is spoken.
    pub(crate) fn spoken_site(&self) -> Result<SiteRow> {
        let mut site = SiteRow::clone(&*self.site()?);
        self.overlay(std::slice::from_mut(&mut site))?;
        Ok(site)
    }
}
