//! Targets, as people set them up: adding, listing and removing them.

mod bucket;

use std::path::Path;

use super::place;
use crate::{
    error::{Code, Error, Result},
    id::TargetId,
    release::{
        settings::Settings,
        store::{self, Hosted, hosted},
    },
    store::{
        Store, TenantRead, TenantWrite,
        due::RELEASE,
        entity::{NewTarget, TargetRow},
    },
    tools::host,
    value::WebAddress,
};

/// The most targets of a tenant.
const TARGETS_MAX: usize = 20;

/// The kinds of targets that a person can add.
pub const KINDS: [&str; 6] = ["folder", "zip", "git", "netlify", "s3", "host"];

/// A target that somebody wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub name: String,
    pub kind: String,
    /// The folder, the file, the repository, the site or the bucket.
    pub place: Option<String>,
    pub branch: Option<String>,
    /// Of a bucket.
    pub region: Option<String>,
    pub endpoint: Option<String>,
    pub address: Option<String>,
    pub domain: Option<String>,
}

/// A target, as lists show it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: TargetId,
    pub name: String,
    pub kind: String,
    pub place: String,
    /// The number of the release that is public there.
    pub release: Option<i64>,
}

impl Wanted {
    /// Refuses what cannot be a target.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, in words for the person.
    pub fn check(&self) -> Result<()> {
        self.settings().map(|_| ())
    }

    /// The settings, checked.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, in words for the person.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let address = self.address.as_deref().map(origin).transpose()?;
        let settings = Settings { address, ..Settings::default() };
        match self.kind.as_str() {
            "folder" | "zip" => self.on_disk(settings),
            "git" => self.in_git(settings),
            "netlify" => {
                let example =
                    "deskhand target add web netlify 3970e0fe-8564-4903-9a55-c5f8de49fb8b";
                let site = self.place("the id of a site", example)?;
                refuse_site(site)?;
                Ok(Settings { site: Some(site.to_owned()), ..settings })
            }
            "s3" => {
                let example = "deskhand target add web s3 my-bucket --region eu-central-1";
                let place = self.place("a bucket", example)?;
                let (region, endpoint) = (self.region.as_deref(), self.endpoint.as_deref());
                Ok(Settings {
                    bucket: Some(bucket::settings(place, region, endpoint)?),
                    ..settings
                })
            }
            "host" => self.of_host(settings),
            kind => Err(invalid(
                format!("there are no targets of the kind `{kind}`"),
                "the kinds are folder, zip, git, netlify, s3 and host",
            )),
        }
    }

    fn on_disk(&self, settings: Settings) -> Result<Settings> {
        let place = self.place("a path", "deskhand target add web folder /var/www/studio")?;
        let path = std::path::absolute(place).map_err(|error| {
            invalid(format!("`{place}` is no path"), "name a folder").caused_by(error)
        })?;
        refuse_wide(&path)?;
        Ok(Settings { path: Some(path.display().to_string()), ..settings })
    }

    fn in_git(&self, settings: Settings) -> Result<Settings> {
        let example =
            "deskhand target add pages git https://github.com/studio/site.git --branch gh-pages";
        let remote = self.place("a repository", example)?;
        refuse_remote(remote)?;
        let branch = self.branch.as_deref().unwrap_or("main");
        refuse_branch(branch)?;
        let (remote, branch) = (Some(remote.to_owned()), Some(branch.to_owned()));
        Ok(Settings { remote, branch, ..settings })
    }

    fn of_host(&self, settings: Settings) -> Result<Settings> {
        let example = "deskhand target add public host --domain studio.example";
        let domain = self.domain.as_deref().ok_or_else(|| self.needs("a domain", example))?;
        let domain = host::parse(domain)?;
        if domain.contains([':', '[']) || !domain.contains('.') {
            return Err(invalid(format!("`{domain}` is no domain"), example));
        }
        Ok(Settings { domain: Some(domain), ..settings })
    }

    fn place(&self, what: &str, example: &str) -> Result<&str> {
        self.place.as_deref().ok_or_else(|| self.needs(what, example))
    }

    fn needs(&self, what: &str, example: &str) -> Error {
        invalid(format!("a target of the kind {} needs {what}", self.kind), example)
    }
}

fn invalid(sentence: String, next: &str) -> Error {
    Error::new(Code::ArgumentInvalid, sentence).suggest(next.to_owned())
}

/// Scheme and host of an address, without a slash at its end.
fn origin(address: &str) -> Result<String> {
    let invalid = || {
        Error::new(Code::ArgumentInvalid, format!("`{address}` is no address of a whole site"))
            .suggest("write scheme and host alone, such as https://studio.example")
    };
    let parsed = WebAddress::parse(address).map_err(|_| invalid())?;
    let parsed = parsed.trim_end_matches('/').to_owned();
    let host = parsed.split_once("://").map_or("", |(_, host)| host);
    let is_plain = !host.is_empty() && !host.contains(['/', '?', '#', '@']);
    if is_plain { Ok(parsed) } else { Err(invalid()) }
}

/// Refuses folders that are somebody's, whole: a root, a home.
fn refuse_wide(path: &Path) -> Result<()> {
    let steps = path.components().filter(|step| matches!(step, std::path::Component::Normal(_)));
    if steps.count() >= 2 {
        return Ok(());
    }
    let sentence =
        format!("{} is too wide for a site: a release replaces what is in it", path.display());
    Err(Error::new(Code::ArgumentInvalid, sentence)
        .suggest("name a folder of its own, such as /var/www/studio"))
}

fn refuse_remote(remote: &str) -> Result<()> {
    let invalid = |what: &str| {
        Error::new(Code::ArgumentInvalid, what.to_owned()).suggest(
            "write https://github.com/studio/site.git, git@github.com:studio/site.git or a path; \
             a key goes in with deskhand target token NAME",
        )
    };
    // What begins with - is an option to the programs that git starts.
    if remote.starts_with('-') || ["//-", "@-"].iter().any(|host| remote.contains(host)) {
        return Err(invalid("that is no address of a git repository"));
    }
    if let Some((scheme, rest)) = remote.split_once("://") {
        let place = rest.split('/').next().unwrap_or_default();
        if !["https", "http", "ssh", "git", "file"].contains(&scheme) {
            return Err(invalid("that is no address of a git repository"));
        }
        if scheme.starts_with("http") && place.contains('@') {
            return Err(invalid("the address has a key or a name in it, which logs would show"));
        }
    } else if remote.contains("::") || remote.trim().is_empty() {
        return Err(invalid("that is no address of a git repository"));
    }
    Ok(())
}

fn refuse_site(site: &str) -> Result<()> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if !site.is_empty() && site.chars().all(is_letter) && !site.starts_with('.') {
        return Ok(());
    }
    Err(Error::new(Code::ArgumentInvalid, format!("`{site}` is no id of a site at Netlify"))
        .suggest("it stands at Netlify under Site configuration as “Site ID”; its name.netlify.app will do"))
}

fn refuse_branch(branch: &str) -> Result<()> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let is_plain = !branch.is_empty() && branch.chars().all(is_letter);
    if is_plain && !branch.starts_with(['-', '/', '.']) && !branch.contains("..") {
        return Ok(());
    }
    Err(Error::new(Code::ArgumentInvalid, format!("`{branch}` is no name of a branch"))
        .suggest("such as main or gh-pages"))
}

/// Adds a target.
///
/// # Errors
/// `NAME_TAKEN`, `ARGUMENT_INVALID`.
pub fn add(db: &mut TenantWrite<'_>, wanted: &Wanted) -> Result<()> {
    let settings = wanted.settings()?;
    let all = store::targets(db)?;
    if all.iter().any(|known| known.name == wanted.name) {
        let sentence = format!("there is a target `{}` already", wanted.name);
        return Err(Error::new(Code::NameTaken, sentence)
            .suggest("remove it first with deskhand target remove, or choose another name"));
    }
    if all.len() >= TARGETS_MAX {
        let full = format!("there are {TARGETS_MAX} targets already");
        return Err(
            Error::new(Code::ArgumentInvalid, full).suggest("remove one that is not needed")
        );
    }
    let (name, kind) = (wanted.name.clone(), wanted.kind.clone());
    NewTarget { id: TargetId::new(), name, kind, settings: settings.stored()? }.insert(db)
}

/// Removes a target; what is public there stays where it is.
///
/// # Errors
/// `TARGET_NOT_FOUND`.
pub fn remove(db: &mut TenantWrite<'_>, name: &str) -> Result<()> {
    let target = require(db, name)?;
    db.not_due(RELEASE, &target.id.to_string())?;
    target.delete(db)
}

/// The targets, with what is public at each.
///
/// # Errors
/// Those of the store.
pub fn all(db: &TenantRead<'_>) -> Result<Vec<Shown>> {
    let shown = |target: TargetRow| {
        let release = store::current(db, &target)?.map(|release| release.number);
        let place = place::listed(db, &target)?;
        Ok(Shown { id: target.id, name: target.name, kind: target.kind, place, release })
    };
    store::targets(db)?.into_iter().map(shown).collect()
}

/// Whether there is a target of that name that takes a key.
///
/// # Errors
/// `TARGET_NOT_FOUND`, `ARGUMENT_INVALID` for a target without keys.
pub fn takes_key(db: &TenantRead<'_>, name: &str) -> Result<()> {
    let kind = require(db, name)?.kind;
    if ["git", "s3"].contains(&&*kind) {
        return Ok(());
    }
    if kind == "netlify" {
        return Err(Error::new(
            Code::ArgumentInvalid,
            "the key of Netlify is for all of its sites",
        )
        .suggest("deskhand integration connect netlify"));
    }
    Err(Error::new(Code::ArgumentInvalid, format!("the target `{name}` needs no key"))
        .suggest("deskhand target list shows of which kind each is"))
}

fn require(db: &TenantRead<'_>, name: &str) -> Result<TargetRow> {
    store::target(db, name)?.ok_or_else(|| {
        Error::new(Code::TargetNotFound, format!("there is no target `{name}`"))
            .suggest("deskhand target list shows those that there are")
    })
}

/// Refuses a domain that another tenant has, which the sentence does not name.
///
/// # Errors
/// `NAME_TAKEN`.
pub fn refuse_taken(store: &Store, tenant: &str, wanted: &Wanted) -> Result<()> {
    let settings = wanted.settings()?;
    let taken = |what: String| {
        Error::new(Code::NameTaken, format!("{what} belongs to another business of this desk"))
            .suggest("remove it there first, or choose another one")
    };
    if let Some(domain) = settings.domain {
        // A domain goes with the one that has www in front: either leads to the other.
        let bare = |domain: &str| domain.strip_prefix("www.").unwrap_or(domain).to_owned();
        let is_it = |known: &Hosted| bare(&known.domain) == bare(&domain);
        if hosted(store)?.iter().any(|known| is_it(known) && known.tenant.name != tenant) {
            return Err(taken(format!("the domain {domain}")));
        }
    }
    for kind in ["netlify", "s3"] {
        for (owner, known, _) in store.targets_of_kind(kind)? {
            let known: Settings = serde_json::from_str(&known).map_err(Error::internal)?;
            let is_same_site = settings.site.is_some() && settings.site == known.site;
            let is_same_bucket = settings.bucket.as_ref().zip(known.bucket.as_ref());
            let is_same_bucket = is_same_bucket.is_some_and(|(one, other)| one.overlaps(other));
            if owner.name != tenant && (is_same_site || is_same_bucket) {
                return Err(taken("it".to_owned()));
            }
        }
    }
    let Some(path) = settings.path else { return Ok(()) };
    for kind in ["folder", "zip"] {
        for (owner, known, _) in store.targets_of_kind(kind)? {
            let known: Settings = serde_json::from_str(&known).map_err(Error::internal)?;
            let Some(known) = known.path.filter(|_| owner.name != tenant) else { continue };
            let (path, known) = (Path::new(&path), Path::new(&known));
            if path.starts_with(known) || known.starts_with(path) {
                return Err(taken(path.display().to_string()));
            }
        }
    }
    Ok(())
}
