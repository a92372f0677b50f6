//! Which language a handle speaks, and what of it a call has seen to be missing.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde_json::Value;

use super::TenantRead;
use crate::{
    error::{Code, Error, Result},
    store::entity::SiteRow,
    value::Locale,
};

/// The language of a call, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Spoken {
    pub(crate) locale: Locale,
    /// The arguments, to know which texts it sends.
    pub(crate) says: Value,
}

/// What a thing does not have in a language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gap {
    /// The places of its words that are shown in the site's own language.
    pub(crate) missing: Vec<String>,
    /// The places of texts whose originals have changed since.
    pub(crate) outdated: Vec<String>,
    /// Whether any of its words are up to date in the language.
    pub(in crate::store) has_words: bool,
}

impl Gap {
    /// Whether none of its words are in the language.
    pub(crate) fn is_whole(&self) -> bool {
        !self.missing.is_empty() && self.outdated.is_empty() && !self.has_words
    }
}

/// The language that a handle speaks.
#[derive(Debug, Default)]
pub(in crate::store) struct Voice {
    locale: RefCell<Option<Rc<str>>>,
    says: RefCell<Value>,
    gaps: RefCell<BTreeMap<String, Gap>>,
    /// That another language is spoken than the call said, in a sentence.
    instead: RefCell<Option<String>>,
}

/// So many places are named of what is missing.
const NAMED_MAX: usize = 12;

impl TenantRead<'_> {
    /// Speaks a language of the site until [`hush`](TenantRead::hush): the one that is asked for, or what stands in
    /// for it.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` if the site has neither.
    pub(crate) fn speak(&self, spoken: &Spoken) -> Result<()> {
        let site = self.site()?;
        let asked = spoken.locale.tag();
        let has = |tag: &str| site.locale == tag || site.locales.iter().any(|locale| locale == tag);
        let stands_in = || Locale::stand_ins(asked).into_iter().find(|tag| has(tag));
        let tag = if has(asked) { Some(asked.to_owned()) } else { stands_in() };
        let Some(tag) = tag else { return Err(not_of_the_site(&site, asked)) };
        if tag != asked {
            let note = format!("The site has no {asked}: this is its {tag}.");
            self.voice.instead.replace(Some(note));
        }
        if site.locale == tag {
            return Ok(());
        }
        self.voice.says.replace(spoken.says.clone());
        self.speak_of_site(&tag);
        Ok(())
    }

    /// Speaks a language that the site is known to have.
    pub(crate) fn speak_of_site(&self, tag: &str) {
        self.voice.locale.replace(Some(tag.into()));
    }

    /// Speaks the site's own language again; what was missing of the other, in a sentence.
    pub(crate) fn hush(&self) -> Option<String> {
        let instead = self.voice.instead.take();
        let Some(locale) = self.voice.locale.take() else { return instead };
        self.voice.says.take();
        let gaps = self.voice.gaps.take();
        let is_one = gaps.values().filter(|gap| gap.is_open()).count() == 1;
        let told = |places: fn(&Gap) -> &Vec<String>| {
            let all =
                gaps.iter().flat_map(|(key, gap)| places(gap).iter().map(move |at| (key, at)));
            let mut all: Vec<String> = all
                .map(|(key, at)| if is_one { at.clone() } else { format!("{at} of {key}") })
                .collect();
            let more = all.len().saturating_sub(NAMED_MAX);
            all.truncate(NAMED_MAX);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            (!all.is_empty()).then(|| format!("{}{more}", all.join(", ")))
        };
        let mut said: Vec<String> = instead.into_iter().collect();
        if let Some(missing) = told(|gap| &gap.missing) {
            said.push(format!("Not in {locale} yet: {missing}."));
        }
        if let Some(outdated) = told(|gap| &gap.outdated) {
            said.push(format!("Changed since it was put into {locale}: {outdated}."));
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The language that is spoken, where it is not the site's own.
    pub(crate) fn spoken(&self) -> Option<Rc<str>> {
        self.voice.locale.borrow().clone()
    }

    pub(in crate::store) fn note_gap(&self, key: String, gap: Gap) {
        self.voice.gaps.borrow_mut().insert(key, gap);
    }

    /// Whether the call itself sends the text at this place.
    pub(in crate::store) fn says(&self, place: &str) -> bool {
        let said = self.voice.says.borrow();
        let says = |place: &str| {
            let mut here: &Value = &said;
            for step in place.split('.') {
                let name = step.split('[').next().unwrap_or_default();
                match here.get(name) {
                    Some(value @ Value::Object(_)) => here = value,
                    Some(_) => return true,
                    None => return false,
                }
            }
            false
        };
        says(place) || (place == "slug" && says("newSlug"))
    }
}

impl Gap {
    fn is_open(&self) -> bool {
        !self.missing.is_empty() || !self.outdated.is_empty()
    }
}

fn not_of_the_site(site: &SiteRow, tag: &str) -> Error {
    let has: Vec<&str> =
        std::iter::once(&site.locale).chain(&site.locales).map(String::as_str).collect();
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let near = has.iter().find(|known| language(known) == language(tag));
    let more: Vec<&str> =
        site.locales.iter().map(String::as_str).chain(std::iter::once(tag)).collect();
    let advice = match near {
        Some(near) => format!("send {near}"),
        None => format!(
            "add the language first with updateSite {{ locales: {} }}",
            serde_json::json!(more)
        ),
    };
    let name = Locale::name(tag);
    let sentence =
        format!("locale: the site has no {name} ({tag}); its languages are {}", has.join(", "));
    Error::new(Code::ArgumentInvalid, sentence).suggest(advice)
}
