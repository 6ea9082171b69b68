//! Dutch.

pub(super) mod common;
pub(super) mod desk;
pub(super) mod disclosure;
mod labels;
pub(super) mod log;
pub(super) mod mask;
pub(super) mod pages;

use super::Texts;

pub(super) static TEXTS: Texts = Texts {
    code: "nl",
    layout: common::LAYOUT,
    calendar: common::CALENDAR,
    problems: common::PROBLEMS,
    labels: labels::LABELS,
    login: pages::LOGIN,
    enrol: pages::ENROL,
    home: pages::HOME,
    stock: desk::STOCK,
    review: desk::REVIEW,
    case: desk::CASE,
    mask: mask::MASK,
    custody: desk::CUSTODY,
    disclosure: disclosure::DISCLOSURE,
    search: pages::SEARCH,
    exemptions: pages::EXEMPTIONS,
    units: pages::UNITS,
    log: log::LOG,
    patterns: log::PATTERNS,
    summary: log::SUMMARY,
    errors: pages::ERRORS,
};
