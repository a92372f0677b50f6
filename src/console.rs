//! The console: web pages on which the person who runs deskhand decides about proposals, reads history, and undoes.
//!
//! It is served by the preview's server to whoever has the data folder's console key. It uses the same interfaces as
//! everything else: the inbox of proposals, and the gate as each tenant's owner. It needs no build step, and runs only
//! its own scripts.

mod access;
mod agents;
mod answers;
mod calendar;
mod customers;
mod desk;
mod inbox;
mod lan;
mod orders;
mod owner_calls;
mod pages;
mod releases;
mod request;
mod today;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use tokio::sync::Semaphore;

use self::access::Key;
pub use self::lan::{behind_door, phone_address};
use crate::{
    error::Result,
    gate::proposals::Inbox,
    principal::{Allowance, Restrictions},
    store::Store,
};

/// The path of the console.
pub const PATH: &str = "/console";

/// The most pages with an open event stream; a further page must be reloaded to update.
const LISTENERS_MAX: usize = 16;

/// The state of the handlers.
#[derive(Clone)]
struct Console {
    store: Store,
    inbox: Inbox,
    key: Arc<Key>,
    /// A permit for each open event stream.
    listeners: Arc<Semaphore>,
    /// What a release may reach.
    allowance: Allowance,
    /// The restrictions of the installation, which apply to every agent.
    restrictions: Arc<Restrictions>,
}

/// The routes of the console, for the preview's server; empty if the folder's secret key is not available.
pub fn routes(store: Store, allowance: Allowance, restrictions: Restrictions) -> Router {
    let key = match Key::of(&store) {
        Ok(key) => Arc::new(key),
        Err(error) => {
            tracing::warn!(cause = error.cause(), "there is no console");
            return Router::new();
        }
    };
    let inbox = Inbox::new(store.clone(), allowance.clone());
    let listeners = Arc::new(Semaphore::new(LISTENERS_MAX));
    let restrictions = Arc::new(restrictions);
    let console = Console { store, inbox, key, listeners, allowance, restrictions };
    Router::new()
        .route(PATH, get(pages::console))
        .route("/console/today", get(today::page))
        .route("/console/inbox", get(inbox::page).post(inbox::update))
        .route("/console/calendar", get(calendar::page).post(calendar::update))
        .route("/console/customers", get(customers::page).post(customers::update))
        .route("/console/orders", get(orders::page).post(orders::update))
        .route("/console/assets/{name}", get(pages::asset))
        .route("/console/events", get(pages::events))
        .route("/console/decide/{tenant}/{which}", get(pages::decide))
        .route("/console/api/state", get(answers::state))
        .route("/console/api/decision", get(answers::decision))
        .route("/console/api/approve", post(answers::approve))
        .route("/console/api/reject", post(answers::reject))
        .route("/console/api/undo", post(answers::undo))
        .route("/console/api/releases", get(releases::state))
        .route("/console/api/release", post(releases::release))
        .route("/console/look/{tenant}/{proposal}/{side}", get(pages::look))
        .with_state(console)
}

/// The address that opens the console, with its key, for a server at `base`.
///
/// # Errors
/// If the key file can be neither read nor created.
pub fn address(store: &Store, base: &str) -> Result<String> {
    Ok(format!("{base}{PATH}?key={}", Key::of(store)?.text()))
}
