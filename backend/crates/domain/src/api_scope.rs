//! What a permit system may do at the API: OAuth 2 scopes.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::UnknownText;

text_enum! {
    /// One thing that a permit system may do.
    pub enum ApiScope {
        /// Read exemptions, with plate and holder.
        ExemptionsRead = "exemptions:read",
        /// Create, change and end exemptions.
        ExemptionsWrite = "exemptions:write",
        /// Read locations; no personal data.
        LocationsRead = "locations:read",
    }
}

/// Several of them; as text separated by a space, as OAuth 2 writes them (RFC 6749, 3.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiScopes(BTreeSet<ApiScope>);

impl ApiScopes {
    /// Whether this scope is among them.
    #[must_use]
    pub fn allow(&self, scope: ApiScope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of these are among `others`.
    #[must_use]
    pub fn within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }
}

impl FromIterator<ApiScope> for ApiScopes {
    fn from_iter<I: IntoIterator<Item = ApiScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for ApiScopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|scope| scope.as_str()).collect();
        formatter.write_str(&names.join(" "))
    }
}

impl FromStr for ApiScopes {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        text.split(' ').filter(|name| !name.is_empty()).map(str::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_as_oauth_does_and_read_back() {
        let scopes: ApiScopes = "locations:read  exemptions:write".parse().unwrap();
        assert_eq!(scopes.to_string(), "exemptions:write locations:read");
        assert!(scopes.allow(ApiScope::LocationsRead) && !scopes.allow(ApiScope::ExemptionsRead));
        assert_eq!("".parse(), Ok(ApiScopes::default()));
        assert!("exemptions:all".parse::<ApiScopes>().is_err());
    }

    #[test]
    fn asking_for_more_than_there_is_is_not_within_it() {
        let own: ApiScopes = "exemptions:read locations:read".parse().unwrap();
        for (asked, within) in [("", true), ("locations:read", true), ("exemptions:write", false)] {
            assert_eq!(asked.parse::<ApiScopes>().unwrap().within(&own), within, "{asked}");
        }
    }
}
