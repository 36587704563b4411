//! The contests: what ours and the peer do, on which input. Settings are those of the peers' scripts,
//! so that both do the same work. Not for running them in turn (below) or measuring (`measure`).

mod linkage;
mod matching;
mod planning;

use std::path::PathBuf;

use super::measure::{self, Run};
use super::table::{Line, Peer};

/// What every contest may use.
pub(super) struct Kit {
    /// Our program, built for release.
    pub(super) program: PathBuf,
    /// The shared data and the peers' scripts.
    pub(super) shared: Option<PathBuf>,
    /// Where inputs and outputs of contests lie.
    pub(super) folder: PathBuf,
}

/// Why a contest has no figure.
#[derive(Debug)]
pub(super) enum Not {
    /// Something is absent on this machine.
    Here(String),
    /// A program or a file failed.
    Well(String),
}

/// How a contest's command line is made.
type Words = fn(&Kit) -> Result<Vec<String>, Not>;

/// A piece of work for both.
pub(super) struct Contest {
    pub(super) name: &'static str,
    pub(super) work: &'static str,
    /// Whether it takes many minutes.
    pub(super) is_long: bool,
    ours: Words,
    /// What we found, read from what we printed.
    found: fn(&str) -> String,
    peer: Option<Against>,
}

/// The other side.
struct Against {
    name: &'static str,
    rounds: usize,
    words: Words,
    env: &'static [(&'static str, &'static str)],
    found: fn(&str) -> String,
    /// Its own clock.
    own: fn(&str) -> Option<f64>,
}

/// How often ours runs, and the peer where it takes seconds.
const ROUNDS: usize = 5;

impl Contest {
    /// Runs both in turn.
    pub(super) fn run(&self, kit: &Kit) -> Result<Line, Not> {
        let ours = (self.ours)(kit)?;
        let peer = match &self.peer {
            None => Err("no peer does this".to_owned()),
            Some(peer) => match (peer.words)(kit) {
                Ok(words) => Ok((peer, words)),
                Err(Not::Here(why)) => {
                    println!("   SKIPPED the peer: {why}");
                    Err(why)
                }
                Err(not @ Not::Well(_)) => return Err(not),
            },
        };
        let notes = kit.folder.join("notes");
        let (mut of_ours, mut of_peer): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            of_ours.push(measure::run(&ours, &[], &notes).map_err(Not::Well)?);
            if let Ok((peer, words)) = &peer
                && round < peer.rounds
            {
                of_peer.push(measure::run(words, peer.env, &notes).map_err(Not::Well)?);
            }
        }
        let ours = measure::median(of_ours).unwrap_or_default();
        let beside = match (peer, measure::median(of_peer)) {
            (Ok((peer, _)), Some(run)) => Peer::Ran {
                name: peer.name,
                quality: (peer.found)(&run.said),
                own: (peer.own)(&run.said),
                run,
            },
            (Err(why), _) => Peer::Not(why),
            (Ok(_), None) => Peer::Not("it did not run".to_owned()),
        };
        let quality = (self.found)(&ours.said);
        Ok(Line { name: self.name, work: self.work, ours, quality, peer: beside })
    }
}

/// Every contest.
pub(super) fn all() -> Vec<Contest> {
    let mut all = Vec::new();
    all.extend(linkage::contests());
    all.extend(matching::contests());
    all.extend(planning::siting());
    all.extend(planning::sentencing());
    all
}
