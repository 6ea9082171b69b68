//! The one table of everything the listener answers: what it asks for and what it leaves in the ledger. Whatever is not
//! here is 404, and with another method 405.
//!
//! What is refused leaves an entry of its own: `access_refused` where nobody or the wrong one asked,
//! `api_request_refused` where a permit system's request was not carried out. Only what comes too fast, or while the
//! emergency stop is on, is counted and not written down.

use Logs::{Acts, Nothing};
use actix_web::http::Method;
use poortwacht_domain::{Act, ApiScope, Logs};

/// What every path begins with.
pub const BASE: &str = "/api/v1";

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody behind the address gate.
    Anybody,
    /// A permit system whose access token has this scope.
    Scope(ApiScope),
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// HTTP method.
    pub method: Method,
    /// Path pattern, below [`BASE`].
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// What it leaves in the ledger.
    pub logs: Logs,
}

const READ: Access = Access::Scope(ApiScope::ExemptionsRead);
const WRITE: Access = Access::Scope(ApiScope::ExemptionsWrite);
const PLACES: Access = Access::Scope(ApiScope::LocationsRead);

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident = $method:ident $path:literal, $access:expr, $logs:expr;)*) => {
        /// Everything the listener answers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Endpoint {
            $($(#[$doc])* $name,)*
        }

        impl Endpoint {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its line of the table.
            #[must_use]
            pub fn declaration(self) -> Declaration {
                match self {
                    $(Self::$name => Declaration { method: Method::$method, path: $path, access: $access, logs: $logs },)*
                }
            }
        }
    };
}

endpoints! {
    /// The interface description.
    Description = GET "/openapi.json", Access::Anybody, Nothing("published: the interface description, without personal data");
    /// An access token for a permit system.
    Token = POST "/oauth/token", Access::Anybody, Acts(&[Act::ApiTokenIssued]);
    /// Exemptions, page by page.
    Exemptions = GET "/exemptions", READ, Acts(&[Act::ExemptionListed]);
    /// Creates an exemption. A retry hears the first answer again.
    CreateExemption = POST "/exemptions", WRITE, Acts(&[Act::ExemptionAdded, Act::ExemptionListed]);
    /// One exemption.
    Exemption = GET "/exemptions/{exemptionId}", READ, Acts(&[Act::ExemptionListed]);
    /// Changes an exemption: it ends, and its new version begins. A retry hears the first answer again.
    ChangeExemption = POST "/exemptions/{exemptionId}/versions", WRITE, Acts(&[Act::ExemptionChanged, Act::ExemptionListed]);
    /// Ends an exemption.
    EndExemption = POST "/exemptions/{exemptionId}/terminations", WRITE, Acts(&[Act::ExemptionEnded]);
    /// Locations.
    Locations = GET "/locations", PLACES, Acts(&[Act::LocationsListed]);
    /// One location.
    Location = GET "/locations/{locationCode}", PLACES, Acts(&[Act::LocationsListed]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_there_once_and_says_what_it_leaves() {
        let mut seen = BTreeSet::new();
        for endpoint in Endpoint::ALL {
            let line = endpoint.declaration();
            assert!(seen.insert((line.method.to_string(), line.path)), "{endpoint:?}");
            let leaves_nothing = matches!(line.logs, Nothing(_) | Acts([]) | Logs::ForEach(_));
            assert_eq!(leaves_nothing, *endpoint == Endpoint::Description, "{endpoint:?}");
        }
    }

    #[test]
    fn only_the_description_and_the_token_endpoint_ask_for_no_token() {
        let open = Endpoint::ALL.iter().filter(|endpoint| endpoint.declaration().access == Access::Anybody);
        assert_eq!(open.collect::<Vec<_>>(), [&Endpoint::Description, &Endpoint::Token]);
    }

    #[test]
    fn paths_are_kebab_case_without_a_trailing_slash() {
        for endpoint in Endpoint::ALL {
            let path = endpoint.declaration().path;
            let parts = path.strip_prefix('/').unwrap().split('/').filter(|part| !part.starts_with('{'));
            for part in parts {
                let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'-' | b'.');
                assert!(!part.is_empty() && part.bytes().all(plain), "{path}");
            }
        }
    }
}
