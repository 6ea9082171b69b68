//! Municipal permit systems: who may use the API, how they prove who they are, and what they do there.
//!
//! A permit system is registered by the operator and bound to one municipality, to address ranges and to scopes. It
//! proves who it is with a signed assertion ([RFC 7523](https://www.rfc-editor.org/rfc/rfc7523)) or with its TLS client
//! certificate ([RFC 8705](https://www.rfc-editor.org/rfc/rfc8705)), and gets an access token for ten minutes, of which
//! only the hash is kept. Every call asks anew whether client, token and address still count.

mod assertion;
mod caller;
mod exemption_input;
mod exemption_list;
mod exemptions;
mod gate;
mod key;
mod locations;
mod registration;
mod token;

pub use caller::{ApiCaller, Arrival, CallRefusal, authenticate, is_closed, note_refused};
pub use exemption_input::{ExemptionInput, LateStartInput, WindowInput};
pub use exemption_list::{
    ExemptionStatus, ExemptionView, ExemptionsPage, ExemptionsQuery, get as exemption, list as exemptions,
};
pub use exemptions::{Created, Submission, change, create, terminate};
pub use gate::{networks, record_strangers};
pub use locations::{LocationView, location, locations};
pub use registration::{ApiClientLine, NewApiClient, list as clients, register, revoke};
pub use token::{IssuedToken, TokenRefusal, TokenRequest, issue};

/// Seconds for which an access token is good.
pub const TOKEN_SECONDS: i64 = 600;

#[cfg(test)]
mod tests;
