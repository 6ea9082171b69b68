//! Parameters of the query, read one by one; what is not known is told too.

use actix_web::HttpRequest;
use actix_web::web::Query;

use crate::problem::{Fault, Problem};

/// The parameters that were given.
pub(crate) struct Parameters {
    given: Vec<(String, String)>,
    faults: Vec<Fault>,
}

impl Parameters {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let given = Query::<Vec<(String, String)>>::from_query(request.query_string());
        let given = given.map_err(|_| Problem::malformed("the query cannot be read"))?.into_inner();
        Ok(Self { given, faults: Vec::new() })
    }

    /// A whole number from 1 to `most`; `otherwise` where it is not given or wrong.
    pub(crate) fn number(&mut self, name: &str, most: u64, otherwise: u64) -> u64 {
        let Some(given) = self.take(name) else { return otherwise };
        // One spelling: no sign, no leading zero.
        let read = given.parse::<u64>().ok().filter(|number| number.to_string() == given);
        read.filter(|number| (1..=most).contains(number)).unwrap_or_else(|| {
            self.faults.push(Fault::named("query", name, format!("is not a whole number from 1 to {most}")));
            otherwise
        })
    }

    /// One of these words.
    pub(crate) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let given = self.take(name)?;
        let found = choices.iter().find(|(word, _)| *word == given).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.faults.push(Fault::named("query", name, format!("is none of {}", words.join(", "))));
        }
        found
    }

    /// Everything was right.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        let unknown = self.given.iter().map(|(name, _)| name.clone());
        let unknown =
            unknown.map(|name| Fault::named("query", &name, "is not known here, or is there twice"));
        self.faults.extend(unknown);
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid(self.faults)) }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.given.iter().position(|(given, _)| given == name)?;
        Some(self.given.remove(place).1)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn parameters(query: &str) -> Parameters {
        let request = TestRequest::with_uri(&format!("/x?{query}")).to_http_request();
        Parameters::of(&request).unwrap_or_else(|problem| panic!("{problem:?}"))
    }

    #[test]
    fn what_is_given_counts_and_what_is_not_has_its_default() {
        let mut given = parameters("page=3&status=all");
        assert_eq!((given.number("page", 9, 1), given.number("pageSize", 9, 5)), (3, 5));
        assert_eq!(given.choice("status", &[("all", 1), ("current", 2)]), Some(1));
        assert!(given.finish().is_ok());
    }

    #[test]
    fn everything_wrong_unknown_or_double_is_told() {
        let mut given = parameters("page=0&pageSize=%2B1&status=x&plate=1&status=all");
        assert_eq!((given.number("page", 9, 1), given.number("pageSize", 9, 5)), (1, 5));
        assert_eq!(given.choice("status", &[("all", 1)]), None);
        let problem = given.finish().unwrap_err();
        assert_eq!(problem.faults(), 5, "{problem:?}");
    }
}
