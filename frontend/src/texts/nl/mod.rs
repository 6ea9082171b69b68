//! Dutch.

pub(super) mod account;
pub(super) mod cjib;
pub(super) mod common;
pub(super) mod desk;
pub(super) mod disclosure;
mod labels;
pub(super) mod log;
pub(super) mod mask;
pub(super) mod pages;
pub(super) mod quality;
pub(super) mod viewer;

use super::Texts;

pub(super) static TEXTS: Texts = Texts {
    code: "nl",
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
