//! The certificates and signing keys of a unit, and the forms that change them.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::Frame;
use crate::pages::unit::UnitPage;
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute};
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// The most characters of a PEM file.
pub(crate) const LONGEST_PEM: u16 = 16_000;

/// `POST /units/{unit}/certificate`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CertificateForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The certificate, PEM.
    pub pem: String,
    /// The last day on which the one before counts as well.
    pub overlap: String,
    /// The fingerprint that was shown; empty while the certificate is only looked at.
    pub confirm: String,
}

/// `POST /units/{unit}/signing-key`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SigningKeyForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The public key, PEM.
    pub key: String,
    /// Its first day.
    pub valid_from: String,
}

/// `POST /units/{unit}/state`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StateForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// `suspend`, `resume` or `revoke`.
    pub order: String,
    /// `Some("on")`: revoke for good.
    pub sure: Option<String>,
}

/// What a certificate says that was looked at.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whom it names.
    pub subject: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// SHA-256 of its public key.
    pub fingerprint: String,
}

/// One certificate.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// SHA-256 of its public key.
    pub fingerprint: String,
    /// Whom it names; empty where that was not kept.
    pub subject: String,
    /// When it expires, where that is known.
    pub expires_at: Option<Timestamp>,
    /// Until when it counts; `None` for the one that counts now.
    pub accepted_until: Option<Timestamp>,
}

/// Every field with its label.
pub(crate) const fn labels(texts: &'static Texts) -> [(&'static str, &'static str); 4] {
    let t = &texts.unit;
    [("pem", t.certificate), ("overlap", t.overlap), ("key", t.key), ("valid_from", t.valid_from)]
}

/// Certificates, signing keys and their forms.
pub(crate) fn keys(page: &UnitPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.unit;
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.certificates}</h2>
            {certificates(page, texts)}
            {certificate_form(page, frame)}
        </section>
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.signing_keys}</h2>
            {signing_keys(page, texts)}
            {key_form(page, frame)}
        </section>
    }
    .into_any()
}

fn certificates(page: &UnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let unknown = || texts.layout.unknown.to_owned();
    let counts = |row: &CertificateRow| match row.accepted_until {
        None => t.counts_now.to_owned(),
        Some(until) if until > page.now => fill(t.until, &[&minute(until, texts)]),
        Some(_) => t.over.to_owned(),
    };
    let row = |row: &CertificateRow| {
        let subject = if row.subject.is_empty() { unknown() } else { row.subject.clone() };
        let print = row.fingerprint.clone();
        vec![
            text(subject),
            text(row.expires_at.map_or_else(unknown, |at| day_of(at, texts))),
            text(counts(row)),
            view! { <code class="pw-line">{print}</code> }.into_any(),
        ]
    };
    let rows = page.certificates.iter().map(row).collect();
    let columns = vec![t.subject, t.expires, t.accepted, t.fingerprint];
    Table { id: "unit-certificates", caption: t.certificates, caption_hidden: true, columns, rows }.view()
}

fn certificate_form(page: &UnitPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let (t, form) = (&texts.unit, &page.certificate);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let found = page.found.as_ref().map(|found| {
        let told =
            fill(t.found, &[&found.subject, &day_of(found.expires_at, texts), &found.fingerprint]);
        let take = view! {
            <button class="utrecht-button utrecht-button--primary-action" type="submit" name="confirm" value=found.fingerprint.clone()>{t.take}</button>
        };
        (alert(Kind::Info, Some(t.found_heading), told), take)
    });
    let (told, take) = found.unzip();
    view! {
        <form class="pw-form pw-card" method="post" action=paths::unit_certificate(page.row.id)>
            {form_token(frame)}
            <h3 class="utrecht-heading-3">{t.certificate_heading}</h3>
            <p class="utrecht-paragraph">{t.certificate_lead}</p>
            {told}
            {field("pem", t.certificate).hint(t.pem_hint).textarea(5, LONGEST_PEM, &form.pem)}
            {field("overlap", t.overlap).hint(t.overlap_hint).optional(texts).input(Input::of("date"), &form.overlap)}
            <div class="utrecht-button-group utrecht-button-group--row">
                {take}
                <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.look}</button>
            </div>
        </form>
    }
    .into_any()
}

fn signing_keys(page: &UnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let row = |(from, until): &(Timestamp, Option<Timestamp>)| {
        let until = until.map_or_else(|| t.still.to_owned(), |at| minute(at, texts));
        vec![text(minute(*from, texts)), text(until)]
    };
    let rows = page.signing_keys.iter().map(row).collect();
    let columns = vec![t.from, t.accepted];
    Table { id: "unit-keys", caption: t.signing_keys, caption_hidden: true, columns, rows }.view()
}

fn key_form(page: &UnitPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let (t, form) = (&texts.unit, &page.key);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    view! {
        <form class="pw-form pw-card" method="post" action=paths::unit_signing_key(page.row.id)>
            {form_token(frame)}
            <h3 class="utrecht-heading-3">{t.key_heading}</h3>
            {field("key", t.key).hint(t.key_hint).textarea(4, LONGEST_PEM, &form.key)}
            {field("valid_from", t.valid_from).hint(t.valid_from_hint).optional(texts).input(Input::of("date"), &form.valid_from)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save_key}</button>
        </form>
    }
    .into_any()
}
