//! Names of objects.

use std::fmt;
use std::str::FromStr;

use poortwacht_domain::{CaseId, MunicipalityId};

/// Name of the object that holds one revision of one sealed picture: `<municipality>/<case>/<ordinal>-<revision>`. All
/// random identifiers and small numbers: it says nothing of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectName {
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// The case.
    pub case: CaseId,
    /// The picture's place in the packet, from 0.
    pub ordinal: u32,
    /// The case's revision it was sealed under.
    pub revision: i64,
}

/// Not a name that this system gives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a sealed picture: <municipality>/<case>/<ordinal>-<revision>")]
pub struct ObjectNameError;

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}-{}", self.municipality, self.case, self.ordinal, self.revision)
    }
}

impl FromStr for ObjectName {
    type Err = ObjectNameError;

    /// Takes the one spelling that [`Display`](fmt::Display) gives, so that no two names mean the same picture.
    fn from_str(text: &str) -> Result<Self, ObjectNameError> {
        let name = read(text).ok_or(ObjectNameError)?;
        if name.to_string() == text { Ok(name) } else { Err(ObjectNameError) }
    }
}

fn read(text: &str) -> Option<ObjectName> {
    let (municipality, rest) = text.split_once('/')?;
    let (case, last) = rest.split_once('/')?;
    let (ordinal, revision) = last.split_once('-')?;
    Some(ObjectName {
        municipality: municipality.parse().ok()?,
        case: case.parse().ok()?,
        ordinal: ordinal.parse().ok()?,
        revision: revision.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "00000000-0000-4000-8000-000000000001/00000000-0000-4000-8000-00000000000a/12-3";

    #[test]
    fn a_name_reads_back_as_what_it_was_made_from() {
        let name: ObjectName = TEXT.parse().unwrap();
        assert_eq!((name.ordinal, name.revision), (12, 3));
        assert_eq!(name.to_string(), TEXT);
    }

    #[test]
    fn every_other_spelling_is_refused() {
        let wrong = [
            "".to_owned(),
            "probe/1".to_owned(),
            TEXT.to_uppercase(),
            TEXT.replace("12-3", "012-3"),
            TEXT.replace("12-3", "+12-3"),
            TEXT.replace("12-3", "12"),
            TEXT.replace("12-3", "12-3/4"),
            format!("/{TEXT}"),
        ];
        for text in wrong {
            assert_eq!(text.parse::<ObjectName>(), Err(ObjectNameError), "{text}");
        }
    }
}
