//! What `serve` and `preview` serve to browsers of this machine and, where the operator allows it, to phones of its
//! network.

use std::sync::Arc;

use crate::{
    calendar,
    config::{self, Settings},
    console, forms,
    site::{
        load::StoreSite,
        preview::{Lan, PortChoice, Preview},
    },
    store::Store,
    webhooks,
};

/// Starts the preview with everything beside the sites. Must be called on a tokio runtime.
pub(super) fn start(settings: &Settings, store: &Store, port: PortChoice) -> Preview {
    let site = Arc::new(StoreSite::new(store.clone()));
    let allowance = settings.allowance.clone();
    let more = console::routes(store.clone(), allowance, settings.restrictions.clone())
        .merge(webhooks::routes(store.clone()))
        .merge(calendar::routes(store.clone()))
        .merge(forms::routes(
            store.clone(),
            "/{tenant}",
            forms::by_path(),
            forms::Limit::default(),
        ));
    let behind = store.clone();
    let lan = settings.lan.map(|choice| Lan {
        choice,
        find: config::lan_address,
        door: Arc::new(move |routes| console::behind_door(routes, &behind)),
    });
    Preview::start(&settings.folder, port, site, more, lan)
}
