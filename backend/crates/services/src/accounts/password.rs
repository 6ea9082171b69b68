//! Passwords: argon2id with the parameters that OWASP recommends, and never many at once.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use poortwacht_domain::Rng;
use poortwacht_domain::rng::random_bytes;
use tokio::sync::Semaphore;

use super::administration::normalised;
use crate::ServiceError;
use crate::blocking::off_worker;
use crate::flaw::Flaw;

/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 12;
/// The most; more only costs work.
const PASSWORD_MAX: usize = 200;

/// OWASP password storage: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each computation takes 19 MiB: a flood of logins must wait here instead of taking all memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What a password must be.
pub(super) fn check(password: &str, login: &str) -> Result<(), Flaw> {
    match password.chars().count() {
        0 => Err(Flaw::Required),
        _ if normalised(password) == normalised(login) => Err(Flaw::PasswordIsLogin),
        length if length < PASSWORD_MIN => Err(Flaw::PasswordTooShort { min: PASSWORD_MIN }),
        length if length > PASSWORD_MAX => Err(Flaw::TooLong { max: PASSWORD_MAX }),
        _ => Ok(()),
    }
}

/// The hash to store, with its parameters and a fresh salt.
pub(super) async fn hash(password: String, rng: &dyn Rng) -> Result<String, ServiceError> {
    let salt = random_bytes::<16>(rng);
    let _turn = turn().await?;
    off_worker(move || {
        let salt = SaltString::encode_b64(&salt).map_err(broken)?;
        let hash = hasher()?.hash_password(password.as_bytes(), &salt).map_err(broken)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password fits the stored hash. Without one (no such account, not enrolled) the same work is done for
/// nothing, so that the time does not tell which logins exist.
pub(super) async fn fits(password: String, stored: Option<String>) -> Result<bool, ServiceError> {
    let _turn = turn().await?;
    off_worker(move || {
        let hasher = hasher()?;
        let Some(stored) = stored else {
            hasher.hash_password_into(password.as_bytes(), &[0; 16], &mut [0; 32]).map_err(broken)?;
            return Ok(false);
        };
        let stored = PasswordHash::new(&stored).map_err(broken)?;
        Ok(hasher.verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
}

async fn turn() -> Result<tokio::sync::SemaphorePermit<'static>, ServiceError> {
    AT_ONCE.acquire().await.map_err(|_| ServiceError::Unavailable("logins are shut down".to_owned()))
}

fn hasher() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn broken(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Damaged(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemRng;

    #[test]
    fn a_password_has_twelve_characters_and_is_not_the_login() {
        assert_eq!(check("vier zwanen!", "boa"), Ok(()));
        assert_eq!(check("", "boa"), Err(Flaw::Required));
        assert_eq!(check("elf tekens.", "boa"), Err(Flaw::PasswordTooShort { min: 12 }));
        assert_eq!(check("Jansen@Gemeente.nl", "jansen@gemeente.nl"), Err(Flaw::PasswordIsLogin));
        assert_eq!(check(&"x".repeat(201), "boa"), Err(Flaw::TooLong { max: 200 }));
    }

    #[tokio::test]
    async fn only_the_same_password_fits_and_the_hash_names_its_parameters() {
        let stored = hash("vier zwanen".to_owned(), &SystemRng::new()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(fits("vier zwanen".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!fits("vijf zwanen".to_owned(), Some(stored)).await.unwrap());
        assert!(!fits("vier zwanen".to_owned(), None).await.unwrap());
    }
}
