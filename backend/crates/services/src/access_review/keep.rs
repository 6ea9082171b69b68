//! The task that nobody has to remember.

use jiff::Timestamp;
use poortwacht_domain::{Act, MunicipalityId, ReviewReach};
use poortwacht_ledger::{Actor, Entry};
use poortwacht_store::access_reviews::{self as rows, AccessReview};
use poortwacht_store::{Connection, Scope, accounts, municipalities};

use super::begin::begin_as;
use super::{ALARM_LATE, is_under_way, next};
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Reviews that began.
    pub(crate) begun: usize,
    /// Reviews that are late.
    pub(crate) late: usize,
}

/// Begins the reviews that are due and raises an alarm for those that are late.
///
/// # Errors
/// Those of store and ledger.
pub(crate) async fn keep(services: &Services, actor: &Actor) -> Result<Kept, ServiceError> {
    let now = services.now();
    let found = services.store().read(move |conn| look(conn, now)).await?;
    for (municipality, reach) in &found.due {
        let entry = Entry::new(actor.clone(), Act::AccessReviewBegun);
        begin_as(services, *municipality, *reach, entry).await?;
    }
    for review in &found.late {
        alarms::raise(services, notice(review)).await?;
    }
    Ok(Kept { begun: found.due.len(), late: found.late.len() })
}

struct Found {
    due: Vec<(MunicipalityId, ReviewReach)>,
    late: Vec<AccessReview>,
}

fn look(conn: &mut Connection, now: Timestamp) -> Result<Found, ServiceError> {
    let mut found = Found { due: Vec::new(), late: Vec::new() };
    for municipality in municipalities::all(conn, &Scope::job("access reviews"))? {
        let scope = Scope::municipality(municipality.id);
        let reviews = rows::list(conn, &scope)?;
        let first = accounts::list(conn, &scope)?.into_iter().map(|account| account.created_at).min();
        let due = first.and_then(|first| due(&reviews, first, now));
        found.due.extend(due.map(|reach| (municipality.id, reach)));
        let is_late = |review: &AccessReview| review.closed_at.is_none() && review.due_at <= now;
        found.late.extend(reviews.into_iter().filter(is_late));
    }
    Ok(found)
}

/// Which review is to begin; one of everybody comes first, since it covers the privileged roles.
fn due(reviews: &[AccessReview], first_account: Timestamp, now: Timestamp) -> Option<ReviewReach> {
    let is_due =
        |reach: &ReviewReach| !is_under_way(*reach, reviews) && next(*reach, reviews, first_account) <= now;
    ReviewReach::ALL.iter().copied().find(|reach| is_due(reach))
}

fn notice(review: &AccessReview) -> Notice {
    Notice {
        kind: ALARM_LATE,
        subject: review.id.to_string(),
        municipality: Some(review.municipality),
        detail: format!("access review of {} was due {}", review.reach, review.due_at),
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::RecordId;
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    fn at(day: &str) -> Timestamp {
        format!("{day}T12:00:00+01:00").parse().unwrap()
    }

    fn review(reach: ReviewReach, begun: &str, closed: bool) -> AccessReview {
        AccessReview {
            id: RecordId::random(&SequenceRng::new(1)),
            municipality: MunicipalityId::random(&SequenceRng::new(2)),
            reach,
            begun_at: at(begun),
            due_at: at(begun),
            closed_at: closed.then(|| at(begun)),
            closed_by: None,
        }
    }

    #[test]
    fn privileged_roles_are_due_each_quarter_and_everybody_each_year() {
        use ReviewReach::{Everybody, Privileged};
        let first = at("2026-01-10");
        assert_eq!(due(&[], first, at("2026-04-09")), None);
        assert_eq!(due(&[], first, at("2026-04-11")), Some(Privileged));
        let quarter = review(Privileged, "2026-12-11", true);
        assert_eq!(due(std::slice::from_ref(&quarter), first, at("2027-01-09")), None);
        assert_eq!(due(&[quarter], first, at("2027-01-10")), Some(Everybody));
        let year = review(Everybody, "2027-01-10", true);
        assert_eq!(due(std::slice::from_ref(&year), first, at("2027-04-09")), None);
        assert_eq!(due(&[year], first, at("2027-04-10")), Some(Privileged));
    }

    #[test]
    fn nothing_is_due_while_a_review_that_covers_it_is_under_way() {
        let open = review(ReviewReach::Everybody, "2026-01-10", false);
        assert_eq!(due(&[open], at("2020-01-01"), at("2027-01-09")), None);
    }
}
