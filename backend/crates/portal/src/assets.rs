//! The static files, embedded. Their names carry a hash of their content, so a browser may keep them for ever.

use poortwacht_frontend::{AssetUrls, paths};

/// One static file in both forms.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Name with the content's hash, the last part of its address.
    pub file: &'static str,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// The content.
    pub body: &'static [u8],
    /// The same, compressed: for clients that accept `gzip`.
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Value of `Cache-Control` for every file here.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// All static files.
pub struct Assets;

impl Assets {
    const ALL: [Asset; 4] = [STYLE, DESK_SCRIPT, MASK_SCRIPT, ICON];

    /// The file with this name.
    #[must_use]
    pub fn get(file: &str) -> Option<Asset> {
        Self::ALL.into_iter().find(|asset| asset.file == file)
    }

    /// The addresses that pages refer to.
    #[must_use]
    pub fn urls() -> AssetUrls {
        AssetUrls {
            style: paths::asset(STYLE.file),
            desk_script: paths::asset(DESK_SCRIPT.file),
            mask_script: paths::asset(MASK_SCRIPT.file),
            icon: paths::asset(ICON.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_that_pages_refer_to_is_served() {
        let urls = Assets::urls();
        for url in [urls.style, urls.desk_script, urls.mask_script, urls.icon] {
            let file = url.strip_prefix("/assets/").unwrap();
            assert!(Assets::get(file).is_some(), "{file}");
        }
        assert!(Assets::get("app.css").is_none());
    }

    #[test]
    fn compressed_files_are_gzip_and_smaller_where_it_counts() {
        for asset in Assets::ALL {
            assert_eq!(asset.gzip.get(..2), Some([0x1f, 0x8b].as_slice()), "{}", asset.file);
        }
        assert!(STYLE.gzip.len() * 4 < STYLE.body.len());
    }

    #[test]
    fn no_style_rule_fetches_anything() {
        let sheet = std::str::from_utf8(STYLE.body).unwrap();
        assert!(!sheet.contains("@import"));
        let fetching = |line: &&str| line.contains("url(") && !line.trim_start().starts_with("--");
        assert_eq!(sheet.lines().find(fetching), None, "the content security policy would refuse it");
    }
}
