//! A log in files, as [C2SP tlog-tiles](https://c2sp.org/tlog-tiles) lays them out, so that it can be kept and checked
//! without this program.
//!
//! Per shard: `checkpoint`, `tile/<level>/<number>`, `tile/entries/<number>` and `verifier-key`, all of the newest
//! checkpoint's size.

mod folder;
mod paths;
mod write;

pub use self::folder::Folder;
pub use self::paths::{entries_path, hashes_path};
pub use self::write::{ExportError, Exported, write};

const CHECKPOINT: &str = "checkpoint";
const VERIFIER_KEY: &str = "verifier-key";
const README: &str = "README.txt";
