//! An officer's browser without scripts: cookies, forms, same-origin headers.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use reqwest::{Certificate, Client, StatusCode, redirect};

use crate::html;

/// A page as it came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status code.
    pub status: StatusCode,
    /// Path and query after redirects.
    pub path: String,
    /// Body.
    pub body: String,
}

/// A browser session against the portal.
#[derive(Debug, Clone)]
pub struct Browser {
    client: Client,
    origin: String,
}

impl Browser {
    /// A browser that trusts `authority` and visits `address` (`127.0.0.1:port`).
    pub fn new(authority: &Path, address: &str) -> Result<Self> {
        Self::with(authority, address, |builder| builder)
    }

    /// As [`Browser::new`], with changes to the client, for example another local address.
    pub fn with(
        authority: &Path,
        address: &str,
        change: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self> {
        crate::install_crypto();
        let builder = Client::builder()
            .add_root_certificate(Certificate::from_pem(&fs::read(authority)?)?)
            .cookie_store(true)
            .redirect(redirect::Policy::limited(5));
        Ok(Self { client: change(builder).build()?, origin: format!("https://{address}") })
    }

    /// The client itself, for requests that no browser would send.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The absolute address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Fetches a page.
    pub async fn get(&self, path: &str) -> Result<Page> {
        read(self.client.get(self.url(path)).send().await.with_context(|| format!("GET {path}"))?).await
    }

    /// Fetches bytes, for example a picture.
    pub async fn bytes(&self, path: &str) -> Result<(StatusCode, Vec<u8>)> {
        let answer = self.client.get(self.url(path)).send().await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    /// Sends the form that posts to `action` on `page`, its hidden fields included.
    pub async fn submit(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        ensure!(html::form(&page.body, action).is_some(), "no form posts to {action} on {}", page.path);
        let hidden = html::hidden_fields(&page.body, action);
        let typed = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let is_typed = |name: &str| fields.iter().any(|(typed, _)| *typed == name);
        let all: Vec<_> = hidden.into_iter().filter(|(name, _)| !is_typed(name)).chain(typed).collect();
        self.post(action, &all).await
    }

    /// Posts fields as a page of the same origin would.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Result<Page> {
        read(self.send(path, fields).await?).await
    }

    /// As [`Browser::post`], for a file.
    pub async fn download(&self, path: &str, fields: &[(String, String)]) -> Result<(StatusCode, Vec<u8>)> {
        let answer = self.send(path, fields).await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    async fn send(&self, path: &str, fields: &[(String, String)]) -> Result<reqwest::Response> {
        let request = self.client.post(self.url(path)).header("Origin", &self.origin).form(fields);
        request.send().await.with_context(|| format!("POST {path}"))
    }
}

async fn read(answer: reqwest::Response) -> Result<Page> {
    let path = answer
        .url()
        .query()
        .map_or_else(|| answer.url().path().to_owned(), |query| format!("{}?{query}", answer.url().path()));
    Ok(Page { status: answer.status(), path, body: answer.text().await? })
}
