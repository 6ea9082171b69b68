//! Waiting for a future on a plain thread.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread. Enough for channels and semaphores, which need no runtime.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    // On a thread that runs a task, the task's turn must not count: once it is used up, tokio's channels would answer
    // "pending" and wake at once, for ever, as nothing here ever ends the turn.
    let mut future = pin!(tokio::task::unconstrained(future));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::ready;

    use tokio::sync::oneshot;
    use tokio::task::coop;

    use super::*;

    /// Ends the running task's turn without giving it up.
    async fn use_up_the_turn() {
        poll_fn(|context| {
            while coop::has_budget_remaining() {
                ready!(coop::poll_proceed(context)).made_progress();
            }
            Poll::Ready(())
        })
        .await;
    }

    #[test]
    fn an_answer_arrives_inside_a_task_whose_turn_is_used_up() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let waits = async {
            use_up_the_turn().await;
            let (answer, question) = oneshot::channel();
            answer.send(7).unwrap();
            block_on(question)
        };
        assert_eq!(runtime.block_on(runtime.spawn(waits)).unwrap(), Ok(7));
    }
}
