//! Codes of an authenticator (RFC 6238: HMAC-SHA-1, six digits, 30 seconds).

use jiff::Timestamp;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, TOTP};

const DIGITS: usize = 6;
const STEP_SECONDS: u64 = 30;
/// A code of the step before or after counts: clocks differ and people type slowly.
const WINDOW: i64 = 1;
/// Shown in the authenticator above the login.
const ISSUER: &str = "Poortwacht";

/// The time step to which the code belongs, within the window; `None` when it is no code of now.
pub(super) fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|character| !character.is_whitespace()).collect();
    let totp = totp(secret);
    let current = now.as_second().div_euclid(STEP_SECONDS.cast_signed());
    let mut found = None;
    for step in current - WINDOW..=current + WINDOW {
        let seconds = u64::try_from(step).unwrap_or_default() * STEP_SECONDS;
        if bool::from(totp.generate(seconds).as_bytes().ct_eq(code.as_bytes())) {
            found = Some(step);
        }
    }
    found
}

/// The secret as authenticators take it by hand.
pub(super) fn base32(secret: &[u8]) -> String {
    totp(secret).get_secret_base32()
}

/// The address behind the QR code. Logins hold no character that would have to be escaped.
pub(super) fn otpauth_uri(secret: &[u8], login: &str) -> String {
    format!(
        "otpauth://totp/{ISSUER}:{login}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
        base32(secret)
    )
}

fn totp(secret: &[u8]) -> TOTP {
    TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, STEP_SECONDS, secret.to_vec())
}

#[cfg(test)]
pub(crate) fn code_at(secret_base32: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::Encoded(secret_base32.to_owned()).to_bytes().unwrap();
    totp(&secret).generate(u64::try_from(at.as_second()).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and codes of RFC 6238, appendix B (eight digits there; the last six here).
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(SECRET, code, at(second)), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn one_step_either_way_counts_and_no_more() {
        let code = code_at(&base32(SECRET), at(1_000_000_020));
        let step = 1_000_000_020 / 30;
        for (offset, found) in [(-60, None), (-30, Some(step)), (0, Some(step)), (30, Some(step)), (60, None)]
        {
            assert_eq!(step_of(SECRET, &code, at(1_000_000_020 + offset)), found, "{offset}");
        }
        assert_eq!(step_of(SECRET, "", at(1_000_000_020)), None);
    }

    #[test]
    fn blanks_in_a_code_do_not_count() {
        assert_eq!(step_of(SECRET, " 287 082 ", at(59)), Some(1));
    }
}
