//! English, beside the Dutch it is translated from: the same structs, so a missing text does not compile.

mod account;
mod cjib;
mod common;
mod desk;
mod disclosure;
mod labels;
mod log;
mod mask;
mod pages;
mod quality;
mod viewer;

use super::Texts;

pub(super) static TEXTS: Texts = Texts {
    code: "en",
    layout: common::LAYOUT,
    calendar: common::CALENDAR,
    problems: common::PROBLEMS,
    labels: labels::LABELS,
    login: pages::LOGIN,
    enrol: pages::ENROL,
    account: account::ACCOUNT,
    home: pages::HOME,
    stock: desk::STOCK,
    review: desk::REVIEW,
    viewer: viewer::VIEWER,
    status: viewer::STATUS,
    case: desk::CASE,
    mask: mask::MASK,
    custody: desk::CUSTODY,
    disclosure: disclosure::DISCLOSURE,
    search: pages::SEARCH,
    cjib: cjib::CJIB,
    quality: quality::QUALITY,
    second_look: quality::SECOND_LOOK,
    figures: quality::FIGURES,
    exemptions: pages::EXEMPTIONS,
    units: pages::UNITS,
    log: log::LOG,
    patterns: log::PATTERNS,
    summary: log::SUMMARY,
    errors: pages::ERRORS,
};
