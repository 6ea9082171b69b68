//! Work on one revision of a case, while somebody may be sealing it anew.

use crate::ServiceError;

/// Works on what one snapshot of a case holds. When that does not succeed and the case has been sealed anew since, its old
/// key went in the middle of the work: then once more, on a snapshot of the case as it is now.
///
/// `load` takes the snapshot, `revision` tells which revision of the case it holds. No connection to the database is held
/// while `work` runs, which may wait for key store and network.
///
/// # Errors
/// Those of `load` and `work`.
pub(crate) fn on_one_revision<S, T>(
    load: impl Fn() -> Result<S, ServiceError>,
    revision: impl Fn(&S) -> i64,
    succeeded: impl Fn(&T) -> bool,
    work: impl Fn(S) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let snapshot = load()?;
    let seen = revision(&snapshot);
    let outcome = work(snapshot);
    let is_final = match &outcome {
        Ok(done) => succeeded(done),
        // As a part looks whose key is gone, or whose bytes have moved on.
        Err(ServiceError::Conflict(_) | ServiceError::Damaged(_)) => false,
        Err(_) => true,
    };
    if is_final {
        return outcome;
    }
    let now = load()?;
    if revision(&now) == seen { outcome } else { work(now) }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How often the work was done, on a case whose revision is another one at each look when it `moves`.
    fn attempts(moves: bool, outcome: impl Fn(i64) -> Result<bool, ServiceError>) -> (i64, bool) {
        let (revision, worked) = (Cell::new(0), Cell::new(0));
        let load = || {
            revision.set(revision.get() + i64::from(moves));
            Ok(revision.get())
        };
        let work = |revision| {
            worked.set(worked.get() + 1);
            outcome(revision)
        };
        let done = on_one_revision(load, |revision| *revision, |done| *done, work);
        (worked.get(), done.is_ok_and(|done| done))
    }

    fn damaged() -> Result<bool, ServiceError> {
        Err(ServiceError::Damaged("the key is gone".to_owned()))
    }

    #[test]
    fn a_case_that_was_sealed_anew_meanwhile_is_tried_once_more() {
        assert_eq!(attempts(true, |revision| if revision == 1 { damaged() } else { Ok(true) }), (2, true));
        assert_eq!(attempts(true, |revision| Ok(revision > 1)), (2, true));
        assert_eq!(attempts(true, |_| damaged()), (2, false));
    }

    #[test]
    fn what_fails_on_an_unchanged_case_has_failed() {
        assert_eq!(attempts(false, |_| damaged()), (1, false));
        assert_eq!(attempts(false, |_| Ok(false)), (1, false));
        assert_eq!(attempts(false, |_| Ok(true)), (1, true));
    }

    #[test]
    fn a_key_store_that_does_not_answer_is_not_asked_again() {
        let away = || Err(ServiceError::Unavailable("key store".to_owned()));
        assert_eq!(attempts(true, |_| away()), (1, false));
    }
}
