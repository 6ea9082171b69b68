//! Proof that something is durable.

/// A value whose transaction has been committed. Only the writer makes one, after COMMIT.
#[derive(Debug)]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, without the proof.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<A, B> Committed<(A, B)> {
    /// Splits a pair; the proof stays with the second.
    pub fn split(self) -> (A, Committed<B>) {
        (self.0.0, Committed(self.0.1))
    }
}

impl<T> AsRef<T> for Committed<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}
