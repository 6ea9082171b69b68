//! Events for other systems, to a real receiver over TLS.

mod deliveries;
mod refused;
