//! What handlers return: a page of things, one whole thing, what came from outside, or another request.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Output, Texts, lean};
use crate::{
    error::{Code, Error, Result},
    id::RequestId,
};

/// Which part of a list a call wants.
#[derive(Clone, Debug)]
pub struct Paging {
    /// At most so many items.
    pub limit: u32,
    /// The position after which to go on, as the listing gave it; checked to be of this very query.
    pub after: Option<Value>,
    /// About how many characters an answer should have at most.
    pub budget: usize,
}

impl Paging {
    /// The position to go on after, or `start` for the first page.
    pub fn after_or<P: DeserializeOwned>(&self, start: P) -> Result<P> {
        match &self.after {
            None => Ok(start),
            Some(position) => serde_json::from_value(position.clone()).map_err(|error| {
                Error::new(Code::CursorInvalid, "the cursor is not one of this list")
                    .suggest("leave `cursor` out to start from the beginning")
                    .caused_by(error)
            }),
        }
    }

    /// How many rows to read: one more than wanted tells whether there are more.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}

/// A page of things in their order.
pub struct Listing<T> {
    items: Vec<T>,
    more: bool,
    position: Position,
    total: Option<i64>,
    /// How something that was asked was understood.
    note: Option<String>,
    /// Whether nothing but the total was asked for.
    is_count: bool,
}

/// Where the item at an index of the page stands in the whole list. Only that of the last one shown is
/// ever needed.
pub type Position = Box<dyn FnOnce(usize) -> Result<Value> + Send>;

/// A [`Listing`] with its items as JSON text.
pub struct Items {
    /// The items of this page.
    pub items: Texts,
    /// Whether there are more after the last.
    pub more: bool,
    /// Where each stands.
    pub position: Position,
    /// How many there are on all pages, where that is known.
    pub total: Option<i64>,
    /// How something that was asked was understood.
    pub note: Option<String>,
    /// Whether nothing but the total was asked for.
    pub is_count: bool,
}

impl<T> Listing<T> {
    /// At most one thing, found by its own id or key.
    pub fn one(item: Option<T>) -> Listing<T> {
        let position = Box::new(|_| Err(Error::internal("one thing has no next page")));
        let items = item.into_iter().collect();
        Listing { items, more: false, position, total: None, note: None, is_count: false }
    }

    /// Only how many there are.
    pub fn counted(total: i64) -> Listing<T> {
        Listing { total: Some(total), is_count: true, ..Listing::one(None) }
    }

    /// The same where it is known how many there are on all pages.
    #[must_use]
    pub fn of_total(mut self, total: usize) -> Listing<T> {
        self.total = i64::try_from(total).ok();
        self
    }

    /// The rows that [`Paging::fetch`] asked for; `position` says where each stands in the order.
    pub fn page<P: Serialize + Send + 'static>(
        mut rows: Vec<T>,
        paging: &Paging,
        position: impl Fn(&T) -> P,
    ) -> Listing<T> {
        let limit = paging.limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let places: Vec<P> = rows.iter().map(position).collect();
        let position = Box::new(move |at: usize| {
            let place = places.get(at).ok_or_else(|| Error::internal("a place past the page"))?;
            serde_json::to_value(place).map_err(Error::internal)
        });
        Listing { items: rows, more, position, total: None, note: None, is_count: false }
    }

    /// The same with a word about how something that was asked was understood.
    #[must_use]
    pub fn noting(self, note: Option<String>) -> Listing<T> {
        Listing { note, ..self }
    }

    /// The items of the page, for what is read for all of them at once.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The same, for what is added to all of them at once.
    pub fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Changes each item, for what takes more than its row to know.
    pub fn map<U>(self, change: impl FnMut(T) -> Result<U>) -> Result<Listing<U>> {
        let items = self.items.into_iter().map(change).collect::<Result<_>>()?;
        let Listing { more, position, total, note, is_count, .. } = self;
        Ok(Listing { items, more, position, total, note, is_count })
    }
}

impl<T: Output> Listing<T> {
    /// Its items as JSON text, without what is empty in them.
    pub(super) fn erase(self) -> Result<Items> {
        let Listing { items, more, position, total, note, is_count } = self;
        Ok(Items { items: Texts::of(&items)?, more, position, total, note, is_count })
    }
}

/// One whole thing, as it is after the write.
pub struct Resource<T> {
    pub data: T,
    /// Where a person sees it.
    pub url: Option<String>,
    /// What the write takes back, when it is an undo.
    pub undoes: Option<String>,
    /// What else whoever asked for it should know.
    pub note: Option<String>,
}

impl<T> Resource<T> {
    /// A thing that stands on no page.
    pub fn new(data: T) -> Resource<T> {
        Resource { data, url: None, undoes: None, note: None }
    }

    /// A thing that a person sees at `url`.
    pub fn at(data: T, url: Option<String>) -> Resource<T> {
        Resource { data, url, undoes: None, note: None }
    }

    /// The same with what else there is to know, in whole sentences.
    #[must_use]
    pub fn noting(self, note: Option<String>) -> Resource<T> {
        Resource { note, ..self }
    }
}

impl<T: Output> Resource<T> {
    /// The thing as JSON, without what is empty in it.
    pub(super) fn erase(self) -> Result<Resource<Value>> {
        let mut text = Vec::new();
        let written = lean::write(&mut text, &self.data);
        let data = written.and_then(|()| serde_json::from_slice(&text)).map_err(Error::internal)?;
        Ok(Resource { data, url: self.url, undoes: self.undoes, note: self.note })
    }
}

/// What came from outside, and what did not.
pub struct FetchResult<T> {
    pub items: Vec<T>,
    /// Who was asked and gave nothing.
    pub failures: Vec<SourceFailure>,
    /// What else there is to say, in one sentence.
    pub note: Option<String>,
}

/// Somebody who was asked and gave nothing.
pub struct SourceFailure {
    /// A service, or an address.
    pub source: String,
    pub error: Error,
}

impl<T> FetchResult<T> {
    /// Everything that was asked for.
    pub fn all(items: Vec<T>) -> FetchResult<T> {
        FetchResult { items, failures: Vec::new(), note: None }
    }
}

impl<T: Serialize> FetchResult<T> {
    pub(super) fn erase(self) -> Result<FetchResult<Value>> {
        let items = self.items.into_iter().map(serde_json::to_value);
        let items = items.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
        Ok(FetchResult { items, failures: self.failures, note: self.note })
    }
}

/// What a tool that opens or closes a request answers, and what becomes of the session's request.
pub struct RequestOutcome<T> {
    pub data: T,
    /// The request to which the calls that follow belong; `None` when none is open any more.
    pub open: Option<RequestId>,
}
