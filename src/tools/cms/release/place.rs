//! A target as a release reaches it, and where people find the site.

use std::path::{Path, PathBuf};

use crate::{
    error::{Code, Error, Result},
    release::{
        settings::Settings,
        targets::{Kind, Place, Repository},
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
    let place = match address(&settings) {
        address if !address.is_empty() => address,
        _ => match (settings.path, settings.remote) {
            (Some(path), _) => path,
            (None, Some(remote)) => remote,
            (None, None) => db.site_folder().display().to_string(),
        },
    };
    Ok(place)
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
        kind => {
            let sentence = format!("targets of the kind {kind} are not known to this version");
            return Err(Error::new(Code::TargetRefused, sentence)
                .suggest("use the version that has added it, or another target"));
        }
    };
    Ok(Place { id: target.id.to_string(), kind })
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
