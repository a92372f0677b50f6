//! Serves resources and completions, which are asked for by address or name rather than by tool.
//!
//! They go through the same steps as a query: scope, slots, deadline, handle and log. Rendering runs on a thread of
//! its own, because its time depends on the length of the page. Completions are not logged, because a client sends one
//! for every key that a person presses.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    Client, DATABASE_DEADLINE, IncomingCall, Person, Session, cursor::Seal, log, reply::Answer,
};
pub use crate::resource::{Document, Kind, Link};
use crate::{
    background,
    error::{Code, Error, Result},
    resource::{self, Names, Position},
    site::render::Renderer,
    store::{Deadline, TenantRead},
};

/// Parses its templates when the first page is rendered, not at launch.
pub(super) static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::new);

/// Bytes. The longest path has 1,000 characters of at most four bytes, each possibly written as `%xx`; the rest is
/// ignored.
const URI_BYTES_MAX: usize = 16 << 10;

/// Resources in one page of the list.
const LISTED_MAX: usize = 100;

/// The client that asks.
pub struct Asker {
    /// The client, as it names itself; for the log only.
    pub client: Option<Client>,
    /// The protocol version; for the log only.
    pub protocol: Option<String>,
    /// Cancelled when the client no longer wants the answer.
    pub cancel: CancellationToken,
}

/// Why a request was refused, with a sentence for the client.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// No such name or address exists, or the principal may not know of it.
    Missing(String),
    /// The request is malformed.
    Invalid(String),
    /// It could not be read now.
    Failed(String),
}

impl Session {
    /// The kinds of resources in scope.
    pub fn resource_kinds(&self) -> Vec<Kind> {
        let (kinds, now) = (Kind::ALL.into_iter(), self.policy.now());
        kinds.filter(|kind| now.scope.reach().reads(kind.entity())).collect()
    }

    /// One page of the list of resources, and the cursor for the next.
    pub async fn resources(
        &self,
        cursor: Option<String>,
        asker: Asker,
    ) -> std::result::Result<(Vec<Link>, Option<String>), Refusal> {
        let kinds = self.resource_kinds();
        let arguments = cursor.iter().map(|text| ("cursor".to_owned(), json!(text))).collect();
        let seal = Seal::of(self, "resources/list", "");
        let seal = seal.map_err(|error| refusal(&error))?;
        let read = move |db: &TenantRead<'_>| {
            let after = cursor.as_deref().map(|text| seal.read::<Position>(text));
            let (links, next) =
                resource::links(db, &kinds, after.transpose()?.as_ref(), LISTED_MAX)?;
            let next = next.map(|position| seal.write(&json!(position)));
            Ok((links, next.transpose()?))
        };
        let reading = self.ask(asker.cancel.clone(), read);
        self.logged("resources/list", arguments, asker, reading).await
    }

    /// Reads and renders the resource at an address.
    pub async fn resource(
        &self,
        uri: String,
        asker: Asker,
    ) -> std::result::Result<Document, Refusal> {
        let mut uri = uri;
        // A longer address cannot exist, so its end does not matter.
        uri.truncate(uri.floor_char_boundary(URI_BYTES_MAX));
        let (kinds, budget) = (self.resource_kinds(), self.gate.limits.answer_chars_max);
        let arguments = Map::from_iter([("uri".to_owned(), json!(uri))]);
        let read = move |db: &TenantRead<'_>| resource::read(db, &kinds, &uri);
        let cancel = asker.cancel.clone();
        let reading = async {
            // The slot is held until rendering ends, so that a cancelled client cannot start a second one beside it.
            let _slot = self.gate.slots.take(&self.waiting, &cancel).await?;
            let found = self.read(cancel.clone(), read).await?;
            if cancel.is_cancelled() {
                return Err(Error::new(Code::Cancelled, "cancelled before it was written out"));
            }
            background::compute(move || found.fit(&RENDERER, budget)).await?
        };
        self.logged("resources/read", arguments, asker, reading).await
    }

    /// Completions of `typed` for the named argument: at most `limit` values, and whether there are more. Empty for an
    /// argument that takes free text.
    pub async fn complete(
        &self,
        argument: &str,
        typed: String,
        limit: usize,
        cancel: CancellationToken,
    ) -> std::result::Result<(Vec<String>, bool), Refusal> {
        let now = self.policy.now();
        let names = Names::of(argument).filter(|names| now.scope.reach().reads(names.entity()));
        let Some(names) = names else { return Ok((Vec::new(), false)) };
        let read = move |db: &TenantRead<'_>| resource::names(db, names, &typed, limit);
        self.ask(cancel, read).await.map_err(|error| refusal(&error))
    }

    /// Runs the read if the rate limit allows it, and logs it.
    async fn logged<R>(
        &self,
        method: &str,
        arguments: Map<String, Value>,
        asker: Asker,
        reading: impl Future<Output = Result<R>> + Send,
    ) -> std::result::Result<R, Refusal> {
        let Asker { client, protocol, cancel } = asker;
        let incoming = IncomingCall {
            tool: method.to_owned(),
            arguments,
            client,
            protocol,
            cancel,
            progress: None,
            person: Person::Unreachable,
        };
        let call = self.begin(&incoming);
        let _ = call.reads.set(true);
        // The addresses of pages, possibly with personal data in them.
        let _ = call.arguments.set(log::whole(&incoming.arguments));
        let now = self.policy.now();
        let outcome = match now.admit() {
            Ok(()) => self.count(&now, "resources", &call).await,
            refused => refused,
        };
        let outcome = match outcome {
            Ok(()) => reading.await,
            Err(error) => Err(error),
        };
        let answer = Answer::read(Value::Null);
        self.log.add(log::row(&call, outcome.as_ref().map(|_| &answer))).await;
        outcome.map_err(|error| {
            if error.code() == Code::Internal {
                tracing::error!(method, call = %call.id, cause = error.cause(), "a read failed");
            }
            refusal(&error)
        })
    }

    async fn ask<R: Send + 'static>(
        &self,
        cancel: CancellationToken,
        read: impl Fn(&TenantRead<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.policy.now().admit()?;
        let _slot = self.gate.slots.take(&self.waiting, &cancel).await?;
        self.read(cancel, read).await
    }

    async fn read<R: Send + 'static>(
        &self,
        cancel: CancellationToken,
        read: impl Fn(&TenantRead<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let deadline = Deadline { within: DATABASE_DEADLINE, cancel, progress: None };
        let read = move |db: &TenantRead<'_>| {
            // A panic on the event loop would end the process and all its calls.
            catch_unwind(AssertUnwindSafe(|| read(db)))
                .unwrap_or_else(|_| Err(Error::internal("a panic inside a read")))
        };
        let caller = self.policy.now().caller(&self.caller.session);
        self.gate.store.read_within(&caller, &deadline, read).await
    }
}

fn refusal(error: &Error) -> Refusal {
    let sentence = match error.suggestion() {
        Some(suggestion) => format!("{}; {suggestion}", error.message()),
        None => error.message().to_owned(),
    };
    let code = error.code();
    if code == Code::ResourceNotFound {
        return Refusal::Missing(sentence);
    }
    if code == Code::CursorInvalid { Refusal::Invalid(sentence) } else { Refusal::Failed(sentence) }
}
