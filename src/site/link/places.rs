//! Where everything is in a release. What has no place there is not linked: so a release has no dead link.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use percent_encoding::percent_decode_str;

/// The addresses of a release.
#[derive(Debug, Default)]
pub struct Places {
    /// By the path that content has for it, without slashes around it: `blog?page=2` is at `/blog/page/2/`.
    known: HashMap<String, String>,
    /// The names of all picture files that there are.
    uploads: HashSet<String>,
    used: Mutex<Used>,
}

/// What a release turned out to link to.
#[derive(Debug, Default)]
struct Used {
    uploads: BTreeSet<String>,
    files: BTreeSet<String>,
    dead: BTreeSet<String>,
}

impl Places {
    /// A release with these pictures, and nothing else yet.
    pub fn new(uploads: HashSet<String>) -> Places {
        Places { uploads, ..Places::default() }
    }

    /// Puts a page at an address of its own, which ends with a slash.
    pub fn add_page(&mut self, path: &str) {
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let part = query.strip_prefix("page=").map(|part| format!("page/{part}/"));
        let between = if place.is_empty() { "" } else { "/" };
        let address = format!("/{place}{between}{}", part.unwrap_or_default());
        self.known.insert(path.to_owned(), address);
    }

    /// Puts something at an address: a file, or what has moved.
    pub fn add(&mut self, path: &str, address: &str) {
        self.known.insert(path.to_owned(), address.to_owned());
    }

    /// Whether there is something at a path.
    pub fn has(&self, path: &str) -> bool {
        self.known.contains_key(path)
    }

    /// The address for a path, with what follows `?` and `#`; `None` if nothing is there.
    pub fn address(&self, path: &str) -> Option<String> {
        let (place, anchor) = path.split_at(path.find('#').unwrap_or(path.len()));
        let found = self.at(place.trim_matches('/')).or_else(|| {
            let (place, query) = place.split_once('?')?;
            Some(format!("{}?{query}", self.at(place.trim_matches('/'))?))
        });
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(found) = found else {
            used.dead.insert(format!("/{path}"));
            return None;
        };
        if let Some(name) = found.strip_prefix("/uploads/") {
            used.uploads.insert(name.to_owned());
        } else if let Some(file) = found.split('?').next().filter(|file| !file.ends_with('/')) {
            used.files.insert(file.to_owned());
        }
        Some(format!("{found}{anchor}"))
    }

    fn at(&self, place: &str) -> Option<String> {
        let decoded = percent_decode_str(place).decode_utf8_lossy();
        if let Some(name) = decoded.strip_prefix("uploads/") {
            return self.uploads.contains(name).then(|| format!("/{decoded}"));
        }
        let trimmed = |path: &str| path.trim_end_matches('/').to_owned();
        let known = self.known.get(place).or_else(|| self.known.get(&*decoded));
        known.or_else(|| self.known.get(&trimmed(&decoded))).cloned()
    }

    /// Notes an address that nobody but the computer with the desk can open.
    pub(super) fn refuse(&self, written: &str) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.dead.insert(written.to_owned());
    }

    /// The dead links since the last call.
    pub fn take_dead(&self) -> BTreeSet<String> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut used.dead)
    }

    /// The names of the pictures that something shows or leads to.
    pub fn used_uploads(&self) -> BTreeSet<String> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).uploads.clone()
    }

    /// The addresses of the other files that something uses.
    pub fn used_files(&self) -> BTreeSet<String> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).files.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_has_one_address_and_nothing_else_has_any() {
        let mut places = Places::new(HashSet::from(["abc-800.webp".to_owned()]));
        for page in ["", "about", "blog", "blog?page=2", "pt/café"] {
            places.add_page(page);
        }
        places.add("assets/site.css", "/assets/site.1234.css");
        for (written, address) in [
            ("", "/"),
            ("about", "/about/"),
            ("about/", "/about/"),
            ("about#team", "/about/#team"),
            ("about/?ref=1#team", "/about/?ref=1#team"),
            ("blog?page=2", "/blog/page/2/"),
            ("blog?page=2#x", "/blog/page/2/#x"),
            ("pt/caf%C3%A9", "/pt/café/"),
            ("uploads/abc-800.webp", "/uploads/abc-800.webp"),
            ("assets/site.css", "/assets/site.1234.css"),
        ] {
            assert_eq!(places.address(written).as_deref(), Some(address), "{written}");
        }
        assert!(places.take_dead().is_empty());
        for written in ["draft", "about/team", "uploads/gone.webp", "assets/preview.js", "blog/"] {
            assert_eq!(places.address(written).is_some(), written == "blog/", "{written}");
        }
        assert_eq!(places.take_dead().len(), 4);
        assert_eq!(places.used_uploads().len(), 1);
        assert_eq!(places.used_files(), BTreeSet::from(["/assets/site.1234.css".to_owned()]));
    }
}
