//! The things of a list as JSON text, one behind the other.

use serde::Serialize;
use serde_json::Value;

use super::{fitted, lean};
use crate::error::{Error, Result};

/// Things as JSON text, each without what is empty in it.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// All of them with commas between.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn of<T: Serialize>(things: &[T]) -> Result<Texts> {
        let (mut text, mut ends) = (Vec::new(), Vec::with_capacity(things.len()));
        for thing in things {
            if !ends.is_empty() {
                text.push(b',');
            }
            lean::write(&mut text, thing).map_err(Error::internal)?;
            ends.push(text.len());
        }
        Ok(Texts { text: String::from_utf8(text).map_err(Error::internal)?, ends })
    }

    /// All of them with commas between.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Keeps as many of the first as have at most so many bytes together, at least one.
    pub(crate) fn fit(&mut self, budget: usize) {
        let fitting = self.ends.partition_point(|end| *end <= budget).max(1);
        self.ends.truncate(fitting);
        self.text.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// Makes the only thing fit in itself; whether something had to be cut off.
    pub(crate) fn fit_lone(&mut self, budget: usize) -> Result<bool> {
        if self.ends.len() != 1 || self.text.len() <= budget {
            return Ok(false);
        }
        let whole: Value = serde_json::from_str(&self.text).map_err(Error::internal)?;
        let (fitting, is_cut) = fitted(whole, budget);
        self.text = fitting.to_string();
        self.ends = vec![self.text.len()];
        Ok(is_cut)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_many_as_fit_are_kept_and_always_one() {
        let all = || Texts::of(&[json!({ "a": 1 }), json!([]), json!("long text")]).unwrap();
        for (budget, kept) in [
            (0, r#"{"a":1}"#),
            (9, r#"{"a":1}"#),
            (10, r#"{"a":1},[]"#),
            (21, r#"{"a":1},[]"#),
            (22, r#"{"a":1},[],"long text""#),
        ] {
            let mut texts = all();
            texts.fit(budget);
            assert_eq!(texts.as_str(), kept, "{budget}");
            assert_eq!(texts.count(), kept.matches(',').count() + 1);
        }
        let mut none = Texts::of::<Value>(&[]).unwrap();
        none.fit(0);
        assert_eq!((none.as_str(), none.count()), ("", 0));
    }

    #[test]
    fn one_alone_is_cut_in_itself() {
        let thing = json!({ "id": "pg_1", "body": "x".repeat(1_000) });
        let mut lone = Texts::of(std::slice::from_ref(&thing)).unwrap();
        assert!(!lone.fit_lone(1_100).unwrap());
        assert!(lone.fit_lone(500).unwrap() && lone.as_str().len() <= 510, "{}", lone.as_str());
        assert!(lone.as_str().starts_with(r#"{"id":"pg_1","body":"xxx"#));
        let mut two = Texts::of(&[thing.clone(), thing]).unwrap();
        assert!(!two.fit_lone(500).unwrap());
    }
}
