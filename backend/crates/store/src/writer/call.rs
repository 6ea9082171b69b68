//! One caller's closure, with its types hidden from the writer thread.

use tokio::sync::oneshot;

use super::committed::Committed;
use crate::error::StoreError;
use crate::tx::Tx;

/// A closure with a caller waiting for it.
pub(super) trait Caller: Send {
    /// Runs the closure and keeps its outcome; whether it succeeded.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Replaces the outcome by an error of the store.
    fn refuse(&mut self, error: StoreError);
    /// Tells the caller the outcome. Called after COMMIT, or after the outcome was replaced.
    fn answer(self: Box<Self>);
}

/// The one implementation of [`Caller`].
pub(super) struct Call<T, E, F> {
    closure: F,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<Committed<T>, E>>,
}

impl<T, E, F> Call<T, E, F> {
    pub(super) fn new(closure: F, answer: oneshot::Sender<Result<Committed<T>, E>>) -> Self {
        Self { closure, outcome: None, answer }
    }
}

impl<T, E, F> Caller for Call<T, E, F>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let outcome = (self.closure)(tx);
        let succeeded = outcome.is_ok();
        self.outcome = Some(outcome);
        succeeded
    }

    fn refuse(&mut self, error: StoreError) {
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(StoreError::Stopped.into()));
        // A caller that no longer listens has gone away (its connection was closed): its work stands all the same.
        let _gone = self.answer.send(outcome.map(Committed::new));
    }
}
