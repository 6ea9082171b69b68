//! Declared shapes and the check against them.

use super::tree::Json;
use crate::{FieldError, FieldErrorCode as Code};

/// More faults than this help nobody and would let a sender choose the size of our answer.
const MOST_FAULTS: usize = 100;

/// A member's name longer than this is cut in pointers.
const LONGEST_NAME: usize = 64;

/// What a value must look like.
pub(crate) enum Shape {
    /// A text that the function accepts; otherwise it tells how to write it.
    Text(fn(&str) -> Result<(), String>),
    /// A whole number between limits, both included.
    Whole { min: i64, max: i64 },
    /// A number between limits, both included.
    Number { min: f64, max: f64 },
    /// A list of such values, with its least and greatest length.
    List { of: &'static Shape, min: usize, max: usize },
    /// An object with these members and no others.
    Object(&'static [Member]),
}

/// A member of an object.
pub(crate) struct Member {
    name: &'static str,
    mandatory: bool,
    shape: &'static Shape,
}

impl Member {
    pub(crate) const fn mandatory(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, mandatory: true, shape }
    }

    pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, mandatory: false, shape }
    }
}

/// Every fault of the document, in its order; at most [`MOST_FAULTS`].
pub(crate) fn check(document: &[u8], shape: &Shape) -> Vec<FieldError> {
    let mut faults = Faults { place: String::new(), found: Vec::new() };
    match serde_json::from_slice::<Json>(document) {
        Ok(json) => faults.value(&json, shape),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            faults.add(
                Code::NotJson,
                format!("send one JSON document; it breaks at line {line}, column {column}"),
            );
        }
    }
    faults.found
}

struct Faults {
    /// JSON pointer to the value at hand.
    place: String,
    found: Vec<FieldError>,
}

impl Faults {
    fn add(&mut self, code: Code, detail: impl Into<String>) {
        if self.found.len() < MOST_FAULTS {
            self.found.push(FieldError::new(self.place.clone(), code, detail));
        }
    }

    /// Runs `step` one level down.
    fn inside(&mut self, name: &str, step: impl FnOnce(&mut Self)) {
        let length = self.place.len();
        self.place.push('/');
        self.place.push_str(&escaped(name));
        step(self);
        self.place.truncate(length);
    }

    fn value(&mut self, json: &Json, shape: &Shape) {
        match (shape, json) {
            (Shape::Text(accepts), Json::Text(text)) => {
                if let Err(fix) = accepts(text) {
                    self.add(Code::Malformed, fix);
                }
            }
            (Shape::Whole { min, max }, Json::Number(number)) => self.whole(number, *min, *max),
            (Shape::Number { min, max }, Json::Number(number)) => {
                if !number.as_f64().is_some_and(|number| (*min..=*max).contains(&number)) {
                    self.add(Code::OutOfRange, format!("give a number from {min} to {max}"));
                }
            }
            (Shape::List { of, min, max }, Json::Array(elements)) => self.list(elements, of, *min, *max),
            (Shape::Object(members), Json::Object(sent)) => self.object(sent, members),
            (Shape::Text(_), _) => self.add(Code::WrongType, "give a text"),
            (Shape::Whole { .. }, _) => self.add(Code::WrongType, "give a whole number"),
            (Shape::Number { .. }, _) => self.add(Code::WrongType, "give a number"),
            (Shape::List { .. }, _) => self.add(Code::WrongType, "give a list"),
            (Shape::Object(_), _) => self.add(Code::WrongType, "give an object"),
        }
    }

    fn whole(&mut self, number: &serde_json::Number, min: i64, max: i64) {
        if number.is_f64() {
            self.add(Code::WrongType, "give a whole number");
        } else if !number.as_i64().is_some_and(|number| (min..=max).contains(&number)) {
            self.add(Code::OutOfRange, format!("give a whole number from {min} to {max}"));
        }
    }

    fn list(&mut self, elements: &[Json], of: &Shape, min: usize, max: usize) {
        if !(min..=max).contains(&elements.len()) {
            self.add(Code::OutOfRange, format!("give {min} to {max} elements"));
        }
        for (position, element) in elements.iter().take(max).enumerate() {
            self.inside(&position.to_string(), |faults| faults.value(element, of));
        }
    }

    fn object(&mut self, sent: &[(String, Json)], members: &[Member]) {
        for (position, (name, value)) in sent.iter().enumerate() {
            let earlier = sent.iter().take(position).any(|(other, _)| other == name);
            let member = members.iter().find(|member| member.name == name);
            self.inside(name, |faults| match member {
                None => faults.add(Code::Unknown, "leave this member out; it is not part of the document"),
                Some(_) if earlier => faults.add(Code::Duplicate, "give this member once"),
                Some(member) => faults.value(value, member.shape),
            });
        }
        for member in members.iter().filter(|member| member.mandatory) {
            if !sent.iter().any(|(name, _)| name == member.name) {
                self.inside(member.name, |faults| faults.add(Code::Missing, "add this member"));
            }
        }
    }
}

fn escaped(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect::<String>().replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    static WORD: Shape =
        Shape::Text(|text| if text.len() < 4 { Ok(()) } else { Err("at most three characters".to_owned()) });
    static POINT: Shape = Shape::Object(&[
        Member::mandatory("x", &Shape::Whole { min: 0, max: 9 }),
        Member::mandatory("y", &Shape::Number { min: 0.0, max: 1.0 }),
        Member::optional("word", &WORD),
    ]);
    static POINTS: Shape =
        Shape::Object(&[Member::mandatory("points", &Shape::List { of: &POINT, min: 1, max: 2 })]);

    fn faults(document: &str) -> Vec<(String, Code)> {
        check(document.as_bytes(), &POINTS).into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_good_document_has_no_fault() {
        assert_eq!(faults(r#"{"points":[{"x":0,"y":0.5,"word":"abc"},{"y":1,"x":9}]}"#), []);
    }

    #[test]
    fn all_faults_are_listed_with_their_places() {
        let document = r#"{"a/b~":1,"points":[{"x":10,"y":"1","x":3},{"x":1.5,"word":"long"}]}"#;
        let expected = [
            ("/a~1b~0", Code::Unknown),
            ("/points/0/x", Code::OutOfRange),
            ("/points/0/y", Code::WrongType),
            ("/points/0/x", Code::Duplicate),
            ("/points/1/x", Code::WrongType),
            ("/points/1/word", Code::Malformed),
            ("/points/1/y", Code::Missing),
        ];
        assert_eq!(faults(document), expected.map(|(place, code)| (place.to_owned(), code)));
    }

    #[test]
    fn null_is_no_value_of_any_shape() {
        let document = r#"{"points":[{"x":null,"y":null,"word":null},null]}"#;
        assert!(faults(document).iter().all(|(_, code)| *code == Code::WrongType));
        assert_eq!(faults(document).len(), 4);
    }

    #[test]
    fn lists_have_a_least_and_a_greatest_length() {
        assert_eq!(faults(r#"{"points":[]}"#), [("/points".to_owned(), Code::OutOfRange)]);
        assert_eq!(faults(r#"{"points":[1,2,3]}"#).len(), 3);
    }

    #[test]
    fn what_is_no_json_is_one_fault() {
        for document in ["", "{", "nonsense", "{} {}", r#"{"points":[}"#, &"[".repeat(1_000)] {
            assert_eq!(faults(document), [(String::new(), Code::NotJson)], "{document}");
        }
    }

    #[test]
    fn the_answer_to_many_faults_is_bounded() {
        let members: Vec<String> = (0..1_000).map(|number| format!("\"m{number}\":0")).collect();
        assert_eq!(faults(&format!("{{{}}}", members.join(","))).len(), MOST_FAULTS);
    }
}
