//! Measures subjects side by side: every round runs each of them once, one right after the other, so that what else
//! the machine does meanwhile falls on all of them alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::allocations;

/// How long one subject runs in a round, about.
const SAMPLE: Duration = Duration::from_millis(3);

/// How many rounds there are.
const ROUNDS: usize = 61;

/// What running a subject so many times came to.
pub struct Sample {
    time: Duration,
    allocations: u64,
}

impl Sample {
    /// Measures `work` on this thread.
    pub fn of(work: impl FnOnce()) -> Self {
        let allocations = allocations::count();
        let start = Instant::now();
        work();
        let time = start.elapsed();
        Self {
            time,
            allocations: allocations::count() - allocations,
        }
    }
}

/// One of the things that are compared.
pub struct Subject<'a> {
    name: &'static str,
    run: Box<dyn FnMut(usize) -> Sample + 'a>,
}

impl<'a> Subject<'a> {
    /// Runs `routine`; what it gives is dropped within the time that is measured.
    pub fn new<T>(name: &'static str, mut routine: impl FnMut() -> T + 'a) -> Self {
        Self::with(name, move |times| {
            Sample::of(|| {
                for _ in 0..times {
                    black_box(routine());
                }
            })
        })
    }

    /// Runs `routine` on what `prepare` gives, which is not measured.
    #[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "a peer needs it"))]
    pub fn prepared<I, T>(
        name: &'static str,
        mut prepare: impl FnMut() -> I + 'a,
        mut routine: impl FnMut(I) -> T + 'a,
    ) -> Self {
        Self::with(name, move |times| {
            let inputs: Vec<I> = (0..times).map(|_| prepare()).collect();
            Sample::of(|| {
                for input in inputs {
                    black_box(routine(input));
                }
            })
        })
    }

    /// Runs `routine` to the end of its future, on this thread.
    pub fn future<F: Future>(
        name: &'static str,
        runtime: &'a Runtime,
        mut routine: impl FnMut() -> F + 'a,
    ) -> Self {
        Self::with(name, move |times| {
            Sample::of(|| {
                runtime.block_on(async {
                    for _ in 0..times {
                        black_box(routine().await);
                    }
                });
            })
        })
    }

    fn with(name: &'static str, run: impl FnMut(usize) -> Sample + 'a) -> Self {
        Self {
            name,
            run: Box::new(run),
        }
    }
}

/// A bound on what ours may take of what a peer does.
#[derive(Clone, Copy)]
pub struct Target {
    pub time: f64,
    pub allocations: Option<f64>,
}

/// A target for time alone.
pub const fn time(ratio: f64) -> Option<Target> {
    Some(Target {
        time: ratio,
        allocations: None,
    })
}

/// The same target for time and for the number of allocations.
#[cfg_attr(
    not(feature = "aws"),
    expect(dead_code, reason = "rows with that peer")
)]
pub const fn time_and_allocations(ratio: f64) -> Option<Target> {
    Some(Target {
        time: ratio,
        allocations: Some(ratio),
    })
}

/// Runs the rows whose names hold what was asked for, and prints them.
pub struct Bench {
    wanted: Vec<String>,
    /// Which subject alone runs, and how often, where no table is asked for.
    profiled: Option<(String, usize)>,
}

impl Bench {
    /// Begins the table. Without anything `wanted`, all rows run.
    pub fn new(wanted: &[String]) -> Self {
        println!(
            "what\tpeer\tours_ns\tpeer_ns\tratio\ttarget\tours_allocations\tpeer_allocations\tallocations_target"
        );
        Self {
            wanted: wanted.to_vec(),
            profiled: None,
        }
    }

    /// Runs one subject of each row so many times instead.
    pub fn profiled(wanted: &[String], subject: &str, times: usize) -> Self {
        Self {
            wanted: wanted.to_vec(),
            profiled: Some((subject.to_owned(), times)),
        }
    }

    /// Whether a row of this name is to run.
    pub fn wants(&self, what: &str) -> bool {
        self.wanted.is_empty()
            || self
                .wanted
                .iter()
                .any(|wanted| what.contains(wanted.as_str()))
    }

    /// Compares `ours` with each of the peers, and prints one line for each: the median time of one run in
    /// nanoseconds, the median over the rounds of ours ÷ the peer's, and the number of allocations of one run.
    pub fn row(&self, what: &str, ours: Subject<'_>, peers: Vec<(Subject<'_>, Option<Target>)>) {
        if !self.wants(what) {
            return;
        }
        if let Some((subject, times)) = &self.profiled {
            let peers = peers.into_iter().map(|(peer, _)| peer);
            let mut subjects = std::iter::once(ours).chain(peers);
            if let Some(mut found) = subjects.find(|found| found.name == subject.as_str()) {
                (found.run)(*times);
            }
            return;
        }
        let (peers, targets): (Vec<_>, Vec<_>) = peers.into_iter().unzip();
        let mut subjects: Vec<Measured<'_>> = std::iter::once(ours)
            .chain(peers)
            .map(Measured::warm)
            .collect();
        for round in 0..ROUNDS {
            // Whoever comes first one time comes last the next.
            match round % 2 {
                0 => subjects.iter_mut().for_each(Measured::sample),
                _ => subjects.iter_mut().rev().for_each(Measured::sample),
            }
        }
        let Some((ours, peers)) = subjects.split_first() else {
            return;
        };
        for (peer, target) in peers.iter().zip(targets) {
            let ratios = ours
                .times
                .iter()
                .zip(&peer.times)
                .map(|(ours, peer)| ours / peer);
            let text =
                |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
            println!(
                "{what}\t{}\t{:.0}\t{:.0}\t{:.3}\t{}\t{}\t{}\t{}",
                peer.subject.name,
                median(ours.times.iter().copied()),
                median(peer.times.iter().copied()),
                median(ratios),
                text(target.map(|target| target.time)),
                ours.allocations,
                peer.allocations,
                text(target.and_then(|target| target.allocations)),
            );
        }
    }
}

/// A subject and what was measured of it.
struct Measured<'a> {
    subject: Subject<'a>,
    /// How often it runs in a round.
    times_a_round: usize,
    /// Nanoseconds of one run, round by round.
    times: Vec<f64>,
    allocations: u64,
}

impl<'a> Measured<'a> {
    /// Finds out how often the subject runs in the time of a sample.
    fn warm(mut subject: Subject<'a>) -> Self {
        // What is allocated once, such as a pattern that is compiled, is no run's.
        (subject.run)(10);
        let allocations = (subject.run)(100).allocations / 100;
        let mut times_a_round = 1;
        while (subject.run)(times_a_round).time < SAMPLE {
            times_a_round *= 2;
        }
        Self {
            subject,
            times_a_round,
            times: Vec::with_capacity(ROUNDS),
            allocations,
        }
    }

    fn sample(&mut self) {
        let sample = (self.subject.run)(self.times_a_round);
        self.times
            .push(sample.time.as_nanos() as f64 / self.times_a_round as f64);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
