//! Looking through who has access (BIO2): everybody once a year, privileged roles every quarter. A review is a task with
//! one line for each account, that two people finish together: nobody judges the own access.

mod begin;
mod judge;
mod keep;
mod read;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{ReviewReach, add_calendar_months};
use poortwacht_store::access_reviews::AccessReview;

pub use begin::begin;
pub use judge::{JudgeAccess, close, judge};
pub(crate) use keep::{Kept, keep};
pub use read::{Review, ReviewLine, ReviewSummary, Reviews, review, reviews};

/// How long a review may take.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Alarm: a review is late. Its subject is the review.
pub(crate) const ALARM_LATE: &str = "access_review_late";

/// When the next review of a reach is to begin. A review of everybody is one of the privileged roles too; where there was
/// none yet, the time counts from the municipality's first account.
fn next(reach: ReviewReach, reviews: &[AccessReview], first_account: Timestamp) -> Timestamp {
    let counts = |review: &&AccessReview| review.reach == reach || review.reach == ReviewReach::Everybody;
    let last = reviews.iter().filter(counts).map(|review| review.begun_at).max();
    add_calendar_months(last.unwrap_or(first_account), reach.months())
}

/// Whether a review that covers this reach is under way.
fn is_under_way(reach: ReviewReach, reviews: &[AccessReview]) -> bool {
    let covers = |review: &AccessReview| review.reach == reach || review.reach == ReviewReach::Everybody;
    reviews.iter().any(|review| review.closed_at.is_none() && covers(review))
}
