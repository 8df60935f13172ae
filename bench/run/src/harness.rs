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
    /// How many there are of what is counted in each run.
    batch: usize,
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
            batch: 1,
        }
    }

    /// Counts each run as so many.
    pub fn batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }
}

/// What ours should come to, as a part of what a peer does.
#[derive(Clone, Copy)]
pub enum Target {
    /// Of the time, at most.
    Time(f64),
    /// Of the time and of the number of allocations, at most.
    #[cfg_attr(
        not(feature = "aws"),
        expect(dead_code, reason = "rows with that peer")
    )]
    TimeAndAllocations(f64),
    /// Of what is done in a second, at least.
    Throughput(f64),
    /// Nothing: the time is only told.
    Open,
}

/// Runs the rows whose names hold what was asked for, and prints them.
pub struct Bench {
    wanted: Vec<String>,
    /// Which subject alone runs, and how often, where no table is asked for.
    profiled: Option<(String, usize)>,
}

impl Bench {
    /// Begins. Without anything `wanted`, all rows run.
    pub fn new(wanted: &[String]) -> Self {
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
    pub fn wants(&self, section: &str, what: &str) -> bool {
        self.wanted.is_empty()
            || self
                .wanted
                .iter()
                .any(|wanted| section.contains(wanted.as_str()) || what.contains(wanted.as_str()))
    }

    /// Compares `ours` with each of the peers, and prints what came of it as `bench/README.md` says: medians over the
    /// rounds of the time of one run, and of ours ÷ the peer's.
    pub fn row(
        &self,
        section: &str,
        what: &str,
        ours: Subject<'_>,
        peers: Vec<(Subject<'_>, Target)>,
    ) {
        if !self.wants(section, what) {
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
            for line in ours.against(peer, target) {
                println!("{section}\t{what}{line}");
            }
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

    /// The rest of each row: what is compared if it is not the time, and all that comes after.
    fn against(&self, peer: &Self, target: Target) -> Vec<String> {
        let name = peer.subject.name;
        let ratios = || self.times.iter().zip(&peer.times);
        let time = |bound: &str, note: &str| {
            let ratio = median(ratios().map(|(ours, peer)| ours / peer));
            let (ours, peer) = (nanoseconds(self.time()), nanoseconds(peer.time()));
            format!("\t{ours}\t{name}\t{peer}\t{ratio:.4}\t{bound}\t{note}")
        };
        let at_most = |bound: f64| format!("<= {bound}");
        let (ours, theirs) = (self.allocations, peer.allocations);
        // What a server on another thread allocates is not seen.
        let note = match ours.min(theirs) {
            0 => String::new(),
            _ => format!("{ours} allocations and {theirs}"),
        };
        match target {
            Target::Open => vec![time("", &note)],
            Target::Time(bound) => vec![time(&at_most(bound), &note)],
            Target::TimeAndAllocations(bound) => vec![
                time(&at_most(bound), ""),
                format!(
                    ", allocations\t{ours}\t{name}\t{theirs}\t{:.4}\t<= {bound}\t",
                    ours as f64 / theirs as f64,
                ),
            ],
            Target::Throughput(bound) => {
                let ratio = median(ratios().map(|(ours, peer)| peer / ours));
                let (ours, peer) = (a_second(self.time()), a_second(peer.time()));
                vec![format!(
                    "\t{ours}\t{name}\t{peer}\t{ratio:.4}\t>= {bound}\t{note}"
                )]
            }
        }
    }

    /// Nanoseconds of one run.
    fn time(&self) -> f64 {
        median(self.times.iter().copied())
    }

    fn sample(&mut self) {
        let sample = (self.subject.run)(self.times_a_round);
        let runs = self.times_a_round * self.subject.batch;
        self.times.push(sample.time.as_nanos() as f64 / runs as f64);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A time, to about three digits.
fn nanoseconds(time: f64) -> String {
    match time {
        short if short < 100.0 => format!("{short:.1} ns"),
        short if short < 1_000.0 => format!("{short:.0} ns"),
        some if some < 100_000.0 => format!("{:.1} µs", some / 1_000.0),
        long => format!("{:.0} µs", long / 1_000.0),
    }
}

/// How often something that takes so many nanoseconds is done in a second, in thousands.
fn a_second(time: f64) -> String {
    format!("{:.1} k/s", 1_000_000.0 / time)
}
