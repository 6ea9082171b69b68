//! How the collector misbehaves.

use std::path::Path;

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Behave well.
    None,
    /// 503, and ask for a second of patience.
    Refuse,
    /// 400, whatever it is.
    Bad,
    /// Take it and never answer.
    Hang,
    /// Cut the connection before anything is taken.
    Cut,
    /// Take it and cut the connection before the answer.
    CutAfter,
    /// Confirm and forget.
    Forget,
    /// Answer 200 with something that is no OTLP.
    Garble,
    /// Answer 200 with a page, as something in between would.
    Page,
    /// Reject spans of this name, in OTLP's way: by their number.
    Reject(String),
}

impl Fault {
    /// The fault of this moment.
    pub fn now(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("fault")).unwrap_or_default();
        let (word, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        match word {
            "refuse" => Self::Refuse,
            "refuse-everything-as-bad" => Self::Bad,
            "hang" => Self::Hang,
            "cut" => Self::Cut,
            "cut-after" => Self::CutAfter,
            "forget" => Self::Forget,
            "garble" => Self::Garble,
            "plain-page" => Self::Page,
            "reject" => Self::Reject(rest.to_owned()),
            _ => Self::None,
        }
    }
}
