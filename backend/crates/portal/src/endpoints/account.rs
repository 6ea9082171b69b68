//! The reader's own account: profile, language, sessions.

use actix_web::HttpResponse;
use actix_web::web::{Form, Query};
use poortwacht_frontend::pages::account::{
    AccountPage, AccountSession, AccountTerm, EndSessionForm, LanguageForm,
};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::paths;
use poortwacht_services::accounts::{self, OwnSession, Term};

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{look, page};

/// `GET /account`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let profile = accounts::profile(visit.services(), visit.actor()).await?;
    let sessions = accounts::own_sessions(visit.services(), visit.actor()).await?;
    Ok(visit.show(AccountPage {
        login: profile.login,
        name: profile.name,
        role: profile.role,
        municipality: profile.municipality,
        since: profile.created_at,
        language: profile.language,
        terms: profile.terms.into_iter().map(term).collect(),
        recovery_left: profile.recovery_left,
        sessions: sessions.into_iter().map(session).collect(),
        notice: told.at_account(),
    }))
}

fn term(term: Term) -> AccountTerm {
    AccountTerm {
        number: term.number,
        domain: term.domain,
        territory: term.territory,
        from: term.from,
        until: term.until,
    }
}

fn session(session: OwnSession) -> AccountSession {
    AccountSession {
        handle: session.handle,
        address: session.origin.to_string(),
        begun: session.begun_at,
        seen: session.last_seen_at,
        is_this: session.is_this,
    }
}

/// `POST /account/language`: leads back to where it was chosen.
pub(crate) async fn choose_language(visit: Visit, form: Form<LanguageForm>) -> Result<HttpResponse, Failure> {
    let language = form.language.parse().map_err(|_| Failure::Page(ErrorKind::BadRequest))?;
    accounts::choose_language(visit.services(), visit.actor(), language).await?;
    if form.back != paths::ACCOUNT && look::is_own_path(&form.back) {
        return Ok(page::see(&form.back));
    }
    Ok(page::see(&notice::on(paths::ACCOUNT, notice::LANGUAGE_CHOSEN)))
}

/// `POST /account/sessions/end`
pub(crate) async fn end_session(visit: Visit, form: Form<EndSessionForm>) -> Result<HttpResponse, Failure> {
    accounts::end_own_session(visit.services(), visit.actor(), &form.session).await?;
    Ok(page::see(&notice::on(paths::ACCOUNT, notice::SESSIONS_ENDED)))
}

/// `POST /account/sessions/end-others`
pub(crate) async fn end_others(visit: Visit) -> Result<HttpResponse, Failure> {
    accounts::end_other_sessions(visit.services(), visit.actor()).await?;
    Ok(page::see(&notice::on(paths::ACCOUNT, notice::SESSIONS_ENDED)))
}
