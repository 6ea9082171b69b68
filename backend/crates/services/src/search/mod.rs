//! Search: never without a reason, logged before there are results, and never with a plate in them.

mod request;
mod run;

pub use request::SearchRequest;
pub use run::{SearchResults, SearchRow, search};
