//! Where evidence lies.

text_enum! {
    /// Where a picture's sealed bytes lie.
    pub enum PicturePlace {
        /// In the picture's own row: the default.
        Database = "database",
        /// In an S3-compatible bucket; the row's bytes are empty.
        Bucket = "bucket",
    }
}

/// What the bucket said of an object when it was put there. An object that says otherwise later is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectStamp {
    /// Its length in bytes.
    pub size: u64,
    /// The server's own tag of its content; `None` from servers that give none.
    pub etag: Option<String>,
}

impl ObjectStamp {
    /// Whether an object with the stamp `other` can be the one that got this stamp.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let tags = self.etag.as_ref().zip(other.etag.as_ref());
        self.size == other.size && tags.is_none_or(|(own, other)| own == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_size_or_another_tag_is_another_object_and_a_missing_tag_says_nothing() {
        let stamp = |size, etag: Option<&str>| ObjectStamp { size, etag: etag.map(str::to_owned) };
        let own = stamp(10, Some("a"));
        assert!(own.agrees_with(&own) && own.agrees_with(&stamp(10, None)));
        assert!(!own.agrees_with(&stamp(10, Some("b"))) && !own.agrees_with(&stamp(11, Some("a"))));
    }
}
