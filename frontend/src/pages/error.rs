//! Error pages: what happened, what was kept, what to do.

use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{ErrorText, Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::EvidencePart;

/// The errors that a reader may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400.
    BadRequest,
    /// 403.
    Forbidden,
    /// 404, also where existence is not told.
    NotFound,
    /// 405: an address that only takes forms was opened, or the other way around.
    MethodNotAllowed,
    /// 409.
    Conflict,
    /// 413.
    TooLarge,
    /// 500.
    Internal,
    /// 500: a part of a case is not what the ledger says, and nothing of the case is shown.
    EvidenceAltered(EvidencePart),
    /// 503: the store, the ledger or the key store does not answer.
    Unavailable,
    /// 503: the database is older than the log that was seen of it, so nothing opens.
    DatabaseBehind,
    /// 503: the portal was closed by the emergency stop.
    PortalClosed,
}

impl ErrorKind {
    /// The answer's status code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Internal | Self::EvidenceAltered(_) => 500,
            Self::Unavailable | Self::DatabaseBehind | Self::PortalClosed => 503,
        }
    }

    const fn text(self, texts: &'static Texts) -> &'static ErrorText {
        match self {
            Self::BadRequest => &texts.errors.bad_request,
            Self::Forbidden => &texts.errors.forbidden,
            Self::NotFound => &texts.errors.not_found,
            Self::MethodNotAllowed => &texts.errors.method_not_allowed,
            Self::Conflict => &texts.errors.conflict,
            Self::TooLarge => &texts.errors.too_large,
            Self::Internal => &texts.errors.internal,
            Self::EvidenceAltered(_) => &texts.errors.evidence_altered,
            Self::Unavailable => &texts.errors.unavailable,
            Self::DatabaseBehind => &texts.errors.database_behind,
            Self::PortalClosed => &texts.errors.portal_closed,
        }
    }

    fn happened(self, texts: &'static Texts) -> String {
        let words = self.text(texts).happened;
        match self {
            Self::EvidenceAltered(part) => fill(words, &[&(texts.labels.evidence_part)(part)]),
            _ => words.into(),
        }
    }
}

/// The page.
#[derive(Clone, Debug)]
pub struct ErrorPage {
    /// What went wrong.
    pub kind: ErrorKind,
    /// Finds the request in the operational log.
    pub trace: Option<String>,
}

impl Page for ErrorPage {
    fn title(&self, texts: &'static Texts) -> String {
        self.kind.text(texts).title.into()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.errors;
        let words = self.kind.text(frame.texts);
        let trace = self.trace.map(|trace| fill(t.trace, &[&trace]));
        let home = (self.kind != ErrorKind::PortalClosed).then(|| way_back(frame));
        view! {
            <div class="pw-narrow pw-error">
                <p class="pw-error__code">{self.kind.status()}</p>
                <h1 class="utrecht-heading-1">{words.title}</h1>
                <h2 class="utrecht-heading-3">{t.happened}</h2>
                <p class="utrecht-paragraph">{self.kind.happened(frame.texts)}</p>
                <h2 class="utrecht-heading-3">{t.kept}</h2>
                <p class="utrecht-paragraph">{words.kept}</p>
                <h2 class="utrecht-heading-3">{t.to_do}</h2>
                <p class="utrecht-paragraph">{words.to_do}</p>
                {home}
                {trace.map(|words| view! { <p class="pw-quiet pw-error__trace">{words}</p> })}
            </div>
        }
        .into_any()
    }
}

/// To where the reader works. What went wrong may have kept us from knowing whose session it is: the words fit then too.
fn way_back(frame: &Frame) -> AnyView {
    let t = &frame.texts.errors;
    let words = if frame.viewer.is_some() { t.home } else { t.onward };
    let place = paths::in_language(paths::HOME, frame.chosen);
    view! { <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=place>{words}</a></p> }.into_any()
}
