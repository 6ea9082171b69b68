//! Who visits: somebody without a session, or an account in its session. Handlers get them from the guard.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::{Frame, Page, TermWarning, Viewer};
use poortwacht_services::sessions::{self, Present};
use poortwacht_services::{Actor, Services, Visitor, accounts};

use crate::app::Shared;
use crate::failure::Failure;
use crate::look::Look;
use crate::page;

/// A request of somebody without a session, or whose session does not matter.
#[derive(Clone)]
pub(crate) struct Guest {
    shared: Shared,
    look: Look,
    /// From where, under which trace.
    pub(crate) visitor: Visitor,
}

impl Guest {
    pub(crate) fn services(&self) -> &Services {
        self.shared.services()
    }

    /// The answer that shows a page.
    pub(crate) fn show<P: Page>(&self, code: StatusCode, page: P) -> HttpResponse {
        page::show(&self.shared.frame(None, "", &self.look), code, page)
    }
}

impl FromRequest for Guest {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visitor =
            request.extensions().get::<Visitor>().cloned().ok_or(Failure::Page(ErrorKind::Internal));
        ready(
            visitor.and_then(|visitor| {
                Ok(Self { shared: Shared::of(request)?, look: Look::of(request), visitor })
            }),
        )
    }
}

/// A request of an account in its session. Only the guard makes one, so a handler that takes it cannot be reached
/// without.
#[derive(Clone)]
pub(crate) struct Visit {
    shared: Shared,
    present: Present,
    form_token: String,
    look: Look,
}

impl Visit {
    /// A visit in the session with this token.
    pub(crate) fn new(shared: Shared, present: Present, token: &str, request: &HttpRequest) -> Self {
        let look = Look::of_account(request, present.language, &present.municipality_code);
        Self { shared, present, form_token: sessions::form_token(token), look }
    }

    pub(crate) fn services(&self) -> &Services {
        self.shared.services()
    }

    /// Reads the address ranges anew, after one was changed here.
    pub(crate) async fn refresh_gate(&self) -> Result<(), Failure> {
        Ok(self.shared.gate().refresh(self.services()).await?)
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> &Actor {
        &self.present.actor
    }

    /// What every page is drawn with.
    pub(crate) fn frame(&self) -> Frame {
        let viewer = Viewer {
            name: self.present.name.clone(),
            role: self.present.actor.role,
            municipality: self.present.municipality.clone(),
            warning: self.present.warning.map(|warning| self.warning(warning)),
        };
        self.shared.frame(Some(viewer), &self.form_token, &self.look)
    }

    fn warning(&self, warning: accounts::TermWarning) -> TermWarning {
        match warning {
            accounts::TermWarning::Ends(at) => {
                TermWarning::Ends { at, left: at.duration_since(self.services().now()) }
            }
            accounts::TermWarning::Missing => TermWarning::Missing,
            accounts::TermWarning::Suspended(at) => TermWarning::Suspended(at),
        }
    }

    /// The answer that shows a page.
    pub(crate) fn show<P: Page>(&self, page: P) -> HttpResponse {
        page::show(&self.frame(), StatusCode::OK, page)
    }

    /// The answer that shows a form again, with what must be corrected and all that was typed.
    pub(crate) fn show_again<P: Page>(&self, page: P) -> HttpResponse {
        page::show(&self.frame(), StatusCode::UNPROCESSABLE_ENTITY, page)
    }
}

impl FromRequest for Visit {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or(Failure::Page(ErrorKind::Internal)))
    }
}
