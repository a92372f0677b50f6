//! What is looked at to see whether a task was done, and whether something happened that must not.

mod found;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use self::found::{Text, at, same, short, texts};
use crate::{
    play::Trace,
    script::call_of,
    words::{Kept, filled, filled_text},
    world::{World, looked},
};

/// A check: a sentence for people, one place to look, and what is there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What has to be true, in words.
    pub must: String,

    /// A read call by the owner: `getOrder {"contactId": "Ada Bell"}`.
    query: Option<String>,
    /// A page of the site as a visitor gets it: `/about`.
    page: Option<String>,
    /// A file below the data folder.
    file: Option<String>,
    /// What the world outside was sent, by the beginning of its path: `whatsapp/messages`, `smtp`.
    received: Option<String>,
    /// Calls that were made, refused ones too, by name; `delete*` is all that begin so.
    called: Option<Texts>,
    /// Calls that were done.
    done: Option<Texts>,
    /// Calls that changed something.
    changed: Option<Texts>,
    /// The assistant's final words.
    #[serde(default)]
    said: bool,

    /// Where in it: a JSON pointer, in which `*` is every item of a list.
    at: Option<String>,

    /// It is this.
    equals: Option<Value>,
    /// Each of these stands in it.
    contains: Option<Texts>,
    /// One of these stands in it.
    any: Option<Texts>,
    /// None of these stands in it.
    lacks: Option<Texts>,
    /// So many items.
    count: Option<usize>,
    /// At least so many.
    least: Option<usize>,
    /// At most so many.
    most: Option<usize>,
    /// There is nothing.
    #[serde(default)]
    absent: bool,
    /// The page's status, 200 unless given.
    status: Option<u16>,
}

/// One text, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Texts::One(text) => std::slice::from_ref(text),
            Texts::Several(texts) => texts,
        };
        texts.iter().map(String::as_str)
    }
}

/// What a check is about.
#[derive(Clone, Copy)]
pub struct End<'e> {
    pub world: &'e World<'e>,
    pub trace: &'e Trace,
    /// What the start state has kept.
    pub kept: &'e Kept,
}

impl Check {
    /// Whether it says where to look, and what for.
    pub fn is_whole(&self) -> Result<()> {
        ensure!(!self.must.trim().is_empty(), "it has no sentence for people: `must`");
        let places = [
            self.query.is_some(),
            self.page.is_some(),
            self.file.is_some(),
            self.received.is_some(),
            self.called.is_some(),
            self.done.is_some(),
            self.changed.is_some(),
            self.said,
        ];
        let places = places.iter().filter(|place| **place).count();
        ensure!(
            places == 1,
            "one place to look: query, page, file, received, called, done, changed or said"
        );
        let wants = self.equals.is_some()
            || [&self.contains, &self.any, &self.lacks].iter().any(|it| it.is_some())
            || [self.count, self.least, self.most].iter().any(Option::is_some)
            || self.absent
            || self.status.is_some();
        ensure!(
            wants,
            "it wants nothing: equals, contains, any, lacks, count, least, most, absent or status"
        );
        if let Some(query) = &self.query {
            let call = call_of(query)?;
            ensure!(
                call.keep.is_empty() && !call.confirm && call.refused.is_none(),
                "a query is a call alone"
            );
        }
        Ok(())
    }

    /// Whether it asks any server the same: for its pages, where it shows some, or for words.
    pub(crate) fn is_anybodys(&self, has_site: bool) -> bool {
        self.said || has_site && self.page.is_some()
    }

    /// What is wrong, if something is: the sentence, and what was found instead.
    pub fn fault(&self, end: End<'_>) -> Result<Option<String>> {
        let about = || format!("the check “{}”", self.must);
        let wrong = match self.look(end).with_context(about)? {
            Ok(found) => self.differs(&found, end.kept).with_context(about)?,
            Err(wrong) => Some(wrong),
        };
        Ok(wrong.map(|wrong| format!("not so: {} ({wrong})", self.must)))
    }

    /// What is there; in words, where the place itself is otherwise than wanted.
    fn look(&self, end: End<'_>) -> Result<Result<Value, String>> {
        let found = if let Some(query) = &self.query {
            let call = call_of(query)?;
            looked(end.world, &call.tool, &filled(&Value::Object(call.arguments), end.kept)?)?
        } else if let Some(path) = &self.page {
            let (status, body) = end.world.page(&filled_text(path, end.kept)?)?;
            let want = self.status.unwrap_or(200);
            if status != want {
                return Ok(Err(format!("{path} has the status {status}, not {want}")));
            }
            body.into()
        } else if let Some(path) = &self.file {
            end.world.file(path).map_or(Value::Null, Value::from)
        } else if let Some(path) = &self.received {
            end.world.outside.received(path)
        } else if self.said {
            end.trace.said.last().cloned().unwrap_or_default().into()
        } else {
            self.calls(end.trace)
        };
        Ok(Ok(match &self.at {
            Some(pointer) => at(&found, pointer),
            None => found,
        }))
    }

    /// The calls that it is about.
    fn calls(&self, trace: &Trace) -> Value {
        let fits = |names: &Option<Texts>, tool: &str| {
            names.iter().flat_map(Texts::iter).any(|name| match name.strip_suffix('*') {
                Some(start) => tool.starts_with(start),
                None => tool == name || tool.split(':').next() == Some(name),
            })
        };
        let of = |call: &&crate::play::Made| {
            fits(&self.called, &call.tool)
                || call.is_done && fits(&self.done, &call.tool)
                || call.changed && fits(&self.changed, &call.tool)
        };
        trace.calls.iter().filter(of).map(|call| call.tool.clone()).collect()
    }

    /// What of it is otherwise than wanted.
    fn differs(&self, found: &Value, kept: &Kept) -> Result<Option<String>> {
        if self.absent && !found.is_null() {
            return Ok(Some(format!("there is {}", short(&found.to_string()))));
        }
        if let Some(want) = &self.equals {
            let want = filled(want, kept)?;
            if !same(found, &want) {
                return Ok(Some(format!("it is {}, not {want}", short(&found.to_string()))));
            }
        }
        let size = found.as_array().map_or(usize::from(!found.is_null()), Vec::len);
        let is_wrong = self.count.is_some_and(|count| count != size)
            || self.least.is_some_and(|least| size < least)
            || self.most.is_some_and(|most| size > most);
        if is_wrong {
            return Ok(Some(format!("there are {size}: {}", short(&found.to_string()))));
        }
        self.says_otherwise(found, kept)
    }

    fn says_otherwise(&self, found: &Value, kept: &Kept) -> Result<Option<String>> {
        let text = Text { raw: texts(found), is_page: self.page.is_some(), any_case: self.said };
        let fill = |texts: &Option<Texts>| -> Result<Vec<String>> {
            texts.iter().flat_map(Texts::iter).map(|text| filled_text(text, kept)).collect()
        };
        let (contains, any, lacks) = (fill(&self.contains)?, fill(&self.any)?, fill(&self.lacks)?);
        if let Some(missing) = contains.iter().find(|want| !text.has(want)) {
            return Ok(Some(format!("“{missing}” does not stand in {}", text.short())));
        }
        if let Some(there) = lacks.iter().find(|unwanted| text.has(unwanted)) {
            return Ok(Some(format!("“{there}” stands in {}", text.short())));
        }
        if !any.is_empty() && !any.iter().any(|want| text.has(want)) {
            return Ok(Some(format!("none of {any:?} stands in {}", text.short())));
        }
        Ok(None)
    }
}
