//! The means to cut a connection.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::Arc;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as AsyncStream;

/// The connection a request came over.
#[derive(Clone)]
pub struct Peer(Arc<TcpStream>);

impl Peer {
    /// The other side sees the connection end without an answer.
    pub fn cut(&self) {
        if let Err(error) = self.0.shutdown(Shutdown::Both) {
            tracing::warn!(%error, "connection was gone before it could be cut");
        }
    }
}

/// Called for each new connection.
pub fn remember(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TlsStream<AsyncStream>>() else { return };
    if let Ok(socket) = stream.get_ref().0.as_fd().try_clone_to_owned() {
        data.insert(Peer(Arc::new(TcpStream::from(socket))));
    }
}
