//! The second factor that somebody typed: a code of the authenticator, or a recovery code in its place.

use poortwacht_domain::AccountId;
use poortwacht_evidence::seal::open_totp_secret;
use poortwacht_store::accounts::{self as rows, Account, TotpStep};
use poortwacht_store::login_attempts::LoginOutcome;
use poortwacht_store::{Scope, StoreError, Tx, recovery_codes};
use secrecy::ExposeSecret;

use super::own::recovery;
use super::totp;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// What was typed, as far as it can be judged before it is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecondFactor {
    /// A right code of the authenticator, of this time step.
    Step(i64),
    /// What reads as a recovery code, by its hash; whether the account has it shows when it is spent.
    Recovery(String),
    /// Neither.
    Wrong,
}

impl SecondFactor {
    /// Judges what was typed. For an account without a secret the same work is done with one that nobody has.
    pub(crate) async fn read(
        services: &Services,
        account: Option<&Account>,
        code: String,
    ) -> Result<Self, ServiceError> {
        let (own, account) = (services.clone(), account.cloned());
        off_worker(move || {
            let sealed = account.and_then(|account| Some((account.id, account.credentials?.totp_sealed)));
            let Some((id, sealed)) = sealed else {
                totp::step_of(&[0; 20], &code, own.now());
                return Ok(Self::Wrong);
            };
            let secret = open_totp_secret(own.keys().as_ref(), id, &sealed)?;
            let step = totp::step_of(secret.expose_secret(), &code, own.now());
            let recovery = || recovery::typed(id, &code).map_or(Self::Wrong, Self::Recovery);
            Ok(step.map_or_else(recovery, Self::Step))
        })
        .await
    }

    /// Uses it up and forgets the failed attempts; else why it does not count.
    pub(crate) fn spend(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope,
        account: AccountId,
    ) -> Result<Option<LoginOutcome>, StoreError> {
        Ok(match self {
            Self::Wrong => Some(LoginOutcome::WrongCode),
            Self::Step(step) => match rows::record_success(tx, scope, account, *step)? {
                TotpStep::Consumed => None,
                TotpStep::Refused => Some(LoginOutcome::SpentCode),
            },
            Self::Recovery(hash) if recovery_codes::spend(tx, scope, account, hash)? => {
                rows::forget_failures(tx, scope, account)?;
                None
            }
            Self::Recovery(_) => Some(LoginOutcome::WrongCode),
        })
    }
}
