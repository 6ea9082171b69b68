//! Entry bundles as in C2SP tlog-tiles: each entry after its length as a big-endian `u16`.

use crate::error::StoreError;

/// Entries in a full bundle, and hashes in a full tile.
pub const BUNDLE: u64 = 256;

/// Not a row of entries, each after its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bundle's lengths do not fit its bytes")]
pub struct BundleError;

/// Splits a bundle into its entries.
///
/// # Errors
/// [`BundleError`] when the lengths do not add up.
pub fn split(bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::with_capacity(256);
    let mut rest = bundle;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(BundleError)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(BundleError) }
}

/// Adds an entry to a bundle.
///
/// # Errors
/// [`StoreError::Corrupt`] for an entry above 65,535 bytes, which no bundle can hold.
pub(super) fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), StoreError> {
    let length = u16::try_from(entry.len()).map_err(|_| StoreError::Corrupt {
        table: "ledger_bundles",
        column: "entries",
        row: "a new entry".to_owned(),
        detail: format!("{} bytes in one entry", entry.len()),
    })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_any_length_survive_a_bundle() {
        let entries = [Vec::new(), vec![1], vec![2; 65_535]];
        let mut bundle = Vec::new();
        for entry in &entries {
            push(&mut bundle, entry).unwrap();
        }
        assert_eq!(split(&bundle).unwrap(), entries);
        assert!(split(&bundle[..bundle.len() - 1]).is_err());
        assert!(split(&bundle[..1]).is_err());
        assert!(push(&mut bundle, &vec![0; 65_536]).is_err());
    }
}
