//! Memory that one packet has used serves the next.

use std::hint::black_box;

/// The largest block that glibc still learns from (32 MiB with its head); larger than anything that a packet or a picture
/// needs in one piece, and half of what all its pictures under way need together.
const LARGEST: usize = 31 * 1024 * 1024;

/// Shows the system's allocator, before anything else happens, what sizes to expect.
///
/// glibc maps blocks larger than a threshold one by one, and gives free memory back to the system beyond twice that
/// threshold; both follow the largest mapped block that was ever freed (mallopt(3), `M_MMAP_THRESHOLD`). Left alone, it
/// stays below what one picture takes, so that each picture's pages are given back and fetched again: about a
/// millisecond of each packet. An allocator that does otherwise does not mind.
pub fn expect_large_blocks() {
    drop(black_box(Vec::<u8>::with_capacity(LARGEST)));
}
