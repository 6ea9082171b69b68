//! The state machine of a case.

use thiserror::Error;

use crate::RetentionClass;

text_enum! {
    /// Where a case is in its life.
    pub enum CaseState {
        /// A possible violation, not yet judged.
        AwaitingReview = "awaiting_review",
        /// An officer confirmed it.
        Confirmed = "confirmed",
        /// It passed the second look where one was due, and waits for the gate.
        Ready = "ready",
        /// It is in an immutable batch.
        InBatch = "in_batch",
        /// The CJIB acknowledged its batch.
        Delivered = "delivered",
        /// The CJIB accepted it: sanctioned.
        Accepted = "accepted",
        /// The CJIB refused it, with a code.
        Returned = "returned",
        /// Dismissed, with a reason.
        Dismissed = "dismissed",
        /// An act in a warning period: a letter instead of a fine.
        Warned = "warned",
        /// An appeal was won, or the case was withdrawn after delivery.
        Annulled = "annulled",
        /// The time to judge or to sanction it ran out.
        Expired = "expired",
        /// Its pictures, plate and all other personal data are gone.
        Destroyed = "destroyed",
    }
}

text_enum! {
    /// What can be done to a case.
    pub enum CaseCommand {
        /// An officer confirms the violation.
        Confirm = "confirm",
        /// An officer or the gate dismisses it.
        Dismiss = "dismiss",
        /// The officer takes a dismissal back (within [`crate::UNDO`]; the caller checks the time).
        Undo = "undo",
        /// The officer takes a confirmation back, until it is in a batch.
        Withdraw = "withdraw",
        /// The gate, a second look or a return sends it back to the desk.
        Rejudge = "rejudge",
        /// It may be exported, or a returned case was corrected.
        Ready = "ready",
        /// It goes into a batch.
        Batch = "batch",
        /// The CJIB acknowledged the batch.
        Deliver = "deliver",
        /// The CJIB accepted the case.
        Accept = "accept",
        /// The CJIB refused the case.
        Return = "return",
        /// Its batch never reached the CJIB and cannot be sent any more: it waits for another one.
        Unsend = "unsend",
        /// A warning letter takes the place of the fine.
        Warn = "warn",
        /// The sanction is taken back after delivery.
        Annul = "annul",
        /// The time ran out.
        Expire = "expire",
        /// Its personal data were destroyed.
        Destroy = "destroy",
    }
}

/// A command that the case's state does not permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a case that is {state} does not permit {command}")]
pub struct TransitionError {
    /// The state the case is in.
    pub state: CaseState,
    /// What was asked.
    pub command: CaseCommand,
}

impl CaseState {
    /// The state after `command`.
    ///
    /// # Errors
    /// [`TransitionError`] when this state does not permit the command.
    pub fn apply(self, command: CaseCommand) -> Result<Self, TransitionError> {
        use CaseCommand as Do;
        match (self, command) {
            // Destruction is repeated after a crash, so it holds from every state, its own included.
            (_, Do::Destroy) => Ok(Self::Destroyed),
            (Self::AwaitingReview, Do::Confirm) => Ok(Self::Confirmed),
            (Self::AwaitingReview | Self::Confirmed | Self::Ready | Self::Returned, Do::Dismiss) => {
                Ok(Self::Dismissed)
            }
            // An exemption entered late, before the letter left.
            (Self::Warned, Do::Dismiss) => Ok(Self::Dismissed),
            (Self::Dismissed, Do::Undo) => Ok(Self::AwaitingReview),
            (Self::Confirmed | Self::Ready, Do::Withdraw) => Ok(Self::AwaitingReview),
            (Self::Confirmed | Self::Ready | Self::Returned, Do::Rejudge) => Ok(Self::AwaitingReview),
            (Self::Confirmed | Self::Returned, Do::Ready) => Ok(Self::Ready),
            (Self::Ready, Do::Batch) => Ok(Self::InBatch),
            (Self::InBatch, Do::Deliver) => Ok(Self::Delivered),
            (Self::InBatch, Do::Unsend) => Ok(Self::Ready),
            (Self::Delivered, Do::Accept) => Ok(Self::Accepted),
            (Self::Delivered, Do::Return) => Ok(Self::Returned),
            (Self::Confirmed | Self::Ready, Do::Warn) => Ok(Self::Warned),
            (Self::Delivered | Self::Accepted, Do::Annul) => Ok(Self::Annulled),
            (Self::AwaitingReview | Self::Confirmed | Self::Ready | Self::Returned, Do::Expire) => {
                Ok(Self::Expired)
            }
            _ => Err(TransitionError { state: self, command }),
        }
    }

    /// Whether something must still happen to the case before it comes to rest.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::AwaitingReview
                | Self::Confirmed
                | Self::Ready
                | Self::InBatch
                | Self::Delivered
                | Self::Returned
        )
    }

    /// The retention class that goes with the state; none once destroyed. A legal hold overrides it.
    #[must_use]
    pub const fn retention_class(self) -> Option<RetentionClass> {
        match self {
            Self::AwaitingReview | Self::Expired => Some(RetentionClass::Undecided),
            Self::Confirmed | Self::Ready | Self::InBatch | Self::Delivered | Self::Returned => {
                Some(RetentionClass::Confirmed)
            }
            Self::Accepted => Some(RetentionClass::Sanctioned),
            Self::Dismissed => Some(RetentionClass::Dismissed),
            Self::Warned => Some(RetentionClass::Warned),
            Self::Annulled => Some(RetentionClass::Annulled),
            Self::Destroyed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use CaseCommand as Do;
    use CaseState as Is;
    use proptest::prelude::*;

    use super::*;

    /// The life of a case as domain.md tells it; `destroy` comes on top, from everywhere.
    const LIFE: &[(CaseState, CaseCommand, CaseState)] = &[
        (Is::AwaitingReview, Do::Confirm, Is::Confirmed),
        (Is::AwaitingReview, Do::Dismiss, Is::Dismissed),
        (Is::AwaitingReview, Do::Expire, Is::Expired),
        (Is::Confirmed, Do::Ready, Is::Ready),
        (Is::Confirmed, Do::Withdraw, Is::AwaitingReview),
        (Is::Confirmed, Do::Rejudge, Is::AwaitingReview),
        (Is::Confirmed, Do::Dismiss, Is::Dismissed),
        (Is::Confirmed, Do::Warn, Is::Warned),
        (Is::Warned, Do::Dismiss, Is::Dismissed),
        (Is::Confirmed, Do::Expire, Is::Expired),
        (Is::Ready, Do::Batch, Is::InBatch),
        (Is::Ready, Do::Withdraw, Is::AwaitingReview),
        (Is::Ready, Do::Rejudge, Is::AwaitingReview),
        (Is::Ready, Do::Dismiss, Is::Dismissed),
        (Is::Ready, Do::Warn, Is::Warned),
        (Is::Ready, Do::Expire, Is::Expired),
        (Is::InBatch, Do::Deliver, Is::Delivered),
        (Is::InBatch, Do::Unsend, Is::Ready),
        (Is::Delivered, Do::Accept, Is::Accepted),
        (Is::Delivered, Do::Return, Is::Returned),
        (Is::Delivered, Do::Annul, Is::Annulled),
        (Is::Accepted, Do::Annul, Is::Annulled),
        (Is::Returned, Do::Ready, Is::Ready),
        (Is::Returned, Do::Rejudge, Is::AwaitingReview),
        (Is::Returned, Do::Dismiss, Is::Dismissed),
        (Is::Returned, Do::Expire, Is::Expired),
        (Is::Dismissed, Do::Undo, Is::AwaitingReview),
    ];

    #[test]
    fn the_table_of_a_cases_life_holds_and_nothing_else_does() {
        for state in CaseState::ALL {
            for command in CaseCommand::ALL.iter().filter(|command| **command != Do::Destroy) {
                let row = LIFE.iter().find(|(from, by, _)| from == state && by == command);
                let expected = match row {
                    Some((.., to)) => Ok(*to),
                    None => Err(TransitionError { state: *state, command: *command }),
                };
                assert_eq!(state.apply(*command), expected, "{state} {command}");
            }
        }
    }

    #[test]
    fn destruction_holds_from_every_state_and_may_be_repeated() {
        for state in CaseState::ALL {
            assert_eq!(state.apply(Do::Destroy), Ok(Is::Destroyed), "{state}");
        }
    }

    #[test]
    fn a_confirmation_cannot_be_taken_back_once_it_is_in_a_batch() {
        let error = Is::InBatch.apply(Do::Withdraw).unwrap_err();
        assert_eq!(error.to_string(), "a case that is in_batch does not permit withdraw");
    }

    #[test]
    fn every_state_but_destroyed_has_a_retention_class() {
        for state in CaseState::ALL {
            assert_eq!(state.retention_class().is_none(), *state == Is::Destroyed, "{state}");
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_only_a_confirmed_case_is_delivered_and_what_is_destroyed_stays_so(
            commands in prop::collection::vec(prop::sample::select(CaseCommand::ALL), 0..60),
        ) {
            let mut state = Is::AwaitingReview;
            let mut confirmed = false;
            for command in commands {
                let Ok(next) = state.apply(command) else { continue };
                prop_assert!(state != Is::Destroyed || next == Is::Destroyed);
                confirmed = match next {
                    Is::Confirmed => true,
                    Is::AwaitingReview => false,
                    _ => confirmed,
                };
                if matches!(next, Is::Ready | Is::InBatch | Is::Delivered | Is::Accepted) {
                    prop_assert!(confirmed, "{} by {}", next, command);
                }
                state = next;
            }
        }

        #[test]
        fn a_case_at_rest_comes_back_only_by_undo(
            state in prop::sample::select(CaseState::ALL), command in prop::sample::select(CaseCommand::ALL),
        ) {
            if let (false, Ok(next)) = (state.is_open(), state.apply(command)) {
                prop_assert!(!next.is_open() || command == Do::Undo);
            }
        }
    }
}
