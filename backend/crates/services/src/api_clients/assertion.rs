//! Client assertions: JSON Web Tokens that a permit system signs to prove who it is (RFC 7523, 3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::ApiClientId;
use poortwacht_store::api_clients::AssertionKey;
use serde::Deserialize;

use super::key;

/// Longest assertion that is read, in bytes.
const LONGEST: usize = 8 * 1024;
/// An assertion is good for at most this long.
const LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Clocks may differ by this much.
const SKEW: SignedDuration = SignedDuration::from_secs(30);
/// Longest identifier of an assertion, in characters.
const LONGEST_ID: usize = 256;

/// An assertion whose signature and claims were not looked at yet.
pub(super) struct Assertion {
    /// Who it says it is from.
    pub(super) client: ApiClientId,
    header: Header,
    claims: Claims,
    signed: String,
    signature: Vec<u8>,
}

/// An assertion that counts, once.
pub(super) struct Proof {
    /// Its identifier, `jti`.
    pub(super) id: String,
    /// Until when it must be remembered.
    pub(super) until: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    crit: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, audiences: &[String]) -> bool {
        match self {
            Self::One(one) => audiences.contains(one),
            Self::Many(many) => many.iter().any(|one| audiences.contains(one)),
        }
    }
}

const MALFORMED: &str =
    "the assertion is no signed JWT of a registered client; iss and sub are its client_id";

impl Assertion {
    /// Takes a compact JWS (RFC 7515, 7.1) apart.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = text.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(MALFORMED);
        };
        if text.len() > LONGEST {
            return Err("the assertion is longer than 8 KiB");
        }
        let claims_read: Claims = read(claims).ok_or(MALFORMED)?;
        Ok(Self {
            client: claims_read.iss.parse().map_err(|_| MALFORMED)?,
            header: read(header).ok_or(MALFORMED)?,
            claims: claims_read,
            signed: format!("{header}.{claims}"),
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| MALFORMED)?,
        })
    }

    /// Whether the client signed it.
    pub(super) fn is_signed_with(&self, key: &AssertionKey) -> bool {
        key::verifies(key, &self.header.alg, self.signed.as_bytes(), &self.signature)
    }

    /// Checks what it says, but not whether it was used before.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn proves(&self, audiences: &[String], now: Timestamp) -> Result<Proof, &'static str> {
        let claims = &self.claims;
        let moment =
            |seconds: i64| Timestamp::from_second(seconds).map_err(|_| "a time of the assertion is none");
        let ends = moment(claims.exp)?;
        let starts = claims.nbf.into_iter().chain(claims.iat).map(moment).collect::<Result<Vec<_>, _>>()?;
        let wrong = if claims.sub != claims.iss {
            "sub differs from iss; both are the client_id"
        } else if self.header.crit.is_some() {
            "the header asks for extensions (crit) that are not known here"
        } else if !claims.aud.names(audiences) {
            "aud does not name this token endpoint"
        } else if ends <= now {
            "exp has passed; make a new assertion for each request"
        } else if ends > after(now, LIFE.saturating_add(SKEW)) {
            "exp lies more than five minutes ahead"
        } else if starts.iter().any(|start| *start > after(now, SKEW)) {
            "nbf or iat lies in the future; set the clock"
        } else if claims.jti.is_empty() || claims.jti.chars().count() > LONGEST_ID {
            "jti is empty or longer than 256 characters; take a fresh UUID"
        } else {
            return Ok(Proof { id: claims.jti.clone(), until: ends });
        };
        Err(wrong)
    }
}

fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.saturating_add(span).unwrap_or(now)
}

fn read<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ME: &str = "0192f7a0-0000-4000-8000-000000000001";

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn claims() -> Value {
        json!({"iss": ME, "sub": ME, "aud": "https://api.example/token", "exp": now().as_second() + 60, "jti": "1"})
    }

    fn assertion(header: &Value, claims: &Value) -> Result<Assertion, &'static str> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        Assertion::parse(&format!("{}.{}.AAAA", part(header), part(claims)))
    }

    fn judged(change: impl FnOnce(&mut Value)) -> Result<String, &'static str> {
        let mut claims = claims();
        change(&mut claims);
        let audiences = ["https://api.example/token".to_owned()];
        assertion(&json!({"alg": "ES256"}), &claims)?.proves(&audiences, now()).map(|proof| proof.id)
    }

    #[test]
    fn an_assertion_for_this_endpoint_and_moment_is_a_proof() {
        assert_eq!(judged(|_| ()), Ok("1".to_owned()));
        assert_eq!(
            judged(|claims| claims["aud"] = json!(["x", "https://api.example/token"])),
            Ok("1".to_owned())
        );
        assert_eq!(judged(|claims| claims["exp"] = json!(now().as_second() + 300)), Ok("1".to_owned()));
        assert_eq!(judged(|claims| claims["iat"] = json!(now().as_second())), Ok("1".to_owned()));
    }

    #[test]
    fn each_wrong_claim_is_named() {
        let second = now().as_second();
        let told = |member: &str, value: Value| judged(|claims| claims[member] = value).unwrap_err();
        for (member, value, part) in [
            ("sub", json!("0192f7a0-0000-4000-8000-000000000002"), "sub"),
            ("aud", json!("https://elsewhere.example"), "aud"),
            ("aud", json!([]), "aud"),
            ("exp", json!(second), "exp has passed"),
            ("exp", json!(second + 331), "five minutes"),
            ("exp", json!(i64::MAX), "time"),
            ("nbf", json!(second + 31), "nbf"),
            ("iat", json!(second + 31), "iat"),
            ("jti", json!(""), "jti"),
            ("jti", json!("a".repeat(257)), "jti"),
            ("iss", json!("somebody"), "client_id"),
        ] {
            let refused = told(member, value);
            assert!(refused.contains(part), "{member}: {refused}");
        }
    }

    #[test]
    fn what_is_no_signed_token_is_refused() {
        for text in ["", "a.b", "a.b.c.d", "e30.e30.", "!.!.!"] {
            assert!(Assertion::parse(text).is_err(), "{text}");
        }
        let critical = assertion(&json!({"alg": "ES256", "crit": ["x"]}), &claims()).unwrap();
        assert!(critical.proves(&["https://api.example/token".to_owned()], now()).is_err());
    }
}
