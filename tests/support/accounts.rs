//! Accounts of a run: enrolled through the portal like anybody's, logged in with password and one-time code.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::portal::{Browser, Page};
use crate::world::World;

/// Long enough for the portal's rule and never used outside a run.
const PASSWORD: &str = "vier-zwanen-boven-het-meer";

/// What a person would keep after enrolment.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    totp: TOTP,
}

impl Credentials {
    /// Follows the one-time enrolment link, as its receiver would.
    pub async fn enrol(world: &World, login: &str, token: &str) -> Result<Self> {
        let browser = Browser::new(&world.authority.certificate(), &world.addresses()?.portal)?;
        let path = format!("/enrol/{token}");
        let page = browser.get(&path).await?;
        ensure!(page.status.is_success(), "enrolment page: {} {}", page.status, page.body);
        let credentials =
            Self { login: login.to_owned(), password: PASSWORD.to_owned(), totp: totp(&secret_on(&page)?)? };
        let code = credentials.code()?;
        let fields = [("password", PASSWORD), ("password_again", PASSWORD), ("code", code.as_str())];
        let done = browser.submit(&page, &path, &fields).await?;
        ensure!(
            done.status.is_success() && done.path.starts_with("/login"),
            "enrolment: {} {}",
            done.path,
            done.body
        );
        Ok(credentials)
    }

    /// What a person keeps who enrolled in a real browser: `secret` is the authenticator's, as the page shows it.
    pub fn from_secret(login: &str, password: &str, secret: &str) -> Result<Self> {
        let secret: String = secret.split_whitespace().collect();
        Ok(Self { login: login.to_owned(), password: password.to_owned(), totp: totp(&secret)? })
    }

    /// The one-time code of this moment.
    pub fn code(&self) -> Result<String> {
        Ok(self.totp.generate(seconds()?))
    }

    /// The code of the time step `steps` after this moment's; the portal takes one step either way.
    pub fn code_after(&self, steps: i64) -> Result<String> {
        let at = seconds()?.saturating_add_signed(steps * 30);
        Ok(self.totp.generate(at))
    }

    /// The one-time code of a moment `later` seconds from now: the same as now's while its time step lasts.
    pub fn code_in(&self, later: u64) -> Result<String> {
        Ok(self.totp.generate(seconds()?.saturating_add(later)))
    }

    /// Logs in; a code counts once, so the next time step's code is tried when this one's was used already.
    pub async fn log_in(&self, browser: &Browser) -> Result<Page> {
        for step in [0, 1, -1] {
            let page = self.try_code(browser, &self.code_after(step)?).await?;
            if !page.path.starts_with("/login") {
                return Ok(page);
            }
        }
        anyhow::bail!("{} cannot log in", self.login)
    }

    async fn try_code(&self, browser: &Browser, code: &str) -> Result<Page> {
        let page = browser.get("/login").await?;
        let fields = [("login", self.login.as_str()), ("password", self.password.as_str()), ("code", code)];
        browser.submit(&page, "/login", &fields).await
    }

    /// A browser in which this account is logged in.
    pub async fn browser(&self, world: &World) -> Result<Browser> {
        let browser = Browser::new(&world.authority.certificate(), &world.addresses()?.portal)?;
        self.log_in(&browser).await?;
        Ok(browser)
    }
}

fn secret_on(page: &Page) -> Result<String> {
    let rest = page.body.split("secret=").nth(1).context("no otpauth address on the enrolment page")?;
    Ok(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}

fn totp(secret: &str) -> Result<TOTP> {
    let bytes = Secret::Encoded(secret.to_owned()).to_bytes().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, bytes))
}

#[expect(clippy::disallowed_methods, reason = "an authenticator app reads the clock of its own telephone")]
fn seconds() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}
