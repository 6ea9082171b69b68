//! The document around every page: head, skip link, header with navigation, main landmark.

use crate::banner;
use crate::components::form::form_token;
use crate::frame::{Frame, Group, Section, Viewer};
use crate::language;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;

/// The `<html>` element of a page.
pub(crate) fn document<P: Page>(frame: &Frame, page: P) -> AnyView {
    let texts = frame.texts;
    let title = browser_title(&page, texts);
    let section = page.section();
    let header = header(frame, section);
    let warning = banner::of_authorisation(frame, section);
    let footer = banner::help(frame);
    let theme = frame.local.theme.clone();
    let assets = frame.assets.clone();
    let islands = assets.islands.filter(|_| frame.viewer.is_some());
    view! {
        <html lang=texts.code class="voorbeeld-theme">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex, nofollow"/>
                <title>{title}</title>
                <link rel="stylesheet" href=assets.style/>
                {theme.map(|href| view! { <link rel="stylesheet" href=href/> })}
                <link rel="icon" type="image/svg+xml" href=assets.icon/>
                {islands.map(|src| view! { <script type="module" src=src></script> })}
            </head>
            <body class="utrecht-document pw-body">
                <a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#main">{texts.layout.skip}</a>
                {header}
                {warning}
                {frame.viewer.is_some().then(|| status_line(texts))}
                <main id="main" class="pw-main" tabindex="-1">{page.body(frame)}</main>
                {footer}
            </body>
        </html>
    }
    .into_any()
}

/// Empty until the island that belongs to it has something to say.
fn status_line(texts: &'static Texts) -> AnyView {
    let t = &texts.status;
    view! {
        <p class="pw-status" role="status" data-island="status" data-unreachable=t.unreachable data-back=t.back data-busy=t.busy></p>
    }
    .into_any()
}

fn browser_title<P: Page>(page: &P, texts: &'static Texts) -> String {
    let error = if page.has_errors() { texts.layout.error_prefix } else { "" };
    format!("{error}{} – {}", page.title(texts), texts.layout.product)
}

fn header(frame: &Frame, current: Option<Section>) -> AnyView {
    let texts = frame.texts;
    let municipality = frame.viewer.as_ref().map(|viewer| viewer.municipality.clone());
    let demo = frame.demo.then(|| view! { <span class="pw-header__demo">{texts.layout.demo}</span> });
    let signed_in = frame.viewer.as_ref().map(|viewer| signed_in(frame, viewer, current));
    view! {
        <header class="pw-header">
            <div class="pw-header__brand">
                <span class="pw-header__name">{texts.layout.product}</span>
                {municipality.map(|name| view! { <span class="pw-header__municipality">{name}</span> })}
                {demo}
            </div>
            {signed_in}
            {language::switch(frame)}
        </header>
    }
    .into_any()
}

fn signed_in(frame: &Frame, viewer: &Viewer, current: Option<Section>) -> AnyView {
    let texts = frame.texts;
    view! {
        {navigation(texts, viewer, current)}
        <form class="pw-header__account" method="post" action=paths::LOGOUT>
            {form_token(frame)}
            <a class="pw-header__person" href=paths::ACCOUNT>
                <span>{viewer.name.clone()}</span>
                <span class="pw-header__role">{(texts.labels.role)(viewer.role)}</span>
                <span class="pw-hidden">{fill(texts.account.link, &[&viewer.name])}</span>
            </a>
            <button class="utrecht-button utrecht-button--subtle" type="submit">{texts.layout.log_out}</button>
        </form>
    }
    .into_any()
}

fn navigation(texts: &'static Texts, viewer: &Viewer, current: Option<Section>) -> AnyView {
    let offered: Vec<Section> =
        Section::ALL.into_iter().filter(|section| viewer.role.allows(section.permission())).collect();
    let items = offered.iter().filter_map(|section| item(*section, &offered, current, texts)).collect_view();
    view! { <nav class="pw-nav" aria-label=texts.layout.navigation><ul class="pw-nav__list">{items}</ul></nav> }.into_any()
}

/// A page, or the heading of its group at the place of the first of them.
fn item(
    section: Section,
    offered: &[Section],
    current: Option<Section>,
    texts: &'static Texts,
) -> Option<AnyView> {
    let of_group =
        |group| offered.iter().copied().filter(|one| one.group() == Some(group)).collect::<Vec<_>>();
    let members = section.group().map(of_group).filter(|members| members.len() > 1);
    match members {
        None => Some(link(section, current, texts)),
        Some(members) if members.first() == Some(&section) => menu(&members, current, texts),
        Some(_) => None,
    }
}

fn link(section: Section, current: Option<Section>, texts: &'static Texts) -> AnyView {
    let (path, label) = target(section, texts);
    let here = (current == Some(section)).then_some("page");
    view! { <li><a class="pw-nav__link" href=path aria-current=here>{label}</a></li> }.into_any()
}

/// Opens and closes without scripts; of several only one is open.
fn menu(members: &[Section], current: Option<Section>, texts: &'static Texts) -> Option<AnyView> {
    let heading = match members.first()?.group()? {
        Group::Roadside => texts.layout.roadside,
        Group::Rights => texts.layout.rights,
        Group::Access => texts.layout.access,
    };
    let here = current.is_some_and(|current| members.contains(&current)).then_some("true");
    let links = members.iter().map(|section| link(*section, current, texts)).collect_view();
    Some(
        view! {
            <li class="pw-nav__group">
                <details name="menu">
                    <summary class="pw-nav__link" aria-current=here>{heading}</summary>
                    <ul class="pw-nav__menu">{links}</ul>
                </details>
            </li>
        }
        .into_any(),
    )
}

const fn target(section: Section, texts: &'static Texts) -> (&'static str, &'static str) {
    match section {
        Section::Stock => (paths::STOCK, texts.stock.title),
        Section::Review => (paths::REVIEW, texts.review.title),
        Section::Search => (paths::SEARCH, texts.search.title),
        Section::SecondLook => (paths::SECOND_LOOKS, texts.second_look.title),
        Section::Quality => (paths::QUALITY, texts.quality.title),
        Section::Cjib => (paths::CJIB, texts.cjib.title),
        Section::Figures => (paths::FIGURES, texts.figures.title),
        Section::Exemptions => (paths::EXEMPTIONS, texts.exemptions.title),
        Section::Locations => (paths::LOCATIONS, texts.locations.title),
        Section::Inspections => (paths::INSPECTIONS, texts.inspections.title),
        Section::Units => (paths::UNITS, texts.units.title),
        Section::Users => (paths::USERS, texts.users.title),
        Section::Requests => (paths::REQUESTS, texts.approvals.title),
        Section::AccessReviews => (paths::ACCESS_REVIEWS, texts.access_reviews.title),
        Section::Log => (paths::LOG, texts.log.title),
        Section::Compliance => (paths::COMPLIANCE, texts.compliance.title),
        Section::Holds => (paths::HOLDS, texts.holds.title),
        Section::Incidents => (paths::INCIDENTS, texts.incidents.title),
        Section::Persons => (paths::PERSONS, texts.persons.title),
    }
}
