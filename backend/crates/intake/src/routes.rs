//! The one table of everything the listener answers, and what it leaves in the ledger. Whatever is not here is 404, and
//! with another method 405.

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route};
use poortwacht_domain::{Act, Logs};

use crate::handlers::{exemption_list, heartbeats, ledger, violation_packets};
use crate::problem::Problem;

/// Everything the listener answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// A unit delivers a violation.
    ViolationPackets,
    /// A unit tells how it is.
    Heartbeats,
    /// A unit asks whom to let pass.
    ExemptionList,
    /// A witness asks for its log's shards.
    Shards,
    /// A witness asks for a shard's signed state.
    Checkpoint,
    /// A witness asks for hashes of the tree.
    Tile,
    /// A witness cosigns a state.
    Cosignature,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// HTTP method.
    pub method: Method,
    /// Path pattern. The name of a shard has slashes in it.
    pub path: &'static str,
    /// What it leaves in the ledger. A refusal leaves its own entry.
    pub logs: Logs,
}

const HASHES: Logs = Logs::Nothing("signed states and hashes, which tell nothing of the entries");

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ViolationPackets,
        Self::Heartbeats,
        Self::ExemptionList,
        Self::Shards,
        Self::Checkpoint,
        Self::Tile,
        Self::Cosignature,
    ];

    /// Its line of the table.
    #[must_use]
    pub fn declaration(self) -> Declaration {
        let (method, path, logs) = match self {
            Self::ViolationPackets => {
                (Method::POST, "/v1/violation-packets", Logs::ForEach(&[Act::CaseReceived]))
            }
            Self::Heartbeats => (Method::POST, "/v1/heartbeats", Logs::Nothing("the health of a device")),
            // None where the unit has the list already.
            Self::ExemptionList => {
                (Method::GET, "/v1/exemption-list", Logs::ForEach(&[Act::ExemptionListed]))
            }
            Self::Shards => (Method::GET, "/ledger/shards", HASHES),
            Self::Checkpoint => (Method::GET, "/ledger/{shard:.+}/checkpoint", HASHES),
            Self::Tile => (Method::GET, "/ledger/{shard:.+}/tile/{level}/{number:.+}", HASHES),
            Self::Cosignature => (Method::POST, "/ledger/{shard:.+}/cosignature", HASHES),
        };
        Declaration { method, path, logs }
    }

    fn route(self, method: Method) -> Route {
        let route = web::method(method);
        match self {
            Self::ViolationPackets => route.to(violation_packets::receive),
            Self::Heartbeats => route.to(heartbeats::receive),
            Self::ExemptionList => route.to(exemption_list::show),
            Self::Shards => route.to(ledger::shards),
            Self::Checkpoint => route.to(ledger::checkpoint),
            Self::Tile => route.to(ledger::tile),
            Self::Cosignature => route.to(ledger::cosignature),
        }
    }
}

/// Declares all resources.
pub(crate) fn declare(config: &mut ServiceConfig) {
    for endpoint in Endpoint::ALL {
        let Declaration { method, path, .. } = endpoint.declaration();
        config.service(resource(path, &method).route(endpoint.route(method)));
    }
}

fn resource(path: &str, allow: &Method) -> Resource {
    let allow = allow.to_string();
    let refuse = move || {
        let allow = allow.clone();
        async move { Problem::method_not_allowed(&allow).into_response() }
    };
    web::resource(path).default_service(web::to(refuse))
}

/// The answer for every other path.
pub(crate) async fn not_found() -> HttpResponse {
    Problem::not_found().into_response()
}
