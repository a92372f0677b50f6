//! The rows of the table: what is measured, in which order, against which target.
//!
//! Each row that writes has folders of its own, so that no row changes what another one reads.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::catalogue::Walk;
use crate::measure::{self, Comparison, Kind, Numbers, Plan};
use crate::subject::{Side, Subject, Synchronous};

const SMALL: u64 = 100;
const MEMORY_CALLS: u64 = 10_000;
const MIB: f64 = 1024.0 * 1024.0;

pub(crate) struct Bench {
    /// Deskhand, or the floor when the noise is asked for.
    pub(crate) measured: Subject,
    pub(crate) minimal: Subject,
    pub(crate) folder: PathBuf,
    /// How many pages the large store has.
    pub(crate) large: u64,
    /// How much shorter than for the record this run is.
    pub(crate) divisor: u64,
    /// Part of the names of the wanted rows; empty is all.
    pub(crate) only: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Shown, not judged.
    None,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Ratio,
    Mib,
}

/// What the two columns of numbers say, in order: the measured side, then what it is divided by.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) unit: Unit,
    pub(crate) value: f64,
    pub(crate) middle: Option<(f64, f64)>,
    pub(crate) left: Numbers,
    pub(crate) right: Numbers,
}

impl Row {
    pub(crate) fn ratio(name: impl Into<String>, target: Target, found: Comparison) -> Self {
        Self {
            name: name.into(),
            target,
            unit: Unit::Ratio,
            value: found.ratio,
            middle: Some(found.middle),
            left: found.left,
            right: found.right,
        }
    }

    /// Whether the target is met; `None` where there is none, or nothing could be measured.
    pub(crate) fn met(&self) -> Option<bool> {
        match self.target {
            _ if self.value.is_nan() => None,
            Target::AtMost(most) => Some(self.value <= most),
            Target::AtLeast(least) => Some(self.value >= least),
            Target::None => None,
        }
    }

    /// Whether three quarters of the rounds agree on the target; run again when they do not.
    pub(crate) fn is_clear(&self) -> bool {
        match (self.target, self.middle) {
            (Target::AtMost(limit) | Target::AtLeast(limit), Some((low, high))) => {
                (low <= limit) == (high <= limit)
            }
            (Target::AtMost(_) | Target::AtLeast(_) | Target::None, _) => true,
        }
    }
}

impl Bench {
    pub(crate) fn run(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.reads(&mut rows)?;
        self.writes(&mut rows)?;
        self.memory(&mut rows)?;
        self.growth(&mut rows)?;
        self.catalogue(&mut rows)?;
        self.noise(&mut rows)?;
        ensure!(!rows.is_empty(), "no row has {:?} in its name", self.only);
        Ok(rows)
    }

    fn reads(&self, rows: &mut Vec<Row>) -> Result<()> {
        const GET: &str = "get one page by slug";
        const LIST: &str = "list 50 pages";
        const FLIGHT: &str = "gets a second, 32 in flight";
        const START: &str = "start to tools/list answered";
        if ![GET, LIST, FLIGHT, START].iter().any(|name| self.wants(name)) {
            return Ok(());
        }
        let (left, right) = self.pair("reads", &self.minimal)?;
        let normal = Synchronous::Normal;
        if self.wants(GET) {
            let found = measure::latency(&left, &right, Kind::Get, normal, self.plan(60, 200))?;
            rows.push(Row::ratio(GET, Target::AtMost(1.4), found));
        }
        if self.wants(LIST) {
            let found = measure::latency(&left, &right, Kind::List, normal, self.plan(60, 100))?;
            rows.push(Row::ratio(LIST, Target::AtMost(1.3), found));
        }
        if self.wants(FLIGHT) {
            let found = measure::throughput(&left, &right, self.plan(60, 2_000))?;
            rows.push(Row::ratio(FLIGHT, Target::AtLeast(0.7), found));
        }
        if self.wants(START) {
            let found = measure::start_to_list(&left, &right, self.plan(60, 5))?;
            rows.push(Row::ratio(START, Target::AtMost(2.5), found));
        }
        Ok(())
    }

    fn writes(&self, rows: &mut Vec<Row>) -> Result<()> {
        let (normal, full) = (Synchronous::Normal, Synchronous::Full);
        let (bare, recording) = (&self.minimal, &self.minimal.recording());
        let judged = Target::AtMost(3.0);
        let ways = [
            ("create a page, NORMAL", "normal", normal, bare, judged),
            ("create a page, FULL", "full", full, bare, judged),
            // What the same write costs a floor that also writes a ledger and a log.
            ("create a page, NORMAL, recording floor", "normal-r", normal, recording, Target::None),
            ("create a page, FULL, recording floor", "full-r", full, recording, Target::None),
        ];
        for (name, folder, synchronous, floor, target) in ways {
            if self.wants(name) {
                let batch = match synchronous {
                    Synchronous::Normal => 100,
                    Synchronous::Full => 40,
                };
                let (left, right) = self.pair(folder, floor)?;
                let plan = self.plan(60, batch);
                let found = measure::latency(&left, &right, Kind::Create, synchronous, plan)?;
                rows.push(Row::ratio(name, target, found));
            }
        }
        Ok(())
    }

    fn memory(&self, rows: &mut Vec<Row>) -> Result<()> {
        let name = "private memory after 10,000 calls";
        if !self.wants(name) {
            return Ok(());
        }
        let (left, right) = self.pair("memory", &self.minimal)?;
        let mib = |side: &Side| -> Result<f64> {
            let bytes = measure::private_bytes(side, MEMORY_CALLS)?;
            Ok(bytes.map_or(f64::NAN, |bytes| bytes as f64 / MIB))
        };
        let (value, floor) = (mib(&left)?, mib(&right)?);
        rows.push(Row {
            name: name.to_owned(),
            target: Target::AtMost(10.0),
            unit: Unit::Mib,
            value,
            middle: None,
            left: Numbers { p50: value, p99: f64::NAN, ..Numbers::default() },
            right: Numbers { p50: floor, p99: f64::NAN, ..Numbers::default() },
        });
        Ok(())
    }

    /// The measured server at many pages over itself at few.
    fn growth(&self, rows: &mut Vec<Row>) -> Result<()> {
        let large = grouped(self.large);
        let ways = [
            (format!("get: {large} pages over {SMALL}"), Kind::Get, self.plan(60, 200)),
            (format!("list 50: {large} pages over {SMALL}"), Kind::List, self.plan(60, 100)),
        ];
        if !ways.iter().any(|(name, ..)| self.wants(name)) {
            return Ok(());
        }
        self.say(&format!("making {large} pages"));
        let many = Side::seeded(&self.measured, &self.folder, "many", self.large)?;
        let few = Side::seeded(&self.measured, &self.folder, "few", SMALL)?;
        for (name, kind, plan) in ways {
            if self.wants(&name) {
                let found = measure::latency(&many, &few, kind, Synchronous::Normal, plan)?;
                rows.push(Row::ratio(name, Target::AtMost(1.5), found));
            }
        }
        Ok(())
    }

    /// Every noun of the catalogue; `--only catalogue` is all of them, `--only catalogue:post` those of posts.
    fn catalogue(&self, rows: &mut Vec<Row>) -> Result<()> {
        let only = match self.only.strip_prefix("catalogue") {
            Some(rest) => rest.trim_start_matches(':'),
            None if self.only.is_empty() => "",
            None => return Ok(()),
        };
        self.say("catalogue");
        let start = |subject: &Subject, name: &str| {
            subject.start(&self.folder.join(name), Synchronous::Normal)
        };
        let deskhand = start(&self.measured, "catalogue-left")?;
        let floor = start(&self.minimal.documents(), "catalogue-right")?;
        let walk = Walk::begin(deskhand, floor)?;
        rows.extend(
            walk.run(|rounds, batch| self.plan(rounds, batch), |noun| noun.contains(only))?,
        );
        Ok(())
    }

    /// The floor over itself: how far from 1 a ratio of this run is by chance.
    fn noise(&self, rows: &mut Vec<Row>) -> Result<()> {
        let name = "noise: the floor over itself, get";
        if self.wants(name) {
            let left = Side::seeded(&self.minimal, &self.folder, "noise-left", SMALL)?;
            let right = Side::seeded(&self.minimal, &self.folder, "noise-right", SMALL)?;
            let plan = self.plan(60, 200);
            let found = measure::latency(&left, &right, Kind::Get, Synchronous::Normal, plan)?;
            rows.push(Row::ratio(name, Target::None, found));
        }
        Ok(())
    }

    fn pair(&self, name: &str, floor: &Subject) -> Result<(Side, Side)> {
        self.say(name);
        let measured =
            if floor.is_recording() { self.measured.recording() } else { self.measured.clone() };
        let left = Side::seeded(&measured, &self.folder, &format!("{name}-left"), SMALL)?;
        let right = Side::seeded(floor, &self.folder, &format!("{name}-right"), SMALL)?;
        Ok((left, right))
    }

    /// Shorter runs have fewer rounds of the same size, or their batches would differ.
    fn plan(&self, rounds: u64, batch: u64) -> Plan {
        Plan { rounds: rounds / self.divisor, batch }
    }

    fn wants(&self, name: &str) -> bool {
        name.contains(&self.only)
    }

    #[allow(clippy::unused_self, reason = "reads as what the bench does")]
    fn say(&self, what: &str) {
        eprintln!("side by side: {what}");
    }
}

fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}
