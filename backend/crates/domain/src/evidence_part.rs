//! What a case's evidence consists of, to name the part that is not what the ledger says.

use std::fmt;

/// A part of a case that the ledger pins: sealed values, what stands beside them, and what opens them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidencePart {
    /// The case's own row: where, when, by which unit, under which dossier, at which revision.
    Case,
    /// The database's half of the case's key.
    Key,
    /// The sealed plate.
    Plate,
    /// The sealed packet as the unit sent it.
    Packet,
    /// The sealed signature of the packet.
    Signature,
    /// The sealed statement of the officer.
    Statement,
    /// A picture and its record, by its place in the packet from 0.
    Picture(u32),
    /// An entry of the ledger about the case.
    Ledger,
}

impl EvidencePart {
    /// The part that a sealed field is, by the field's name.
    #[must_use]
    pub fn of_field(name: &str) -> Option<Self> {
        [Self::Plate, Self::Packet, Self::Signature, Self::Statement]
            .into_iter()
            .find(|part| part.to_string() == name)
    }
}

/// The code in the ledger and on the command line, for example `plate` or `picture.0`.
impl fmt::Display for EvidencePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Case => "case",
            Self::Key => "key",
            Self::Plate => "plate",
            Self::Packet => "packet",
            Self::Signature => "signature",
            Self::Statement => "statement",
            Self::Ledger => "ledger",
            Self::Picture(ordinal) => return write!(f, "picture.{ordinal}"),
        };
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_field_is_found_by_its_name_and_nothing_else_is() {
        assert_eq!(EvidencePart::of_field("statement"), Some(EvidencePart::Statement));
        assert_eq!(EvidencePart::of_field("case"), None);
        assert_eq!(EvidencePart::of_field("picture.0"), None);
        assert_eq!(EvidencePart::Picture(3).to_string(), "picture.3");
    }
}
