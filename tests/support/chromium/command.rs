//! What chromedriver offers beyond the standard: the console, and Chromium's own protocol.

use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// A command of chromedriver's own.
#[derive(Debug)]
pub(super) enum Vendor {
    /// Takes what the console said since the last time.
    Console,
    /// A command of the Chrome DevTools Protocol.
    DevTools(&'static str, Value),
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        let place = match self {
            Self::Console => "se/log",
            Self::DevTools(..) => "goog/cdp/execute",
        };
        base.join(&format!("session/{}/{place}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = match self {
            Self::Console => json!({"type": "browser"}),
            Self::DevTools(command, parameters) => json!({"cmd": command, "params": parameters}),
        };
        (Method::POST, Some(body.to_string()))
    }
}
