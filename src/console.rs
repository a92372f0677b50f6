//! The console: where the person who runs deskhand decides, looks and takes back, in the browser.
//!
//! It is a page of the preview's server, for whoever has the data folder's key; behind it are the doors that
//! everybody uses, the inbox of proposals and the gate as each tenant's owner. It works without a build step and
//! lets no script run but its own.

mod access;
mod agents;
mod answers;
mod owner_calls;
mod pages;
mod request;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use tokio::sync::Semaphore;

use self::access::Key;
use crate::{
    error::Result,
    gate::proposals::Inbox,
    principal::{Allowance, Restrictions},
    store::Store,
};

/// Where it is.
pub const PATH: &str = "/console";

/// Pages that may listen at once; one more has to be reloaded to see news.
const LISTENERS_MAX: usize = 16;

/// What its pages are made from.
#[derive(Clone)]
struct Console {
    store: Store,
    inbox: Inbox,
    key: Arc<Key>,
    /// A place for each page that listens.
    listeners: Arc<Semaphore>,
    /// What the installation takes from every agent.
    restrictions: Arc<Restrictions>,
}

/// The pages of the console, for the preview's server; none where the folder keeps no secret.
pub fn routes(store: Store, allowance: Allowance, restrictions: Restrictions) -> Router {
    let key = match Key::of(&store) {
        Ok(key) => Arc::new(key),
        Err(error) => {
            tracing::warn!(cause = error.cause(), "there is no console");
            return Router::new();
        }
    };
    let inbox = Inbox::new(store.clone(), allowance);
    let listeners = Arc::new(Semaphore::new(LISTENERS_MAX));
    let console = Console { store, inbox, key, listeners, restrictions: Arc::new(restrictions) };
    Router::new()
        .route(PATH, get(pages::console))
        .route("/console/assets/{name}", get(pages::asset))
        .route("/console/events", get(pages::events))
        .route("/console/api/state", get(answers::state))
        .route("/console/api/approve", post(answers::approve))
        .route("/console/api/reject", post(answers::reject))
        .route("/console/api/undo", post(answers::undo))
        .route("/console/look/{tenant}/{proposal}/{side}", get(pages::look))
        .with_state(console)
}

/// The address that opens it, for a server at `base`.
///
/// # Errors
/// When the folder's secret can be neither read nor made.
pub fn address(store: &Store, base: &str) -> Result<String> {
    Ok(format!("{base}{PATH}?key={}", Key::of(store)?.text()))
}
