//! A target as a release reaches it, and where people find the site.

use std::path::{Path, PathBuf};

use crate::{
    error::{Code, Error, Result},
    integration::NETLIFY,
    outbound::Failure,
    release::{
        settings::Settings,
        targets::{Bucket, Kind, NetlifySite, Place, Repository, UPLOAD_CAPS},
    },
    store::{TenantRead, entity::TargetRow},
};

/// Scheme and host of the site at a target; empty where none is known.
pub(super) fn address(settings: &Settings) -> String {
    match (&settings.address, &settings.domain) {
        (Some(address), _) => address.trim_end_matches('/').to_owned(),
        (None, Some(domain)) => format!("https://{domain}"),
        (None, None) => String::new(),
    }
}

/// Whether what visitors send is received there: by `deskhand host`, and nowhere else.
pub(super) fn receives_forms(settings: &Settings) -> bool {
    settings.domain.is_some()
}

/// Where the release is, for people.
pub(super) fn shown(db: &TenantRead<'_>, target: &TargetRow) -> Result<String> {
    let settings = Settings::of(target)?;
    Ok(match address(&settings) {
        address if address.is_empty() => stored(db, settings),
        address => address,
    })
}

/// The same for whoever sets targets up: also what keeps the files.
pub(super) fn listed(db: &TenantRead<'_>, target: &TargetRow) -> Result<String> {
    let settings = Settings::of(target)?;
    let address = address(&settings);
    if address.is_empty() || settings.domain.is_some() {
        return shown(db, target);
    }
    Ok(format!("{address} ({})", stored(db, settings)))
}

/// What keeps the files.
fn stored(db: &TenantRead<'_>, settings: Settings) -> String {
    let site = settings.site.map(|site| format!("site {site} at Netlify"));
    let bucket = settings.bucket.map(|it| {
        let slash = if it.prefix.is_empty() { "" } else { "/" };
        format!("{}/{}{slash}{}", it.endpoint, it.name, it.prefix)
    });
    let known = settings.path.or(settings.remote).or(site).or(bucket);
    known.unwrap_or_else(|| db.site_folder().display().to_string())
}

/// What is missing for people to find the site at the target; `None` if nothing is.
pub(super) fn missing(target: &TargetRow) -> Result<Option<String>> {
    let settings = Settings::of(target)?;
    let next = "the operator adds a target with a public address: deskhand target add";
    Ok(match target.kind.as_str() {
        "folder" | "zip" if settings.address.is_none() => Some(format!(
            "The files are on this computer alone, so nobody on the internet can see them yet. \
             To change that, {next}."
        )),
        "host" => Some("It is served while `deskhand host` runs and the domain leads to it.".to_owned()),
        _ if address(&settings).is_empty() => Some(
            "The address under which people find it is not known here, so there is no sitemap and no feed; \
             the operator sets it with deskhand target add --address."
                .to_owned(),
        ),
        _ => None,
    })
}

/// The target with all that is needed to reach it.
pub(super) fn of(db: &TenantRead<'_>, target: &TargetRow) -> Result<Place> {
    let settings = Settings::of(target)?;
    if let Some(path) = &settings.path {
        refuse_own(db, Path::new(path))?;
    }
    let path = || settings.path.clone().map_or_else(|| db.site_folder(), PathBuf::from);
    let kind = match target.kind.as_str() {
        "folder" => Kind::Folder(path()),
        "zip" => Kind::Zip(path()),
        "host" => Kind::Host { domain: settings.domain.clone().unwrap_or_default() },
        "git" => {
            let services = &db.policy().allowance.services;
            Kind::Git(Box::new(Repository {
                remote: settings.remote.clone().unwrap_or_default(),
                branch: settings.branch.clone().unwrap_or_else(|| "main".to_owned()),
                host: settings.address.as_deref().map(host).filter(|host| is_own(host)),
                token: services.target_token(&db.who().tenant.name, &target.name)?,
            }))
        }
        "netlify" => {
            let services = &db.policy().allowance.services;
            let api = services.provider(&NETLIFY, &db.who().tenant.name)?;
            let id = settings.site.clone().unwrap_or_default();
            Kind::Netlify(Box::new(NetlifySite { api, id }))
        }
        "s3" => Kind::S3(Box::new(bucket(db, target, &settings)?)),
        kind => {
            let sentence = format!("targets of the kind {kind} are not known to this version");
            return Err(Error::new(Code::TargetRefused, sentence)
                .suggest("use the version that has added it, or another target"));
        }
    };
    Ok(Place { id: target.id.to_string(), kind })
}

/// A bucket with its key.
fn bucket(db: &TenantRead<'_>, target: &TargetRow, settings: &Settings) -> Result<Bucket> {
    let services = &db.policy().allowance.services;
    let settings = settings.bucket.clone();
    let settings = settings.ok_or_else(|| Error::internal("a bucket without settings"))?;
    let key = services.target_token(&db.who().tenant.name, &target.name)?;
    let key = key.as_deref().and_then(|key| key.split_once(':'));
    let (id, secret) = key.ok_or_else(|| {
        let sentence = format!("the target {} has no access key", target.name);
        let next =
            format!("the operator gives one as ID:SECRET: deskhand target token {}", target.name);
        Error::new(Code::IntegrationKeyMissing, sentence).suggest(next)
    })?;
    let key = (id.to_owned(), secret.to_owned());
    let door = services.door().objects(&settings.endpoint, UPLOAD_CAPS);
    Ok(Bucket { door: door.map_err(Failure::into_error)?, settings, key })
}

/// Refuses the data folder, what is in it and what it is in: a release would replace the desk itself.
fn refuse_own(db: &TenantRead<'_>, path: &Path) -> Result<()> {
    let releases = db.releases_folder();
    let Some(data) = releases.ancestors().nth(2) else { return Ok(()) };
    let real = |path: &Path| {
        let known = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
        known.map_or_else(
            || path.to_owned(),
            |(above, real)| path.strip_prefix(above).map_or(real.clone(), |rest| real.join(rest)),
        )
    };
    let (path, data) = (real(path), real(data));
    if !path.starts_with(&data) && !data.starts_with(&path) {
        return Ok(());
    }
    let sentence = format!("{} is where deskhand keeps its own data", path.display());
    Err(Error::new(Code::TargetRefused, sentence)
        .suggest("the operator names a place of its own for the site: deskhand target add"))
}

fn host(address: &str) -> String {
    address
        .split("://")
        .last()
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default()
        .to_owned()
}

/// Whether GitHub has to be told of the domain: it is none of its own.
fn is_own(host: &str) -> bool {
    !host.is_empty() && !host.ends_with(".github.io") && !host.ends_with(".gitlab.io")
}
