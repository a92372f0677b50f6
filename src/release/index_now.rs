//! Tells search engines which addresses of a site have changed with a release, where the operator wants that:
//! <https://www.indexnow.org/documentation>.
//!
//! Whoever may say so proves it with a file of the site, which the release has. Only addresses of its sitemap are told,
//! and those that were in the one before and are gone: what is not to be found is not named. It is told a while after
//! the release, because some places show new files late; telling it twice does no harm.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::ReleaseId,
    principal::Caller,
    release::{
        blobs::{Blobs, digest},
        store::{self, ReleaseFile},
    },
    store::{
        Deadline, Store, TenantRead, TenantWrite,
        due::INDEX_NOW,
        entity::{ReleaseRow, Select, select},
    },
};

/// How long after a release, in milliseconds.
const LATER_MS: i64 = 60_000;

/// The characters of a key.
const KEY_LENGTH: usize = 32;

/// The limit of the transaction that ends it.
const DEADLINE: Duration = Duration::from_secs(5);

/// The most addresses that are told at once, as the protocol says.
const ADDRESSES_MAX: usize = 10_000;

/// What is told.
#[derive(Debug, PartialEq, Eq)]
struct Announcement {
    /// Scheme and host.
    root: String,
    key: String,
    addresses: Vec<String>,
}

/// The key of the tenant, whose file a release has where this is on; `None` where it is off.
pub(crate) fn key(db: &TenantRead<'_>) -> Result<Option<String>> {
    if !db.connected()?.iter().any(|name| name == INDEX_NOW) {
        return Ok(None);
    }
    let mut own = b"deskhand indexnow 1".to_vec();
    own.extend(db.who().tenant.id.to_string().bytes());
    own.extend(db.secret()?);
    let key = digest(&own);
    Ok(key.get(..KEY_LENGTH).map(str::to_owned))
}

/// Has it told what is different since the release before, a while after this one is public.
pub(crate) fn announce(db: &mut TenantWrite<'_>, release: ReleaseId, address: &str) -> Result<()> {
    if address.is_empty() || key(db)?.is_none() {
        return Ok(());
    }
    db.due(INDEX_NOW, &release.to_string(), Time(clock::now().0.saturating_add(LATER_MS)))
}

/// Tells it. Returns whether it was this process that did it.
pub(crate) async fn tell(
    store: &Store,
    who: &Caller,
    release: &str,
    claim: impl FnOnce(&mut TenantWrite<'_>) -> Result<bool> + Send + 'static,
) -> Result<bool> {
    let release: ReleaseId = release.parse().map_err(Error::internal)?;
    if let Some(said) = store.read(who, |db| announcement(db, release))? {
        let services = std::sync::Arc::clone(&who.policy.allowance.services);
        let Announcement { root, key, addresses } = &said;
        let tenant = &who.principal.tenant.name;
        services.tell_index_now(tenant, (root, key), addresses).await?;
    }
    store.write(who, &Deadline::of(DEADLINE), claim).await
}

/// What is told of a release; `None` where nothing is, or no longer.
fn announcement(db: &TenantRead<'_>, id: ReleaseId) -> Result<Option<Announcement>> {
    const BESIDE: Select<ReleaseRow> = select!(
        ReleaseRow,
        "id <> :id AND address = :address AND made_at IS NOT NULL ORDER BY number DESC LIMIT 1"
    );
    let (Some(key), Some(release)) = (key(db)?, ReleaseRow::by_id(db, id)?) else {
        return Ok(None);
    };
    let is_public = store::targets(db)?.iter().any(|it| it.current_release_id == Some(id));
    if !is_public {
        return Ok(None);
    }
    let beside = [(":id", id.into()), (":address", (&release.address).into())];
    let before = db.row(&BESIDE, &beside)?;
    let before = before.map_or(Ok(Vec::new()), |it| store::files(db, it.id))?;
    let after = store::files(db, id)?;
    let blobs = Blobs::new(db.releases_folder());
    let (old, new) = (listed(&before, &blobs)?, listed(&after, &blobs)?);
    let addresses = changed(&release.address, (&before, &old), (&after, &new));
    let root = release.address;
    Ok((!addresses.is_empty()).then_some(Announcement { root, key, addresses }))
}

/// The addresses in the sitemaps of a release.
fn listed(files: &[ReleaseFile], blobs: &Blobs) -> Result<BTreeSet<String>> {
    let is_sitemap = |file: &&ReleaseFile| {
        file.path.starts_with("sitemap") && file.content_type.starts_with("application/xml")
    };
    let mut found = BTreeSet::new();
    for file in files.iter().filter(is_sitemap) {
        let text = blobs.read(&file.sha256)?;
        let text = String::from_utf8_lossy(&text);
        let places = text.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
        found.extend(places.map(|place| place.replace("&amp;", "&")));
    }
    Ok(found)
}

/// What is new or other in the second, and what is gone of the first.
fn changed(
    root: &str,
    (before, old): (&[ReleaseFile], &BTreeSet<String>),
    (after, new): (&[ReleaseFile], &BTreeSet<String>),
) -> Vec<String> {
    let pages = |files: &[ReleaseFile]| -> BTreeMap<String, String> {
        let page = |file: &ReleaseFile| {
            let path = file.path.strip_suffix("index.html")?;
            Some((format!("{root}/{path}"), file.sha256.clone()))
        };
        files.iter().filter_map(page).collect()
    };
    let (before, after) = (pages(before), pages(after));
    let bare = |address: &str| address.trim_end_matches('/').to_owned();
    let known = |listed: &BTreeSet<String>| -> BTreeSet<String> {
        listed.iter().map(|address| bare(address)).collect()
    };
    let (old, new) = (known(old), known(new));
    let is_other = |(address, digest): &(&String, &String)| {
        new.contains(&bare(address)) && before.get(*address) != Some(*digest)
    };
    let is_gone = |address: &&String| old.contains(&bare(address)) && !new.contains(&bare(address));
    let changed = after.iter().filter(is_other).map(|(address, _)| address);
    let gone = before.keys().filter(is_gone);
    changed.chain(gone).take(ADDRESSES_MAX).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(of: &[(&str, &str)]) -> Vec<ReleaseFile> {
        let file = |(path, sha256): &(&str, &str)| ReleaseFile {
            path: (*path).to_owned(),
            sha256: (*sha256).to_owned(),
            bytes: 1,
            content_type: "text/html".to_owned(),
            gzip_bytes: None,
            brotli_bytes: None,
        };
        of.iter().map(file).collect()
    }

    #[test]
    fn what_is_new_other_or_gone_is_told_and_what_is_not_to_be_found_is_not() {
        let listed =
            |of: &[&str]| -> BTreeSet<String> { of.iter().map(|it| (*it).to_owned()).collect() };
        let root = "https://studio.example";
        let before = files(&[
            ("index.html", "1"),
            ("about/index.html", "1"),
            ("gone/index.html", "1"),
            ("secret/index.html", "1"),
            ("hidden/index.html", "1"),
            ("404.html", "1"),
        ]);
        let old = listed(&[
            "https://studio.example/",
            "https://studio.example/about/",
            "https://studio.example/gone/",
            "https://studio.example/hidden/",
        ]);
        let after = files(&[
            ("index.html", "2"),
            ("about/index.html", "1"),
            ("new/index.html", "1"),
            ("secret/index.html", "2"),
            ("hidden/index.html", "2"),
            ("404.html", "2"),
            ("site.css", "2"),
        ]);
        let new = listed(&[
            "https://studio.example/",
            "https://studio.example/about",
            "https://studio.example/new/",
        ]);
        assert_eq!(
            changed(root, (&before, &old), (&after, &new)),
            [
                "https://studio.example/",
                "https://studio.example/new/",
                "https://studio.example/gone/",
                // No longer to be found.
                "https://studio.example/hidden/",
            ]
        );
        assert!(changed(root, (&after, &new), (&after, &new)).is_empty());
        assert_eq!(changed(root, (&[], &listed(&[])), (&after, &new)).len(), 3);
    }
}
