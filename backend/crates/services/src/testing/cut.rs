//! A process that dies: its future is dropped between two steps. What was handed to the store by then is done all the
//! same, as with a commit whose answer nobody hears any more.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

pub struct Cut<F> {
    inner: Pin<Box<F>>,
    steps: Option<usize>,
}

impl<F: Future> Cut<F> {
    /// Lives for so many steps; `None` is for ever.
    pub fn after(steps: Option<usize>, inner: F) -> Self {
        Self { inner: Box::pin(inner), steps }
    }
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.steps {
            Some(0) => return Poll::Ready(None),
            Some(left) => *left -= 1,
            None => {}
        }
        self.inner.as_mut().poll(context).map(Some)
    }
}
