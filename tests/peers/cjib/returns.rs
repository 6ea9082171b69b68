//! Which cases come back, and why.

/// Return codes of the mock; the real ones are not public.
const CODES: [(&str, &str); 5] = [
    ("U01", "Kenteken niet bekend in het kentekenregister"),
    ("U02", "Voertuigcategorie past niet bij de feitcode"),
    ("U03", "Feitcode niet geldig op de pleegdatum"),
    ("U04", "Pleegplaats onvolledig"),
    ("U05", "Verbalisantnummer niet bekend"),
];

/// Accepts a known return code (for clap).
pub fn known_code(text: &str) -> Result<String, String> {
    match text_of(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("one of U01, U02, U03, U04, U05".to_owned()),
    }
}

/// Dutch text of a return code.
pub fn text_of(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

/// Decides about each case by its number of arrival, so that the share is exact and a run repeatable.
#[derive(Clone, Debug)]
pub struct Returns {
    share: f64,
    codes: Vec<String>,
}

impl Returns {
    /// `codes` empty: all codes in turn.
    pub fn new(share: f64, codes: &[String]) -> Self {
        let all = || CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
        Self { share, codes: if codes.is_empty() { all() } else { codes.to_vec() } }
    }

    /// The code with which the `number`th case (from 1) ever taken is returned; `None`: accepted.
    pub fn decide(&self, number: u64) -> Option<&str> {
        let before = self.returned_among(number.saturating_sub(1));
        if self.returned_among(number) == before {
            return None;
        }
        let turn = usize::try_from(before).ok()?.checked_rem(self.codes.len())?;
        self.codes.get(turn).map(String::as_str)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "case counts of a mock stay far below 2^52 and the share is within 0..=1"
    )]
    fn returned_among(&self, count: u64) -> u64 {
        // The small term keeps shares such as 0.1 from losing a case to rounding.
        (count as f64 * self.share + 1e-9).floor() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_exact_and_codes_take_turns() {
        let returns = Returns::new(0.25, &[]);
        let codes: Vec<_> = (1..=12).filter_map(|number| returns.decide(number)).collect();
        assert_eq!(codes, ["U01", "U02", "U03"]);
        assert_eq!((1..=1000).filter(|n| Returns::new(0.1, &[]).decide(*n).is_some()).count(), 100);
        assert_eq!((1..=10).filter(|n| Returns::new(1.0, &[]).decide(*n).is_some()).count(), 10);
        assert_eq!((1..=10).filter(|n| Returns::new(0.0, &[]).decide(*n).is_some()).count(), 0);
    }
}
