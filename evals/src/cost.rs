//! What a task costs an assistant, and what it cost before.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::session::Reply;

/// So many percent more is dearer.
const DEARER_PERCENT: usize = 10;

/// So many percent are noise, which no file is written anew for: times and rankings differ from run to run.
const NOISE_PERCENT: usize = 2;

/// What the calls of a task cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub calls: usize,
    /// Bytes of names and arguments, which the model writes.
    pub sent: usize,
    /// Bytes of answers, which the model reads.
    pub read: usize,
    /// Calls that were refused.
    pub errors: usize,
}

impl Cost {
    pub(crate) fn count(&mut self, reply: &Reply) {
        self.calls += 1;
        self.sent += reply.sent;
        self.read += reply.read;
        self.errors += usize::from(reply.error().is_some());
    }

    fn fields(&self) -> [(&'static str, usize); 4] {
        [
            ("calls", self.calls),
            ("bytes sent", self.sent),
            ("bytes read", self.read),
            ("errors", self.errors),
        ]
    }

    /// What of it is dearer than before, in words.
    fn dearer(&self, before: &Cost) -> Vec<String> {
        let pairs = self.fields().into_iter().zip(before.fields());
        let dearer =
            pairs.filter(|((_, now), (_, then))| now * 100 > then * (100 + DEARER_PERCENT));
        dearer.map(|((what, now), (_, then))| format!("{now} {what}, before {then}")).collect()
    }

    /// Whether it is the same but for noise.
    fn is_near(&self, before: &Cost) -> bool {
        let near = |now: usize, then: usize| now.abs_diff(then) * 100 <= then * NOISE_PERCENT;
        self.fields().into_iter().zip(before.fields()).all(|((_, now), (_, then))| near(now, then))
    }
}

/// What the reference of each task costs: `results/reference.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Results {
    /// Over all tasks.
    pub totals: Totals,
    pub tasks: BTreeMap<String, Cost>,
}

/// All tasks together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Totals {
    pub tasks: usize,
    pub calls: usize,
    pub errors: usize,
    pub median_calls: usize,
    pub median_bytes_read: usize,
}

impl Results {
    /// Of these costs.
    pub fn of(tasks: BTreeMap<String, Cost>) -> Results {
        let median = |field: fn(&Cost) -> usize| {
            let mut all: Vec<usize> = tasks.values().map(field).collect();
            all.sort_unstable();
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        let totals = Totals {
            tasks: tasks.len(),
            calls: tasks.values().map(|cost| cost.calls).sum(),
            errors: tasks.values().map(|cost| cost.errors).sum(),
            median_calls: median(|cost| cost.calls),
            median_bytes_read: median(|cost| cost.read),
        };
        Results { totals, tasks }
    }

    /// Those of a file.
    pub fn read(file: &Path) -> Result<Results> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
    }

    /// Writes them to a file. What differs from `before` by noise alone stays as it was.
    pub fn write(&self, file: &Path, before: &Results) -> Result<()> {
        let settled = self.tasks.iter().map(|(name, now)| {
            let then = before.tasks.get(name).filter(|then| now.is_near(then));
            (name.clone(), *then.unwrap_or(now))
        });
        let settled = Results::of(settled.collect());
        // A line for each task: what two branches add can be put together, and a difference read.
        let line = |(name, cost): (&String, &Cost)| {
            Ok(format!("    {}: {}", serde_json::to_string(name)?, serde_json::to_string(cost)?))
        };
        let lines: Vec<String> = settled.tasks.iter().map(line).collect::<Result<_>>()?;
        let (totals, lines) = (serde_json::to_string(&settled.totals)?, lines.join(",\n"));
        let text = format!("{{\n  \"totals\": {totals},\n  \"tasks\": {{\n{lines}\n  }}\n}}\n");
        Ok(fs::write(file, text)?)
    }

    /// What is dearer than before, or not in both: a sentence for each.
    pub fn faults(&self, before: &Results) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, now) in &self.tasks {
            match before.tasks.get(name) {
                Some(then) => faults.extend(
                    now.dearer(then).into_iter().map(|it| format!("{name} is dearer: {it}")),
                ),
                None => faults.push(format!("{name} is new: what it costs is in no file yet")),
            }
        }
        let gone = before.tasks.keys().filter(|name| !self.tasks.contains_key(*name));
        faults.extend(gone.map(|name| format!("{name} has costs in the file and was not done")));
        faults
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Cost, Results};

    fn results(tasks: &[(&str, Cost)]) -> Results {
        Results::of(tasks.iter().map(|(name, cost)| ((*name).to_owned(), *cost)).collect())
    }

    #[test]
    fn what_is_a_tenth_dearer_is_named() {
        let then = Cost { calls: 10, sent: 1000, read: 5000, errors: 0 };
        let before = results(&[("a", then)]);
        let faults = |now: Cost| results(&[("a", now)]).faults(&before);
        assert!(faults(then).is_empty());
        assert!(faults(Cost { calls: 11, sent: 1100, read: 5500, errors: 0 }).is_empty());
        assert!(faults(Cost { calls: 5, sent: 1, read: 1, errors: 0 }).is_empty());
        for (now, named) in [
            (Cost { calls: 12, ..then }, "12 calls, before 10"),
            (Cost { sent: 1101, ..then }, "1101 bytes sent"),
            (Cost { read: 5501, ..then }, "5501 bytes read"),
            (Cost { errors: 1, ..then }, "1 errors"),
        ] {
            let faults = faults(now);
            assert!(faults.len() == 1 && faults[0].contains(named), "{faults:?}");
        }
        assert!(results(&[("a", then), ("b", then)]).faults(&before)[0].contains("b is new"));
        assert!(results(&[]).faults(&before)[0].contains("a has costs"));
    }

    #[test]
    fn noise_changes_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("reference.json");
        let then = Cost { calls: 3, sent: 100, read: 1000, errors: 0 };
        let before = results(&[("a", then), ("b", then)]);
        let now =
            results(&[("a", Cost { read: 1015, ..then }), ("b", Cost { read: 1100, ..then })]);
        now.write(&file, &before).unwrap();
        let written = Results::read(&file).unwrap();
        let want = BTreeMap::from([("a", 1000), ("b", 1100)]);
        assert_eq!(
            written
                .tasks
                .iter()
                .map(|(name, cost)| (name.as_str(), cost.read))
                .collect::<BTreeMap<_, _>>(),
            want
        );
        assert_eq!(written.totals.median_bytes_read, 1100);
    }
}
