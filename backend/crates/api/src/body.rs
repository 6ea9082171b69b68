//! Bodies within their limits, and JSON members read one by one, so that everything that is wrong is told together.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Payload};
use poortwacht_services::FieldProblem;
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::problem::Problem;

/// Most bytes of a body.
const MAX_BODY: usize = 64 * 1024;
/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a body of the expected content type; parameters of the type do not count.
pub(crate) async fn read(
    request: &HttpRequest,
    payload: Payload,
    expected: &str,
    told: &'static str,
) -> Result<Bytes, Problem> {
    let declared =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(expected) {
        return Err(Problem::unsupported(told));
    }
    let read = timeout(PATIENCE, payload.to_bytes_limited(MAX_BODY)).await;
    let read = read.map_err(|_| Problem::too_slow())?.map_err(|_| Problem::too_large())?;
    read.map_err(|_| Problem::malformed("the body was cut off; send it again"))
}

/// Reads a JSON object, and gives its exact bytes too.
pub(crate) async fn json(request: &HttpRequest, payload: Payload) -> Result<(Members, Bytes), Problem> {
    let bytes = read(request, payload, "application/json", "send the request as application/json").await?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(members)) => {
            Ok((Members { members, place: String::new(), problems: Vec::new() }, bytes))
        }
        Ok(_) => Err(Problem::malformed("the body is JSON, but no object")),
        Err(_) => Err(Problem::malformed("the body is no JSON")),
    }
}

/// The members of an object, taken out one by one.
pub(crate) struct Members {
    members: Map<String, Value>,
    /// JSON Pointer of the object.
    place: String,
    problems: Vec<FieldProblem>,
}

impl Members {
    /// A text; `None` where it is missing or none, and then only the latter is a problem here.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.members.remove(name)? {
            Value::String(text) => Some(text),
            _ => self.wrong(name, "is no text; put it between quotation marks"),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let items = self.list(name)?;
        let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        texts.or_else(|| self.wrong(name, "holds something else than texts"))
    }

    /// A list of objects, each read by `read`.
    pub(crate) fn objects<T>(&mut self, name: &str, read: impl Fn(&mut Self) -> T) -> Option<Vec<T>> {
        let items = self.list(name)?;
        let mut found = Vec::with_capacity(items.len());
        for (number, item) in items.into_iter().enumerate() {
            let Value::Object(members) = item else {
                return self.wrong(name, "holds something else than objects");
            };
            found.push(self.within(format!("{name}/{number}"), members, &read));
        }
        Some(found)
    }

    /// An object, read by `read`.
    pub(crate) fn object<T>(&mut self, name: &str, read: impl Fn(&mut Self) -> T) -> Option<T> {
        match self.members.remove(name)? {
            Value::Object(members) => Some(self.within(name.to_owned(), members, &read)),
            _ => self.wrong(name, "is no object"),
        }
    }

    /// What is wrong, members that are not known included.
    pub(crate) fn finish(self) -> Vec<FieldProblem> {
        let Self { members, place, mut problems } = self;
        let unknown = members.keys().map(|name| {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            FieldProblem::new(format!("{place}/{escaped}"), "is not known here; leave it out")
        });
        problems.extend(unknown);
        problems
    }

    fn within<T>(&mut self, place: String, members: Map<String, Value>, read: &impl Fn(&mut Self) -> T) -> T {
        let place = format!("{}/{place}", self.place);
        let mut inner = Self { members, place, problems: Vec::new() };
        let found = read(&mut inner);
        self.problems.extend(inner.finish());
        found
    }

    fn list(&mut self, name: &str) -> Option<Vec<Value>> {
        match self.members.remove(name)? {
            Value::Array(items) => Some(items),
            _ => self.wrong(name, "is no list"),
        }
    }

    fn wrong<T>(&mut self, name: &str, told: &str) -> Option<T> {
        self.problems.push(FieldProblem::new(format!("{}/{name}", self.place), told));
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn members(value: Value) -> Members {
        let Value::Object(members) = value else { panic!("no object") };
        Members { members, place: String::new(), problems: Vec::new() }
    }

    fn places(members: Members) -> Vec<String> {
        members.finish().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn members_are_read_as_what_they_are() {
        let mut read = members(json!({"a": "x", "b": ["y"], "c": [{"d": "z"}], "e": {"f": "w"}}));
        assert_eq!(read.text("a").as_deref(), Some("x"));
        assert_eq!(read.texts("b"), Some(vec!["y".to_owned()]));
        assert_eq!(read.objects("c", |item| item.text("d")), Some(vec![Some("z".to_owned())]));
        assert_eq!(read.object("e", |item| item.text("f")), Some(Some("w".to_owned())));
        assert_eq!(read.text("g"), None);
        assert_eq!(places(read), [""; 0]);
    }

    #[test]
    fn everything_that_is_wrong_is_told_by_its_pointer() {
        let mut read = members(json!({"a": 1, "b": [1], "c": [{"x/y": 1}], "d": [2], "n": null, "z": 0}));
        assert_eq!((read.text("a"), read.texts("b"), read.text("n")), (None, None, None));
        read.objects("c", |_| ());
        read.objects("d", |_| ());
        assert_eq!(places(read), ["/a", "/b", "/n", "/c/0/x~1y", "/d", "/z"]);
    }
}
