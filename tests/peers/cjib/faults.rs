//! Misbehaviour on request: which request gets which fault.

use std::{
    str::FromStr,
    sync::atomic::{AtomicU64, Ordering},
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 500, nothing taken.
    Error500,
    /// Connection cut without an answer, nothing taken.
    Cut,
    /// Answered late.
    Slow,
    /// Taken, never answered.
    TimeoutAfterProcessing,
    /// Taken, then cut.
    CutAfterProcessing,
    /// 202 with a receipt, nothing taken.
    AcknowledgeAndForget,
    /// Taken twice, as from a network that repeats; the second answer counts.
    Twice,
}

/// Requests that are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// `POST /v1/batches`
    Deliver,
    /// `GET /v1/batches/{id}`
    Poll,
    /// `GET /v1/batches`
    List,
}

/// One `--fault`: a mode and the requests (numbered from 1) it befalls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    request: Request,
    mode: Mode,
    first: u64,
    last: u64,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (request, rest) = match text.split_once(':') {
            Some(("poll", rest)) => (Request::Poll, rest),
            Some(("list", rest)) => (Request::List, rest),
            _ => (Request::Deliver, text),
        };
        let (mode, numbers) = rest.split_once('@').ok_or("write MODE@N, for example cut@2")?;
        let mode = mode_of(mode)?;
        if request != Request::Deliver && !matches!(mode, Mode::Error500 | Mode::Cut | Mode::Slow) {
            return Err("poll: and list: take error-500, cut or slow".to_owned());
        }
        let (first, last) = range_of(numbers).ok_or("N is a number from 1, a range 2-4, or *")?;
        Ok(Self { request, mode, first, last })
    }
}

fn mode_of(text: &str) -> Result<Mode, String> {
    Ok(match text {
        "error-500" => Mode::Error500,
        "cut" => Mode::Cut,
        "slow" => Mode::Slow,
        "timeout-after-processing" => Mode::TimeoutAfterProcessing,
        "cut-after-processing" => Mode::CutAfterProcessing,
        "acknowledge-and-forget" => Mode::AcknowledgeAndForget,
        "twice" => Mode::Twice,
        other => return Err(format!("unknown mode {other}; --help lists them")),
    })
}

fn range_of(text: &str) -> Option<(u64, u64)> {
    if text == "*" {
        return Some((1, u64::MAX));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1..=last).contains(&first).then_some((first, last))
}

/// Counts requests and says what befalls each.
#[derive(Debug)]
pub struct Faults {
    planned: Vec<Fault>,
    deliveries: AtomicU64,
    polls: AtomicU64,
    lists: AtomicU64,
}

impl Faults {
    /// Nothing counted yet.
    pub fn new(planned: Vec<Fault>) -> Self {
        Self { planned, deliveries: AtomicU64::new(0), polls: AtomicU64::new(0), lists: AtomicU64::new(0) }
    }

    /// Counts one request; the first planned fault that covers its number wins.
    pub fn next(&self, request: Request) -> Option<Mode> {
        let counter = match request {
            Request::Deliver => &self.deliveries,
            Request::Poll => &self.polls,
            Request::List => &self.lists,
        };
        let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
        let covers =
            |fault: &&Fault| fault.request == request && (fault.first..=fault.last).contains(&number);
        self.planned.iter().find(covers).map(|fault| fault.mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_befalls_its_numbers_only() {
        let faults = Faults::new(vec!["cut@2".parse().unwrap(), "poll:slow@1-2".parse().unwrap()]);
        let deliveries: Vec<_> = (0..3).map(|_| faults.next(Request::Deliver)).collect();
        assert_eq!(deliveries, [None, Some(Mode::Cut), None]);
        let polls: Vec<_> = (0..3).map(|_| faults.next(Request::Poll)).collect();
        assert_eq!(polls, [Some(Mode::Slow), Some(Mode::Slow), None]);
    }

    #[test]
    fn nonsense_is_refused_with_a_hint() {
        for text in ["cut", "cut@0", "cut@3-2", "fly@1", "poll:acknowledge-and-forget@1", "list:twice@1"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
