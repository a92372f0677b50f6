//! Puts texts that changed to the embedding service, a batch at a time, and keeps what comes back.
//!
//! What waits is what has no vector yet, so nothing is listed twice and nothing is forgotten: whoever dies at a batch
//! has kept nothing of it. A text that changed while the service thought is asked for again. Nothing leaves where the
//! operator has not connected the service, and nothing more once it is disconnected.

use super::DEADLINE;
use crate::{
    error::Result,
    principal::Caller,
    store::{Deadline, Store, TenantWrite},
};

/// So many texts are sent at once: few enough that a model on a small computer is done within the lease.
const BATCH: usize = 32;

/// Has a batch of texts put into numbers. Returns whether it was this process that did it.
pub(super) async fn embed(
    store: &Store,
    who: &Caller,
    claim: impl FnOnce(&mut TenantWrite<'_>) -> Result<bool> + Send + 'static,
) -> Result<bool> {
    let services = &who.policy.allowance.services;
    // Where no model is named, nothing is to be done until a launch that has one catches up.
    let Some(model) = services.meaning_model().map(str::to_owned) else {
        return store.write(who, &Deadline::of(DEADLINE), claim).await;
    };
    let wanted = model.clone();
    let things = store.read(who, |db| {
        if db.may_ask_for_meaning()? { db.unembedded(&wanted, BATCH) } else { Ok(Vec::new()) }
    })?;
    let asked: Vec<&str> =
        things.iter().map(|thing| thing.text.as_str()).filter(|text| !text.is_empty()).collect();
    let vectors = match asked.as_slice() {
        [] => Vec::new(),
        texts => services.meaning_of_texts(&who.principal.tenant.name, texts).await?,
    };
    let keep = move |db: &mut TenantWrite<'_>| {
        if !claim(db)? {
            return Ok(false);
        }
        if db.may_ask_for_meaning()? {
            db.keep_meanings(&things, &model, vectors)?;
        }
        Ok(true)
    };
    store.write(who, &Deadline::of(DEADLINE), keep).await
}

/// Has texts put to the service that no change has brought there.
pub(super) async fn catch_up(store: &Store, who: &Caller) -> Result<()> {
    let Some(model) = who.policy.allowance.services.meaning_model() else { return Ok(()) };
    let is_behind = store
        .read(who, |db| Ok(db.may_ask_for_meaning()? && !db.unembedded(model, 1)?.is_empty()))?;
    if !is_behind {
        return Ok(());
    }
    store.write(who, &Deadline::of(DEADLINE), |db: &mut TenantWrite<'_>| db.want_meaning()).await
}
