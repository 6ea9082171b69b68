//! Recovery codes: ten that count once each, for the day that the authenticator is not at hand.

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{AccountId, Act, Rng};
use poortwacht_store::recovery_codes;

use super::proof::{self, CURRENT, CURRENT_CODE};
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, ServiceError, Services};

/// Codes that are made at once.
const CODES: usize = 10;
/// Signs of a code, five random bits each: 80 bits need no slow hash.
const LENGTH: usize = 16;
/// Crockford's base 32: no I, L, O or U, so a code can be read out and typed over.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes new recovery codes; those before count no more. They are given here and nowhere else: only hashes are stored.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`current`, `current_code`); those of store and ledger.
pub async fn make_recovery_codes(
    services: &Services,
    actor: &Actor,
    current: String,
    current_code: String,
) -> Result<Vec<String>, ServiceError> {
    let mut flaws = Flaws::default();
    for (field, typed) in [(CURRENT, &current), (CURRENT_CODE, &current_code)] {
        if typed.trim().is_empty() {
            flaws.add(field, Flaw::Required);
        }
    }
    flaws.check()?;
    let proof = proof::weigh(services, actor, current, Some(current_code)).await?;
    let codes: Vec<String> = (0..CODES).map(|_| fresh(services.rng().as_ref())).collect();
    let hashes: Vec<String> = codes.iter().filter_map(|code| typed(actor.account, code)).collect();
    let (by, now) = (actor.clone(), services.now());
    let change = move |tx: &mut poortwacht_store::Tx<'_>, entry: poortwacht_ledger::Entry| {
        recovery_codes::replace(tx, &by.scope(), by.account, &hashes, now)?;
        Ok(entry.detail("codes", hashes.len()))
    };
    proof::change(services, actor, Act::RecoveryCodesMade, proof, change).await?;
    Ok(codes)
}

/// The hash of what was typed, if it reads as a recovery code: case, blanks and dashes do not count, nor the letters that
/// are taken for a digit.
pub(in crate::accounts) fn typed(account: AccountId, code: &str) -> Option<String> {
    let signs: Option<String> = code
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            sign => u8::try_from(sign).ok().filter(|byte| ALPHABET.contains(byte)).map(char::from),
        })
        .collect();
    let signs = signs.filter(|signs| signs.len() == LENGTH)?;
    let (context, account) = (b"poortwacht recovery code v1\0", account.as_uuid());
    let bytes = [context.as_slice(), account.as_bytes(), signs.as_bytes()].concat();
    Some(hex::encode(digest(&SHA256, &bytes)))
}

fn fresh(rng: &dyn Rng) -> String {
    let signs: Vec<char> = random_bytes::<LENGTH>(rng)
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|sign| char::from(*sign))
        .collect();
    signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    #[test]
    fn a_code_is_four_groups_of_four_signs() {
        let code = fresh(&SequenceRng::new(3));
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 4], "{code}");
    }

    #[test]
    fn a_code_may_be_typed_carelessly_and_belongs_to_one_account() {
        let one = AccountId::random(&SequenceRng::new(1));
        let other = AccountId::random(&SequenceRng::new(2));
        let stored = typed(one, "01AB-CDEF-GHJK-MNPQ");
        assert!(stored.is_some());
        assert_eq!(typed(one, " oiab cdefghjk mnpq"), stored);
        assert_ne!(typed(other, "01AB-CDEF-GHJK-MNPQ"), stored);
        for wrong in ["", "123456", "01AB-CDEF-GHJK-MNP", "01AB-CDEF-GHJK-MNPU", "01AB-CDEF-GHJK-MNPé"] {
            assert_eq!(typed(one, wrong), None, "{wrong}");
        }
    }
}
