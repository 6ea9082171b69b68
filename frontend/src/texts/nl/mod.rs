//! Dutch.

pub(super) mod access;
pub(super) mod account;
mod acts;
pub(super) mod annul;
pub(super) mod cjib;
pub(super) mod common;
pub(super) mod compliance;
pub(super) mod desk;
pub(super) mod disclosure;
pub(super) mod exemptions;
pub(super) mod holds;
pub(super) mod incidents;
mod labels;
pub(super) mod letters;
pub(super) mod locations;
pub(super) mod log;
pub(super) mod mask;
pub(super) mod pages;
pub(super) mod persons;
pub(super) mod quality;
pub(super) mod restriction;
pub(super) mod samples;
pub(super) mod terms;
pub(super) mod unit;
pub(super) mod viewer;
pub(super) mod zones;

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
    holds: holds::HOLDS,
    terms: terms::TERMS,
    incidents: incidents::INCIDENTS,
    incident_labels: incidents::LABELS,
    persons: persons::PERSONS,
    restriction: restriction::RESTRICTION,
    compliance: compliance::COMPLIANCE,
    compliance_words: compliance::WORDS,
    search: pages::SEARCH,
    cjib: cjib::CJIB,
    letters: letters::LETTERS,
    quality: quality::QUALITY,
    second_look: quality::SECOND_LOOK,
    samples: samples::SAMPLES,
    figures: quality::FIGURES,
    exemptions: pages::EXEMPTIONS,
    exemption_import: exemptions::EXEMPTION_IMPORT,
    exemption_export: exemptions::EXEMPTION_EXPORT,
    late_starts: exemptions::LATE_STARTS,
    annul: annul::ANNUL,
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
