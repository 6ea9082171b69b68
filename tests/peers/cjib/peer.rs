//! Who is on the other side of a connection, and the means to cut it.

use std::{
    any::Any,
    net::{Shutdown, TcpStream},
    os::fd::AsFd as _,
    sync::Arc,
};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::{dev::Extensions, rt::net::TcpStream as AsyncStream};
use x509_parser::{oid_registry::OID_X509_SERIALNUMBER, prelude::FromDer as _, prelude::X509Certificate};

/// The connection a request came over.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    /// OIN in the client certificate: its subject's serialNumber.
    pub oin: Option<String>,
    socket: Option<Arc<TcpStream>>,
}

impl Peer {
    /// Cuts the connection; the other side sees it end without an answer.
    pub fn cut(&self) {
        if let Some(socket) = &self.socket
            && let Err(error) = socket.shutdown(Shutdown::Both)
        {
            tracing::warn!(%error, "connection was gone before it could be cut");
        }
    }
}

/// Called for each new connection; puts a [`Peer`] where its requests find it.
pub fn remember(connection: &dyn Any, data: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TlsStream<AsyncStream>>() {
        let (socket, session) = stream.get_ref();
        let certificate = session.peer_certificates().and_then(|chain| chain.first());
        let duplicate = socket.as_fd().try_clone_to_owned().ok().map(|fd| Arc::new(TcpStream::from(fd)));
        data.insert(Peer { oin: certificate.and_then(|der| oin(der.as_ref())), socket: duplicate });
    }
}

fn oin(der: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let attribute = certificate.subject().iter_by_oid(&OID_X509_SERIALNUMBER).next()?;
    attribute.as_str().ok().map(str::to_owned)
}
