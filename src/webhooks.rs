//! What others may tell this program over HTTP, at addresses that only they know.
//!
//! A hook is a path of the preview's server with a secret in it. It lets nothing be read, takes one kind of news
//! for one tenant, and answers before it could be missed; whoever has no good secret learns nothing.

mod address;
mod queue;
mod whatsapp;

use axum::{Router, routing::post};

pub use self::address::whatsapp as whatsapp_path;
use crate::store::Store;

/// The hooks, for the preview's server. Must be called on a tokio runtime.
pub fn routes(store: Store) -> Router {
    Router::new()
        .route("/hooks/whatsapp/{secret}", post(whatsapp::receive))
        .with_state(whatsapp::Hook::new(store))
}
