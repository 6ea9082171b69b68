//! An installation with cases in it, a browser, and the way in.

use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::chromium::{Chromium, Screen, Scripts, Window};
use poortwacht_tests::peers::{Drive, RoadsideUnit};
use poortwacht_tests::world::{MUNICIPALITY, Plan};

use super::look;
use crate::setup::Running;

/// Of everybody.
pub const PASSWORD: &str = "zes ganzen op de dijk";
/// The button of the one form in a page.
pub const SUBMIT: &str = "main form button[type=submit]";

/// The installation and the browser.
pub struct Visit {
    pub running: Running,
    chromium: Chromium,
    screen: Screen,
    scripts: Scripts,
}

impl Visit {
    /// Cases arrive at both closures.
    pub async fn prepare(screen: Screen, scripts: Scripts) -> Self {
        Self::planned(screen, scripts, Plan::default()).await
    }

    /// The same in an installation as planned.
    pub async fn planned(screen: Screen, scripts: Scripts, plan: Plan) -> Self {
        let running = Running::start(plan).await;
        for (unit, count) in [(&running.town.harbour, 6), (&running.town.square, 2)] {
            let drive = Drive { count: Some(count), rate: Some(0.0), ..Drive::default() };
            let sent = RoadsideUnit::start(&running.world, unit, &drive).unwrap().finish().await.unwrap();
            assert_eq!(sent.of("accepted"), u64::from(count));
        }
        Self::to(running, screen, scripts).await
    }

    /// To an installation with cases of a test's own.
    pub async fn to(running: Running, screen: Screen, scripts: Scripts) -> Self {
        let chromium = Chromium::start().await.unwrap();
        Self { running, chromium, screen, scripts }
    }

    /// Absolute address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.running.world.addresses().unwrap().portal)
    }

    /// Screenshots of pages without scripts get names of their own.
    pub fn name(&self, name: &str) -> String {
        match self.scripts {
            Scripts::On => name.to_owned(),
            Scripts::Off => format!("{name}-without-scripts"),
        }
    }

    /// Looks at the page.
    pub async fn look(&self, window: &Window, name: &str) {
        look::at(window, &self.name(name)).await;
    }

    /// Looks at a page that came with an error status.
    pub async fn look_at_error(&self, window: &Window, name: &str, status: u16) {
        look::at_error(window, &self.name(name), status).await;
    }

    /// A window in which somebody with `role` followed the enrolment link and logged in.
    pub async fn enter(&self, role: &str) -> Window {
        self.enter_as(role).await.0
    }

    /// A window in which somebody with `role` logged in; how one enrols is looked at elsewhere.
    pub async fn enter_enrolled(&self, role: &str) -> Window {
        let window = self.chromium.window(role, self.screen, self.scripts).await.unwrap();
        let credentials = self.running.world.enrolled(MUNICIPALITY, role, role).await.unwrap();
        window.open(&self.url("/login")).await.unwrap();
        window.fill("#field-login", &credentials.login).await.unwrap();
        window.fill("#field-password", &credentials.password).await.unwrap();
        window.fill("#field-code", &credentials.code_after(1).unwrap()).await.unwrap();
        window.click_and_go(SUBMIT).await.unwrap();
        window
    }

    /// As [`Visit::enter`], with what opens the account.
    pub async fn enter_as(&self, role: &str) -> (Window, Credentials) {
        let window = self.chromium.window(role, self.screen, self.scripts).await.unwrap();
        let token = self.running.world.add_account(MUNICIPALITY, role, role).unwrap();
        if role == "officer" {
            self.running.world.authorise(role, "1234567").unwrap();
        }
        let credentials = self.enrol(&window, role, &token).await;
        self.log_in(&window, &credentials).await;
        (window, credentials)
    }

    async fn enrol(&self, window: &Window, login: &str, token: &str) -> Credentials {
        window.open(&self.url(&format!("/enrol/{token}"))).await.unwrap();
        self.look(window, "enrol").await;
        let secret = window.text(".pw-secret__value code").await.unwrap();
        let credentials = Credentials::from_secret(login, PASSWORD, &secret).unwrap();
        let code = credentials.code().unwrap();
        self.send_enrolment(window, "zes ganzen op het dak", &code).await;
        assert_eq!(window.count("[aria-invalid=true]").await.unwrap(), 1, "the passwords differ");
        self.look_at_error(window, "enrol-corrected", 422).await;
        self.finish_enrolment(window, &credentials).await;
        credentials
    }

    /// With the code of the time step before this one, so that two are left: to log in, and for what asks for one more.
    async fn finish_enrolment(&self, window: &Window, credentials: &Credentials) {
        for _ in 0..2 {
            self.send_enrolment(window, PASSWORD, &credentials.code_after(-1).unwrap()).await;
            if window.place().await.unwrap().starts_with("/login") {
                return;
            }
            // That step ended while it was typed.
            window.console().await.unwrap();
        }
        panic!("nobody can enrol: {}", window.text("main").await.unwrap());
    }

    async fn send_enrolment(&self, window: &Window, again: &str, code: &str) {
        window.fill("#field-password", PASSWORD).await.unwrap();
        window.fill("#field-password_again", again).await.unwrap();
        window.fill("#field-code", code).await.unwrap();
        window.click_and_go(SUBMIT).await.unwrap();
    }

    async fn log_in(&self, window: &Window, credentials: &Credentials) {
        self.look(window, "login").await;
        self.send_credentials(window, &credentials.login, "000000").await;
        self.look_at_error(window, "login-refused", 403).await;
        self.send_credentials(window, &credentials.login, &credentials.code().unwrap()).await;
        assert!(!window.place().await.unwrap().starts_with("/login"), "logged in");
    }

    async fn send_credentials(&self, window: &Window, login: &str, code: &str) {
        window.fill("#field-login", login).await.unwrap();
        window.fill("#field-password", PASSWORD).await.unwrap();
        window.fill("#field-code", code).await.unwrap();
        window.click_and_go(SUBMIT).await.unwrap();
    }

    /// Logs out and closes the window; what was open stays closed.
    pub async fn leave(&self, window: Window) {
        window.click_and_go("form[action='/logout'] button").await.unwrap();
        self.look(&window, "logged-out").await;
        window.open(&self.url("/")).await.unwrap();
        assert!(window.place().await.unwrap().starts_with("/login"), "the session is over");
        window.close().await.unwrap();
    }

    /// Ends the browser and the server.
    pub async fn end(mut self) {
        self.chromium.stop().await.unwrap();
        self.running.world.stop().await.unwrap();
    }
}
