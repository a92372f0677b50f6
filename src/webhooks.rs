//! Webhooks: what outside services report over HTTP.
//!
//! A hook is a path of the preview's server that contains a secret. It reveals nothing, accepts one kind of event for
//! one tenant, and answers quickly. Without a valid secret the answer is the same as for any unknown path.

mod address;
mod queue;
mod whatsapp;

use axum::{Router, routing::post};

pub use self::address::whatsapp as whatsapp_path;
use crate::store::Store;

/// The routes of the hooks, for the preview's server. Must be called on a tokio runtime.
pub fn routes(store: Store) -> Router {
    Router::new()
        .route("/hooks/whatsapp/{secret}", post(whatsapp::receive))
        .with_state(whatsapp::Hook::new(store))
}
