//! Requests as an attacker writes them: any method, any cookie, any header, no redirect followed.

use std::net::IpAddr;

use anyhow::{Context, Result, ensure};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Method, RequestBuilder, StatusCode};

use crate::accounts::Credentials;
use crate::html;
use crate::portal::Browser;
use crate::world::World;

/// A client of the portal at one address.
#[derive(Clone)]
pub struct Wire {
    browser: Browser,
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status code.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, as text where it is text.
    pub body: String,
}

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub struct Session {
    /// `name=token`, as the browser would send it back.
    pub cookie: String,
    /// Value of `form_token` in every form of this session.
    pub form_token: String,
}

impl Wire {
    /// A client that comes from `address`.
    pub fn from_address(world: &World, address: IpAddr) -> Result<Self> {
        Self::with(world, |builder| builder.local_address(address))
    }

    /// As [`Wire::from_address`] with any change to the client.
    pub fn with(world: &World, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self> {
        let bare = |builder: ClientBuilder| change(builder.cookie_store(false).redirect(Policy::none()));
        Ok(Self { browser: Browser::with(&world.authority.certificate(), &world.addresses()?.portal, bare)? })
    }

    /// A request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.browser.client().request(method, self.browser.url(path))
    }

    /// A form as one of the portal's own pages would send it.
    pub fn form(&self, path: &str, cookie: &str, fields: &[(&str, String)]) -> RequestBuilder {
        self.request(Method::POST, path).header(COOKIE, cookie).header(ORIGIN, self.origin()).form(fields)
    }

    /// The portal's own origin.
    #[must_use]
    pub fn origin(&self) -> String {
        self.browser.url("")
    }

    /// Fetches a path with a cookie.
    pub async fn get(&self, path: &str, cookie: &str) -> Result<Answer> {
        send(self.request(Method::GET, path).header(COOKIE, cookie)).await
    }

    /// Logs in with the code of the next time step: enrolment spent this one.
    pub async fn log_in(&self, credentials: &Credentials) -> Result<Session> {
        let fields = [
            ("login", credentials.login.clone()),
            ("password", credentials.password.clone()),
            ("code", credentials.code_after(1)?),
        ];
        let answer = send(self.form("/login", "", &fields)).await?;
        ensure!(answer.status.is_redirection(), "{} cannot log in: {}", credentials.login, answer.body);
        let cookie = answer.cookie().context("no session cookie")?;
        let place = answer.location().context("nowhere to go after logging in")?;
        let mut page = self.get(&place, &cookie).await?;
        if let Some(further) = page.location() {
            page = self.get(&further, &cookie).await?;
        }
        let hidden = html::hidden_fields(&page.body, "/logout");
        let token = hidden.into_iter().find(|(name, _)| name == "form_token").context("no form token")?;
        Ok(Session { cookie, form_token: token.1 })
    }
}

/// Sends a request and reads the answer to its end.
pub async fn send(request: RequestBuilder) -> Result<Answer> {
    let answer = request.send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = String::from_utf8_lossy(&answer.bytes().await?).into_owned();
    Ok(Answer { status, headers, body })
}

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirection leads.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        self.header(LOCATION.as_str()).map(ToOwned::to_owned)
    }

    /// The cookie it sets, without its attributes; `None` when it sets none or takes it away.
    #[must_use]
    pub fn cookie(&self) -> Option<String> {
        let set = self.header(SET_COOKIE.as_str())?.split(';').next()?;
        (!set.ends_with('=')).then(|| set.to_owned())
    }

    /// Whether it shows something or did something: neither an error nor a way to the login form.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        let to_login = self.location().is_some_and(|place| place.starts_with("/login"));
        self.status.is_success() || (self.status.is_redirection() && !to_login)
    }
}
