//! Measurements in alternating batches, and what is made of their numbers.
//!
//! The ratio of a row is the median of its rounds' ratios, because what disturbs one round
//! disturbs both of its batches; the middle half of the rounds says how far to trust it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::server::Server;
use crate::subject::{Ask, IN_FLIGHT, Side, Synchronous};

/// How many alternations, and how many calls of each side in one.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: u64,
    pub(crate) batch: u64,
}

/// What one side needed; times in microseconds, throughput in calls a second.
#[derive(Default, serde::Serialize)]
pub(crate) struct Numbers {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Processor time a call, background threads included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<f64>,
    /// The length of an answer's line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<usize>,
}

/// Left over right, and the middle half of the rounds around it.
pub(crate) struct Comparison {
    pub(crate) ratio: f64,
    pub(crate) middle: (f64, f64),
    pub(crate) left: Numbers,
    pub(crate) right: Numbers,
}

/// Which numbers the calls of one kind ask for.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Get,
    List,
    Create,
}

impl Kind {
    /// Call number `call`: gets walk the pages in no order, creations never repeat a name.
    fn ask(self, call: u64, pages: u64) -> Ask {
        match self {
            Self::Get => Ask::Get(scatter(call) % pages.max(1)),
            Self::List => Ask::List,
            Self::Create => Ask::Create(call),
        }
    }

    /// Enough creations for the write-ahead log to have wrapped: a commit that makes the file
    /// longer costs the disk up to 30 times one that does not.
    fn warm_up(self) -> u64 {
        match self {
            Self::Get | Self::List => 200,
            Self::Create => 600,
        }
    }

    fn count(self) -> u64 {
        match self {
            Self::Get | Self::Create => 1,
            Self::List => 50,
        }
    }
}

/// The latency of single calls, one at a time.
pub(crate) fn latency(
    left: &Side,
    right: &Side,
    kind: Kind,
    synchronous: Synchronous,
    plan: Plan,
) -> Result<Comparison> {
    let mut servers =
        (Warm::start(left, kind, synchronous)?, Warm::start(right, kind, synchronous)?);
    let cpu = (servers.0.server.cpu_ns(), servers.1.server.cpu_ns());
    let mut comparison = alternate(
        plan.rounds,
        |round| servers.0.batch(round, plan.batch),
        |round| servers.1.batch(round, plan.batch),
    )?;
    let calls = (plan.rounds * plan.batch) as f64;
    let each = |before: Option<u64>, after: Option<u64>| {
        Some(after?.saturating_sub(before?) as f64 / 1000.0 / calls)
    };
    comparison.left.cpu = each(cpu.0, servers.0.server.cpu_ns());
    comparison.right.cpu = each(cpu.1, servers.1.server.cpu_ns());
    comparison.left.bytes = Some(servers.0.bytes);
    comparison.right.bytes = Some(servers.1.bytes);
    Ok(comparison)
}

/// What is asked of one server: the params of call number `n`.
pub(crate) type Asked<'a> = (&'a mut Server, &'a dyn Fn(u64) -> String);

/// The latency of single calls of two servers that are up, once both have been asked often enough to be warm.
pub(crate) fn between(left: Asked<'_>, right: Asked<'_>, plan: Plan) -> Result<Comparison> {
    const WARM_UP: u64 = 100;
    let far = 1 << 40; // No measured call has these numbers.
    for call in far..far + WARM_UP {
        left.0.timed_call(&(left.1)(call))?;
        right.0.timed_call(&(right.1)(call))?;
    }
    let bytes =
        (left.0.call(&(left.1)(far + WARM_UP))?.1, right.0.call(&(right.1)(far + WARM_UP))?.1);
    let cpu = (left.0.cpu_ns(), right.0.cpu_ns());
    let mut comparison = alternate(
        plan.rounds,
        |round| timed(left.0, left.1, round, plan.batch),
        |round| timed(right.0, right.1, round, plan.batch),
    )?;
    let calls = (plan.rounds * plan.batch) as f64;
    let each = |before: Option<u64>, after: Option<u64>| {
        Some(after?.saturating_sub(before?) as f64 / 1000.0 / calls)
    };
    comparison.left.cpu = each(cpu.0, left.0.cpu_ns());
    comparison.right.cpu = each(cpu.1, right.0.cpu_ns());
    (comparison.left.bytes, comparison.right.bytes) = (Some(bytes.0), Some(bytes.1));
    Ok(comparison)
}

fn timed(
    server: &mut Server,
    ask: &dyn Fn(u64) -> String,
    round: u64,
    calls: u64,
) -> Result<Vec<f64>> {
    let first = round * calls;
    (first..first + calls).map(|call| Ok(micros(server.timed_call(&ask(call))?))).collect()
}

/// Gets a second with 32 in flight.
pub(crate) fn throughput(left: &Side, right: &Side, plan: Plan) -> Result<Comparison> {
    let mut servers = (
        Warm::start(left, Kind::Get, Synchronous::Normal)?,
        Warm::start(right, Kind::Get, Synchronous::Normal)?,
    );
    alternate(
        plan.rounds,
        |round| servers.0.pipelined(round, plan.batch),
        |round| servers.1.pipelined(round, plan.batch),
    )
}

/// From starting the process to having the answer to tools/list, on data that is there.
pub(crate) fn start_to_list(left: &Side, right: &Side, plan: Plan) -> Result<Comparison> {
    let start = |side: &Side| -> Result<(f64, usize)> {
        let begin = Instant::now();
        let mut server = side.subject.start(&side.folder, Synchronous::Normal)?;
        let bytes = server.request("tools/list", "{}")?.len();
        Ok((micros(begin.elapsed()), bytes))
    };
    let batch = |side: &Side| (0..plan.batch).map(|_| Ok(start(side)?.0)).collect();
    let mut comparison = alternate(plan.rounds, |_| batch(left), |_| batch(right))?;
    comparison.left.bytes = Some(start(left)?.1);
    comparison.right.bytes = Some(start(right)?.1);
    Ok(comparison)
}

/// Private bytes after so many calls in a new process: 80 % gets, 15 % lists, 5 % creations.
pub(crate) fn private_bytes(side: &Side, calls: u64) -> Result<Option<u64>> {
    let mut server = side.subject.start(&side.folder, Synchronous::Normal)?;
    for call in 0..calls {
        let kind = match call % 20 {
            0 => Kind::Create,
            1..4 => Kind::List,
            _ => Kind::Get,
        };
        let ask = kind.ask(call, side.pages);
        server.timed_call(&side.subject.params(ask))?;
    }
    Ok(server.private_bytes())
}

/// Rounds of left and right, each first in every second round.
fn alternate(
    rounds: u64,
    mut left: impl FnMut(u64) -> Result<Vec<f64>>,
    mut right: impl FnMut(u64) -> Result<Vec<f64>>,
) -> Result<Comparison> {
    let (mut lefts, mut rights, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let (mut one, mut other);
        if round % 2 == 0 {
            one = left(round)?;
            other = right(round)?;
        } else {
            other = right(round)?;
            one = left(round)?;
        }
        ratios.push(quantile(&mut one, 0.5) / quantile(&mut other, 0.5));
        lefts.append(&mut one);
        rights.append(&mut other);
    }
    Ok(Comparison {
        ratio: quantile(&mut ratios, 0.5),
        middle: (quantile(&mut ratios, 0.25), quantile(&mut ratios, 0.75)),
        left: numbers(&mut lefts),
        right: numbers(&mut rights),
    })
}

fn numbers(values: &mut [f64]) -> Numbers {
    Numbers { p50: quantile(values, 0.5), p99: quantile(values, 0.99), ..Numbers::default() }
}

fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ part < 1")]
    let place = (values.len() as f64 * part) as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// A server that has been asked often enough to be at its usual speed.
struct Warm<'a> {
    side: &'a Side,
    kind: Kind,
    server: Server,
    bytes: usize,
}

impl<'a> Warm<'a> {
    fn start(side: &'a Side, kind: Kind, synchronous: Synchronous) -> Result<Self> {
        let mut server = side.subject.start(&side.folder, synchronous)?;
        let far = 1 << 40; // No measured call has these numbers.
        for call in far..far + kind.warm_up() {
            server.timed_call(&side.subject.params(kind.ask(call, side.pages)))?;
        }
        let (answer, bytes) = server.call(&side.subject.params(kind.ask(far - 1, side.pages)))?;
        let count = answer.get("count").and_then(serde_json::Value::as_u64);
        let whole = answer.get("data").is_some() || count == Some(kind.count());
        ensure!(whole, "{} answers something else: {answer}", side.subject.label());
        Ok(Self { side, kind, server, bytes })
    }

    fn batch(&mut self, round: u64, calls: u64) -> Result<Vec<f64>> {
        let first = round * calls;
        (first..first + calls)
            .map(|call| {
                let ask = self.kind.ask(call, self.side.pages);
                Ok(micros(self.server.timed_call(&self.side.subject.params(ask))?))
            })
            .collect()
    }

    fn pipelined(&mut self, round: u64, calls: u64) -> Result<Vec<f64>> {
        let first = round * calls;
        let (kind, pages, subject) = (self.kind, self.side.pages, &self.side.subject);
        let asks: Vec<String> =
            (first..first + calls).map(|call| subject.params(kind.ask(call, pages))).collect();
        let took = self.server.pipelined(asks, IN_FLIGHT)?;
        Ok(vec![calls as f64 / took.as_secs_f64()])
    }
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// A number that looks like chance and is the same in every run (splitmix64).
fn scatter(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
