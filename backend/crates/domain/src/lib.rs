//! The rules of access enforcement, without I/O: plates, passages, cases, exemptions, locations,
//! retention, roles. Time and randomness come in through [`Clock`] and [`Rng`]; the crate compiles to
//! WebAssembly, so that the portal's islands share the same rules.

#[macro_use]
mod acts_under;
#[macro_use]
mod text_enum;

pub mod access;
pub mod act;
pub mod act_kind;
pub mod address;
pub mod api_scope;
pub mod calendar;
pub mod case;
pub mod case_reference;
pub mod clock;
pub mod compliance;
pub mod country;
pub mod declared;
pub mod disclosure;
pub mod evidence_part;
pub mod exemption;
pub mod geometry;
pub mod holidays;
pub mod ids;
pub mod incident;
mod json;
pub mod language;
pub mod location;
pub mod notice;
pub mod offence;
pub mod passage;
pub mod person_request;
pub mod picture_place;
pub mod plate;
pub mod problem;
pub mod processing;
pub mod reasons;
pub mod reconciliation;
pub mod retention;
pub mod retention_history;
pub mod retention_limits;
pub mod rng;
pub mod roles;
pub mod sampling;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod trace;
pub mod window;

pub use access::{AccessVerdict, ApprovalKind, ApprovalState, ReviewReach};
pub use act::Act;
pub use act_kind::ActKind;
pub use address::{AddressError, AddressRange};
pub use api_scope::{ApiScope, ApiScopes};
pub use calendar::{Month, add_calendar_months, amsterdam, calendar_months_before, local_day};
pub use case::{
    CLAIM_LEASE, CaseCommand, CaseState, Check, Deadline, DismissalReason, Placeholder, ReturnCode,
    TransitionError, UNDO, UnknownPlaceholder, fill_grounds, placeholders,
};
pub use case_reference::{CaseRef, CaseRefError};
pub use clock::Clock;
pub use compliance::{
    ComplianceReport, Fact, Finding, Holding, MonthDestroyed, MonthHeld, Promise, PromiseLine, Standing,
};
pub use country::{Country, CountryError};
pub use declared::Logs;
pub use disclosure::{DisclosureReason, Recipient};
pub use evidence_part::EvidencePart;
pub use exemption::{Area, ExemptionCategory, ExemptionRule, Membership, Validity};
pub use geometry::Rect;
pub use holidays::is_public_holiday;
pub use ids::{
    AccountId, ApiClientId, BatchId, CaseId, ExemptionId, HalfId, IdError, LocationId, MunicipalityId,
    PacketId, RecordId, RunId, TextId, UnitId, ZoneId,
};
pub use language::Language;
pub use location::{
    ClosureWindow, Consent, DatePeriod, DossierField, Enforcement, InspectionResult, LocationDossier,
    OffenceTerm, OnHolidays, RedactionPolicy, SignFindings, SpecialDay, SpecialDayKind,
};
pub use offence::{OffenceCode, OffenceError, Sign, VehicleCategory};
pub use passage::{
    ExemptionListAnswer, ExemptionListEntry, Heartbeat, ImageDeclaration, ImageKind, PacketAnswer,
    PacketOutcome, Region, RegionKind, ViolationPacket,
};
pub use person_request::{
    ExtensionReason, IdentityCheck, LiftReason, Regime, RequestKind, RequestOutcome, RestrictionGround,
};
pub use picture_place::{ObjectStamp, PicturePlace};
pub use plate::{Plate, PlateError, Sidecode, looks_like_plate};
pub use problem::{FieldError, FieldErrorCode};
pub use processing::{DataSubject, ProcessingActivity, ProcessingStatus, SubjectKind};
pub use reasons::{AnnulmentGround, HoldGround, LogReason, MaskReason, SearchReason};
pub use reconciliation::{DifferenceField, DifferenceKind};
pub use retention::{FAR_FUTURE, RetentionClass, RetentionTerms, Term, destroy_after};
pub use retention_history::TermsHistory;
pub use retention_limits::{LimitSource, Limits, LongerGround, TermFlaw, TermOutcome};
pub use rng::Rng;
pub use roles::{Permission, Role, incompatible};
pub use sampling::{SampleGround, SampleKind, SampleOutcome, SampleReach};
pub use text_enum::UnknownText;
pub use trace::{SpanId, TraceId, TraceIdError};
pub use window::{Weekday, WeeklyWindow};
