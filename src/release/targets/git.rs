//! A branch of a git repository, as GitHub Pages and GitLab Pages take a site. Each release is a commit on top of what
//! is there, so that nothing of anybody's is lost; going back commits the files of before.
//!
//! The installed git does it. A token goes to it in its environment, never in an argument or an address, which other
//! programs and logs can see.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Delivery, Repository};
use crate::{
    error::{Code, Error, Result},
    release::blobs::full,
};

/// Git of the repository in our own folder, which has the objects of releases before.
struct Git<'g> {
    folder: PathBuf,
    repository: &'g Repository,
}

pub(super) fn deliver(to: &Repository, id: &str, delivery: &Delivery<'_>) -> Result<String> {
    let git = Git { folder: delivery.work.join("git").join(id), repository: to };
    if !git.folder.join("HEAD").is_file() {
        fs::create_dir_all(&git.folder).map_err(full)?;
        git.run(&["init", "--quiet", "--bare"], "")?;
    }
    let tip = git.tip()?;
    let tree = git.tree(delivery)?;
    let is_there = match &tip {
        Some(tip) => git.run(&["rev-parse", &format!("{tip}^{{tree}}")], "")?.trim() == tree,
        None => false,
    };
    if !is_there {
        let message = format!("Release {}\n", delivery.number);
        let mut arguments = vec!["commit-tree", &tree];
        if let Some(tip) = &tip {
            arguments.extend(["-p", tip]);
        }
        let commit = git.run(&arguments, &message)?;
        let refspec = format!("{}:refs/heads/{}", commit.trim(), to.branch);
        // Without force: what somebody has pushed meanwhile stays, and this is refused.
        git.run(&["push", "--quiet", "--", &to.remote, &refspec], "")?;
    }
    Ok(format!("branch {} of {}", to.branch, to.remote))
}

impl Git<'_> {
    /// The commit at the end of the branch; `None` without a branch.
    fn tip(&self) -> Result<Option<String>> {
        let Repository { remote, branch, .. } = self.repository;
        let head = format!("refs/heads/{branch}");
        let listed = self.run(&["ls-remote", "--", remote, &head], "")?;
        let Some(tip) = listed.split_whitespace().next().map(str::to_owned) else {
            return Ok(None);
        };
        self.run(&["fetch", "--quiet", "--no-tags", "--depth=1", "--", remote, &head], "")?;
        Ok(Some(tip))
    }

    /// The files of a release as a tree.
    fn tree(&self, delivery: &Delivery<'_>) -> Result<String> {
        let mut entries: Vec<(String, PathBuf)> = delivery
            .files
            .iter()
            .map(|file| (file.path.clone(), delivery.blobs.place(&file.sha256, "")))
            .collect();
        // GitHub would leave out what begins with an underscore, and wants to know the domain.
        let own = [(".nojekyll", Some(String::new())), ("CNAME", self.repository.host.clone())];
        for (name, text) in own {
            let Some(text) = text else { continue };
            let file = self.folder.join(format!("own-{}", name.trim_start_matches('.')));
            fs::write(&file, if text.is_empty() { text } else { format!("{text}\n") })
                .map_err(full)?;
            entries.push((name.to_owned(), file));
        }
        let paths: Vec<String> = entries.iter().map(|(_, at)| at.display().to_string()).collect();
        let paths = format!("{}\n", paths.join("\n"));
        let ids = self.run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &paths)?;
        let lines = entries.iter().zip(ids.lines());
        let index: Vec<String> =
            lines.map(|((path, _), id)| format!("100644 {id}\t{path}\n")).collect();
        let _ = fs::remove_file(self.index());
        self.run(&["update-index", "--index-info"], &index.concat())?;
        Ok(self.run(&["write-tree"], "")?.trim().to_owned())
    }

    fn index(&self) -> PathBuf {
        self.folder.join("release-index")
    }

    /// Runs git and gives what it prints.
    fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.folder).args(arguments);
        self.environment(&mut command);
        // From a file: git that answers while it is still being told would wait for us, and we for it.
        let told = self.folder.join("told");
        fs::write(&told, input).map_err(full)?;
        command.stdin(File::open(&told).map_err(full)?);
        let output = command.output().map_err(|cause| {
            let why = if cause.kind() == ErrorKind::NotFound {
                "git is not installed on this computer"
            } else {
                "git could not be started"
            };
            Error::new(Code::TargetRefused, format!("{why}; nothing was made public"))
                .suggest("install git, or add a target of another kind: deskhand target add")
                .caused_by(cause)
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(failure(arguments, &String::from_utf8_lossy(&output.stderr)))
    }

    fn environment(&self, command: &mut Command) {
        // Nobody is there to be asked, and nobody waits for a server that has gone silent.
        command
            .env("GIT_ASKPASS", "")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CONFIG_GLOBAL", null()).env("GIT_INDEX_FILE", self.index());
        command
            .env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20")
            .env("LC_ALL", "C");
        for (name, value) in [("NAME", "deskhand"), ("EMAIL", "deskhand@localhost")] {
            command.env(format!("GIT_AUTHOR_{name}"), value);
            command.env(format!("GIT_COMMITTER_{name}"), value);
        }
        let mut settings = vec![
            ("protocol.ext.allow".to_owned(), "never".to_owned()),
            ("http.followRedirects".to_owned(), "false".to_owned()),
            ("http.lowSpeedLimit".to_owned(), "1000".to_owned()),
            ("http.lowSpeedTime".to_owned(), "30".to_owned()),
        ];
        if let Some(token) = &self.repository.token {
            let coded = STANDARD.encode(format!("x-access-token:{token}"));
            settings.push(("http.extraHeader".to_owned(), format!("Authorization: Basic {coded}")));
        }
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (at, (key, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{at}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
    }
}

/// What git has said, for people.
fn failure(arguments: &[&str], said: &str) -> Error {
    let small = said.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| small.contains(part));
    let (code, why, next) = if has(&[
        "authentication",
        "could not read username",
        "permission denied",
        "403",
        "401",
    ]) {
        (
            Code::KeyRefused,
            "the repository does not take the key",
            "the operator gives a new one: deskhand target token NAME",
        )
    } else if has(&["rejected", "non-fast-forward", "fetch first", "stale info"]) {
        (
            Code::ReleaseRunning,
            "somebody else has pushed to the branch meanwhile, or the repository refuses the push",
            "try again; if it is refused again, look at the rules of the branch",
        )
    } else {
        (
            Code::OutsideUnreachable,
            "the repository cannot be reached",
            "check its address with deskhand target list, and whether this computer is online",
        )
    };
    let what = arguments.first().copied().unwrap_or_default();
    Error::new(code, format!("{why}; what was public still is"))
        .suggest(next)
        .caused_by(format!("git {what}: {}", said.trim()))
}

/// A file without settings.
fn null() -> &'static Path {
    Path::new(if cfg!(windows) { "NUL" } else { "/dev/null" })
}
