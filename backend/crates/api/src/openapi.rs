//! The interface description.

use actix_web::web::Bytes;
use serde_json::{Value, json};

use crate::routes::BASE;

/// The description as it is shipped, with an example of an address.
pub const DOCUMENT: &str = include_str!("../../../../deploy/openapi/poortwacht-api-v1.json");

/// Version of the interface: of the description, and in the header of every answer.
pub(crate) const VERSION: &str = "1.0.0";

/// The description with the address that permit systems call.
///
/// # Errors
/// When the shipped document is no JSON, which a test rules out.
pub(crate) fn served(origin: &str) -> Result<Bytes, serde_json::Error> {
    let mut document: Value = serde_json::from_str(DOCUMENT)?;
    if let Some(servers) = document.get_mut("servers") {
        *servers = json!([{ "url": format!("{origin}{BASE}") }]);
    }
    let token = "/components/securitySchemes/clientCredentials/flows/clientCredentials/tokenUrl";
    if let Some(address) = document.pointer_mut(token) {
        *address = json!(format!("{origin}{BASE}/oauth/token"));
    }
    Ok(serde_json::to_vec(&document)?.into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::routes::{Access, Endpoint};

    fn document() -> Value {
        serde_json::from_str(DOCUMENT).unwrap()
    }

    #[test]
    fn the_description_and_the_route_table_have_the_same_operations_and_scopes() {
        let mut described = BTreeSet::new();
        for (path, item) in document()["paths"].as_object().unwrap() {
            for (method, operation) in
                item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
            {
                let scope = match operation["security"].as_array().unwrap().as_slice() {
                    [] => None,
                    [one] => Some(one["clientCredentials"][0].as_str().unwrap().to_owned()),
                    more => panic!("{path}: {more:?}"),
                };
                described.insert((method.to_uppercase(), path.clone(), scope));
            }
        }
        let declared = Endpoint::ALL.iter().map(|endpoint| {
            let line = endpoint.declaration();
            let scope = match line.access {
                Access::Anybody => None,
                Access::Scope(scope) => Some(scope.as_str().to_owned()),
            };
            (line.method.to_string(), line.path.to_owned(), scope)
        });
        assert_eq!(described, declared.collect());
    }

    #[test]
    fn the_description_has_the_version_of_the_header_and_the_scopes_there_are() {
        let document = document();
        assert_eq!(document["info"]["version"], VERSION);
        let flow =
            &document["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"];
        let described: BTreeSet<&str> =
            flow["scopes"].as_object().unwrap().keys().map(String::as_str).collect();
        let known = poortwacht_domain::ApiScope::ALL.iter().map(|scope| scope.as_str());
        assert_eq!(described, known.collect());
    }

    #[test]
    fn the_description_names_the_kinds_and_days_there_are() {
        use poortwacht_domain::{ExemptionCategory, Weekday};
        let schemas = &document()["components"]["schemas"];
        let named = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let kinds: Vec<&str> = ExemptionCategory::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(named(&schemas["Category"]["enum"]), kinds);
        let days: Vec<&str> = Weekday::ALL.iter().map(|day| day.as_str()).collect();
        assert_eq!(named(&schemas["Window"]["properties"]["days"]["items"]["enum"]), days);
    }

    #[test]
    fn what_is_served_names_the_listeners_own_address() {
        let served: Value = serde_json::from_slice(&served("https://api.example").unwrap()).unwrap();
        assert_eq!(served["servers"][0]["url"], "https://api.example/api/v1");
        let flow =
            &served["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"];
        assert_eq!(flow["tokenUrl"], "https://api.example/api/v1/oauth/token");
        assert_eq!(served["paths"], document()["paths"]);
    }
}
