//! What handlers return: a page of a list, one whole thing, results from outside, or the next request.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Output, Show, Texts, View, lean};
use crate::{
    error::{Code, Error, Result},
    id::RequestId,
    value::Sought,
};

/// The part of a list that a call asks for.
#[derive(Clone, Debug)]
pub struct Paging {
    /// The most items to return.
    pub limit: u32,
    /// The position to continue after, as an earlier listing gave it; verified to belong to this query.
    pub after: Option<Value>,
    /// The size that the answer should not exceed, in characters (approximate).
    pub budget: usize,
}

impl Paging {
    /// The position to continue after, or `start` for the first page.
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

    /// The number of rows to read: one more than wanted, which shows whether there is another page.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}

/// A page of a list.
pub struct Listing<T> {
    items: Vec<T>,
    more: bool,
    position: Position,
    total: Option<i64>,
    /// A sentence about how an argument was understood.
    note: Option<String>,
    /// Whether only the total was asked for.
    is_count: bool,
    /// What makes a picture of it.
    show: Option<Show>,
}

/// The position in the whole list of the item at an index of this page. Only computed for the last item that is shown.
pub type Position = Box<dyn FnOnce(usize) -> Result<Value> + Send>;

/// A [`Listing`] with its items as JSON text.
pub struct Items {
    /// The items of this page.
    pub items: Texts,
    /// Whether there are more after the last.
    pub more: bool,
    /// The position of each item.
    pub position: Position,
    /// The number of items on all pages, if known.
    pub total: Option<i64>,
    /// A sentence about how an argument was understood.
    pub note: Option<String>,
    /// Whether only the total was asked for.
    pub is_count: bool,
    /// What makes a picture of them.
    pub show: Option<Show>,
    /// What was searched for, and whether by its meaning.
    pub sought: Sought,
}

impl<T> Listing<T> {
    /// A list of at most one thing, found by its id or key.
    pub fn one(item: Option<T>) -> Listing<T> {
        let position = Box::new(|_| Err(Error::internal("one thing has no next page")));
        let items = item.into_iter().collect();
        let (total, note, is_count, show) = (None, None, false, None);
        Listing { items, more: false, position, total, note, is_count, show }
    }

    /// All of a short list.
    pub fn whole(items: Vec<T>) -> Listing<T> {
        Listing { items, ..Listing::one(None) }
    }

    /// Only the number of things.
    pub fn counted(total: i64) -> Listing<T> {
        Listing { total: Some(total), is_count: true, ..Listing::one(None) }
    }

    /// Adds the number of things on all pages.
    #[must_use]
    pub fn of_total(mut self, total: usize) -> Listing<T> {
        self.total = i64::try_from(total).ok();
        self
    }

    /// A page from the rows that [`Paging::fetch`] asked for; `position` gives an item's position in the order.
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
        let (total, note, is_count, show) = (None, None, false, None);
        Listing { items: rows, more, position, total, note, is_count, show }
    }

    /// Adds a sentence about how an argument was understood.
    #[must_use]
    pub fn noting(self, note: Option<String>) -> Listing<T> {
        Listing { note, ..self }
    }

    /// Adds what makes a picture of its things.
    #[must_use]
    pub fn showing(self, show: Option<Show>) -> Listing<T> {
        Listing { show, ..self }
    }

    /// The items of the page, to read more data for all of them at once.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items of the page, to change all of them at once.
    pub fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Converts each item, for values that need more than its row.
    pub fn map<U>(self, change: impl FnMut(T) -> Result<U>) -> Result<Listing<U>> {
        let items = self.items.into_iter().map(change).collect::<Result<_>>()?;
        let Listing { more, position, total, note, is_count, show, .. } = self;
        Ok(Listing { items, more, position, total, note, is_count, show })
    }
}

impl<T: Output> Listing<T> {
    /// Its items as JSON text, without what is empty in them.
    pub(super) fn erase(self) -> Result<Items> {
        let Listing { items, more, position, total, note, is_count, show } = self;
        let (items, sought) = (Texts::of(&items)?, Sought::Nothing);
        Ok(Items { items, more, position, total, note, is_count, show, sought })
    }
}

/// One whole thing after the write.
pub struct Resource<T> {
    pub data: T,
    /// Its address for people.
    pub url: Option<String>,
    /// For an undo: the id of the change or request that it undoes.
    pub undoes: Option<String>,
    /// Further information for the caller, in whole sentences.
    pub note: Option<String>,
    /// What a person has to know before they agree, where they are asked; in a whole sentence.
    pub warning: Option<String>,
}

impl<T> Resource<T> {
    /// A thing without an address.
    pub fn new(data: T) -> Resource<T> {
        Resource { data, url: None, undoes: None, note: None, warning: None }
    }

    /// A thing that people see at `url`.
    pub fn at(data: T, url: Option<String>) -> Resource<T> {
        Resource { data, url, undoes: None, note: None, warning: None }
    }

    /// The same with other data.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Resource<U> {
        let Resource { data, url, undoes, note, warning } = self;
        Resource { data: change(data), url, undoes, note, warning }
    }

    /// Adds further information, in whole sentences.
    #[must_use]
    pub fn noting(self, note: Option<String>) -> Resource<T> {
        Resource { note, ..self }
    }

    /// Adds what a person has to know before they agree.
    #[must_use]
    pub fn warning(self, warning: Option<String>) -> Resource<T> {
        Resource { warning, ..self }
    }
}

impl<T: Output> Resource<T> {
    /// The thing as JSON, without what is empty in it.
    pub(super) fn erase(self) -> Result<Resource<Value>> {
        let mut text = Vec::new();
        let written = lean::write(&mut text, &self.data);
        let data = written.and_then(|()| serde_json::from_slice(&text)).map_err(Error::internal)?;
        let Resource { url, undoes, note, warning, .. } = self;
        Ok(Resource { data, url, undoes, note, warning })
    }
}

/// What came from outside, and what did not.
pub struct FetchResult<T> {
    pub items: Vec<T>,
    /// The sources that failed.
    pub failures: Vec<SourceFailure>,
    /// Further information, in one sentence.
    pub note: Option<String>,
    /// Pictures of them.
    pub views: Vec<View>,
}

/// A source that failed.
pub struct SourceFailure {
    /// The name of a service, or an address.
    pub source: String,
    pub error: Error,
}

impl<T> FetchResult<T> {
    /// Results without failures.
    pub fn all(items: Vec<T>) -> FetchResult<T> {
        FetchResult { items, failures: Vec::new(), note: None, views: Vec::new() }
    }
}

impl<T: Serialize> FetchResult<T> {
    pub(super) fn erase(self) -> Result<FetchResult<Value>> {
        let FetchResult { items, failures, note, views } = self;
        let items = items.into_iter().map(serde_json::to_value);
        let items = items.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
        Ok(FetchResult { items, failures, note, views })
    }
}

/// The answer of a tool that opens or closes a request, and the session's new request.
pub struct RequestOutcome<T> {
    pub data: T,
    /// The request of the calls that follow; `None` if no request is open.
    pub open: Option<RequestId>,
}
