//! Lists of codes with their English names, compiled in: which code is one, and which was probably meant.

/// A list, a line for each: the code, a blank, the name.
pub(super) struct Listed(&'static str);

/// The list in a text.
pub(super) const fn list(text: &'static str) -> Listed {
    Listed(text)
}

/// A name is less like what was given than this.
const LIKENESS_MIN: f64 = 0.85;

impl Listed {
    /// Every code with its name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        self.0.lines().filter_map(|line| line.split_once(' '))
    }

    /// The code, as it stands in the list, and its name.
    pub(super) fn find(&self, code: &str) -> Option<(&'static str, &'static str)> {
        self.all().find(|(known, _)| *known == code)
    }

    /// The code whose name is most like what was given, if one is like it at all.
    pub(super) fn nearest(&self, given: &str) -> Option<(&'static str, &'static str)> {
        let given = given.to_lowercase();
        let likeness = |name: &str| strsim::jaro_winkler(&given, &name.to_lowercase());
        let alike = self.all().map(|(code, name)| (likeness(name), (code, name)));
        let alike = alike.filter(|(likeness, _)| *likeness >= LIKENESS_MIN);
        // Of equals the first.
        let best = alike.fold(None, |best: Option<(f64, _)>, one| match best {
            Some(best) if best.0 >= one.0 => Some(best),
            _ => Some(one),
        });
        best.map(|(_, found)| found)
    }
}
