//! English, beside the Dutch it is translated from: the same structs, so a missing text does not compile.

mod access;
mod account;
mod cjib;
mod common;
mod desk;
mod disclosure;
mod exemptions;
mod labels;
mod letters;
mod locations;
mod log;
mod mask;
mod pages;
mod quality;
mod unit;
mod viewer;
mod zones;

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
    users: access::USERS,
    user: access::USER,
    addresses: access::ADDRESSES,
    approvals: access::APPROVALS,
    access_reviews: access::ACCESS_REVIEWS,
    access: access::WORDS,
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
    letters: letters::LETTERS,
    quality: quality::QUALITY,
    second_look: quality::SECOND_LOOK,
    figures: quality::FIGURES,
    exemptions: pages::EXEMPTIONS,
    exemption_import: exemptions::EXEMPTION_IMPORT,
    exemption_export: exemptions::EXEMPTION_EXPORT,
    late_starts: exemptions::LATE_STARTS,
    annulments: exemptions::ANNULMENTS,
    zones: zones::ZONES,
    locations: locations::LOCATIONS,
    inspections: locations::INSPECTIONS,
    units: pages::UNITS,
    unit: unit::UNIT,
    log: log::LOG,
    patterns: log::PATTERNS,
    summary: log::SUMMARY,
    errors: pages::ERRORS,
};
