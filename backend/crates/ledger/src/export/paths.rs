//! Paths of tiles below a shard's folder.

/// `tile/<level>/<number>`, with `.p/<width>` for fewer than 256 hashes.
#[must_use]
pub fn hashes_path(level: u8, number: u64, width: u16) -> String {
    format!("tile/{level}/{}", numbered(number, width))
}

/// `tile/entries/<number>`, with `.p/<width>` for fewer than 256 entries.
#[must_use]
pub fn entries_path(number: u64, width: u16) -> String {
    format!("tile/entries/{}", numbered(number, width))
}

/// Three digits to a folder, all but the last marked with an x.
fn numbered(number: u64, width: u16) -> String {
    let mut path = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < 256 { format!("{path}.p/{width}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_format() {
        assert_eq!(hashes_path(0, 0, 256), "tile/0/000");
        assert_eq!(hashes_path(1, 999, 17), "tile/1/999.p/17");
        assert_eq!(hashes_path(2, 1_234_067, 256), "tile/2/x001/x234/067");
        assert_eq!(entries_path(1_000, 1), "tile/entries/x001/000.p/1");
    }
}
