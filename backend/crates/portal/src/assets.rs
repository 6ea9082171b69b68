//! The static files, embedded. Their names carry a hash of their content, so a browser may keep them for ever.

use poortwacht_frontend::{AssetUrls, paths};

/// One static file in all its forms.
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
    /// The same, smaller still: for clients that accept `br`.
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Value of `Cache-Control` for every file here.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// All static files.
pub struct Assets;

impl Assets {
    const ALWAYS: [Asset; 2] = [STYLE, ICON];

    /// What every build has, and the islands where they were built.
    fn all() -> impl Iterator<Item = Asset> {
        Self::ALWAYS.into_iter().chain(ISLANDS)
    }

    /// The file with this name.
    #[must_use]
    pub fn get(file: &str) -> Option<Asset> {
        Self::all().find(|asset| asset.file == file)
    }

    /// The addresses that pages refer to.
    #[must_use]
    pub fn urls() -> AssetUrls {
        AssetUrls {
            style: paths::asset(STYLE.file),
            islands: ISLANDS.first().map(|loader| paths::asset(loader.file)),
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
        for url in [urls.style, urls.icon].into_iter().chain(urls.islands) {
            let file = url.strip_prefix("/assets/").unwrap();
            assert!(Assets::get(file).is_some(), "{file}");
        }
        assert!(Assets::get("app.css").is_none());
    }

    #[test]
    fn compressed_files_are_gzip_and_smaller_where_it_counts() {
        for asset in Assets::all() {
            assert_eq!(asset.gzip.get(..2), Some([0x1f, 0x8b].as_slice()), "{}", asset.file);
            assert!(asset.brotli.len() < asset.gzip.len(), "{}", asset.file);
        }
        assert!(STYLE.gzip.len() * 4 < STYLE.body.len());
    }

    #[test]
    fn the_loader_of_the_islands_names_files_that_are_served_as_what_they_are() {
        let Some((loader, parts)) = ISLANDS.split_first() else { return };
        let script = std::str::from_utf8(loader.body).unwrap();
        for part in parts {
            assert!(script.contains(part.file), "{} in {script}", part.file);
        }
        let types: Vec<_> = ISLANDS.iter().map(|asset| asset.content_type).collect();
        assert_eq!(types[..2], ["text/javascript; charset=utf-8"; 2]);
        assert_eq!(types[2], "application/wasm");
    }

    #[test]
    fn what_every_page_fetches_weighs_less_than_a_hundred_kilobytes() {
        let weight: usize = Assets::all().map(|asset| asset.brotli.len()).sum();
        assert!(weight < 84_000, "{weight} bytes before the page itself");
    }

    #[test]
    fn no_style_rule_fetches_anything() {
        let sheet = std::str::from_utf8(STYLE.body).unwrap();
        assert!(!sheet.contains("@import"));
        let fetching = |line: &&str| line.contains("url(") && !line.trim_start().starts_with("--");
        assert_eq!(sheet.lines().find(fetching), None, "the content security policy would refuse it");
    }
}
