//! What can be wrong with a packet, and which packets it befalls.

use std::str::FromStr;

use poortwacht_tests::street::Dice;

macro_rules! faults {
    ($($variant:ident = $name:literal, $help:literal;)+) => {
        /// One thing that is wrong (or odd) with a packet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $(#[doc = $help] $variant,)+
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Name on the command line and in the summary.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// One line for `--help`.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)+ }
            }
        }
    };
}

faults! {
    BadSignature = "bad-signature", "signature over other bytes";
    ForeignKey = "foreign-key", "signed by a key that nobody registered";
    WrongHash = "wrong-hash", "declared SHA-256 is of other bytes";
    Truncated = "truncated", "picture cut off half-way";
    ExifRotated = "exif-rotated", "EXIF says: rotate by 90 degrees";
    PngNamedJpg = "png-named-jpg", "a PNG sent as image/jpeg";
    TextNamedJpg = "text-named-jpg", "plain text sent as image/jpeg";
    HtmlNamedJpg = "html-named-jpg", "HTML sent as image/jpeg";
    RandomBytes = "random-bytes", "1,000 random bytes sent as image/jpeg";
    HugeSize = "huge-size", "frame header claims 65500x65500";
    Cmyk = "cmyk", "four-component JPEG";
    ClockDrift = "clock-drift", "clock 42 s ahead, and says so";
    Stale = "stale", "captured 49 hours ago";
    Year1970 = "year-1970", "captured in 1970";
    Year2100 = "year-2100", "captured in 2100";
    SequenceGap = "sequence-gap", "one sequence number skipped before it";
    RegionOutside = "region-outside", "a region beyond the picture's edge";
    UnknownMember = "unknown-member", "a JSON member that the protocol does not know";
    DuplicateKey = "duplicate-key", "the same JSON member twice";
    MissingPart = "missing-part", "a declared picture is not sent";
    ExtraPart = "extra-part", "a picture is sent that nobody declared";
    Duplicate = "duplicate", "good; sent once more after the answer";
    ChangedDuplicate = "changed-duplicate", "good; sent again with the same id and other content";
    Progressive = "progressive", "good; progressive JPEG";
    Metadata = "metadata", "good; EXIF with GPS position and thumbnail";
    Comment = "comment", "good; a COM segment";
    TrailingJunk = "trailing-junk", "good; bytes after the end of the picture";
    NoRegions = "no-regions", "good; nothing declared in the pictures";
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|fault| fault.name() == text);
        found.ok_or_else(|| format!("unknown fault {text}; --help lists them"))
    }
}

/// Which packets a fault befalls.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    All,
    Numbers(u64, u64),
    Share(f64),
}

/// One `--fault`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planned {
    fault: Fault,
    which: Which,
}

impl FromStr for Planned {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((name, numbers)) = text.split_once('@') {
            let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
            let which = match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) if first >= 1 && first <= last => Which::Numbers(first, last),
                _ => return Err("write FAULT@N or FAULT@N-M, counting from 1".to_owned()),
            };
            return Ok(Self { fault: name.parse()?, which });
        }
        match text.split_once('=') {
            None => Ok(Self { fault: text.parse()?, which: Which::All }),
            Some((name, share)) => match share.parse::<f64>() {
                Ok(share) if (0.0..=1.0).contains(&share) => {
                    Ok(Self { fault: name.parse()?, which: Which::Share(share) })
                }
                _ => Err("write FAULT=SHARE with a share from 0 to 1".to_owned()),
            },
        }
    }
}

/// The fault of the `number`th packet of this run (from 1): the first planned one that covers it.
pub fn pick(planned: &[Planned], number: u64, dice: &mut Dice) -> Option<Fault> {
    let mut covers = |which: Which| match which {
        Which::All => true,
        Which::Numbers(first, last) => (first..=last).contains(&number),
        Which::Share(share) => dice.chance(share),
    };
    planned.iter().find(|plan| covers(plan.which)).map(|plan| plan.fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_befalls_all_some_or_numbered_packets() {
        let planned = ["truncated@2", "wrong-hash@4-5"].map(|text| text.parse::<Planned>().unwrap());
        let picked: Vec<_> = (1..=5).map(|number| pick(&planned, number, &mut Dice::of(1, number))).collect();
        let (cut, hash) = (Some(Fault::Truncated), Some(Fault::WrongHash));
        assert_eq!(picked, [None, cut, None, hash, hash]);
        let share = ["stale=0.5".parse::<Planned>().unwrap()];
        let hits =
            (0..400).filter(|number| pick(&share, *number, &mut Dice::of(1, *number)).is_some()).count();
        assert!((150..250).contains(&hits));
    }

    #[test]
    fn unknown_faults_and_numbers_are_refused() {
        for text in ["flood", "stale=2", "stale@0", "stale@3-1"] {
            assert!(text.parse::<Planned>().is_err(), "{text}");
        }
    }
}
