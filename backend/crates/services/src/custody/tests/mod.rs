//! What somebody who can write the database may try, and what comes of it.

mod room;
mod surfaces;
mod tampering;
mod verifying;
