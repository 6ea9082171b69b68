//! What a municipality adds to the pages that its people see: a line that says where help is, and a theme of its own. The
//! theme sets custom properties and nothing else, so it can neither fetch anything nor move or hide a part of a page.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::Language;
use poortwacht_frontend::{Local, paths};

/// The most characters of a value: a shadow or a list of fonts fits well.
const LONGEST_VALUE: usize = 200;
/// Functions that a value may use. None of them fetches.
const FUNCTIONS: [&str; 6] = ["var", "rgb", "rgba", "hsl", "hsla", "calc"];

/// What one municipality adds.
#[derive(Debug, Clone, Default)]
pub struct Dress {
    /// Where its people get help, in Dutch.
    pub help: Option<String>,
    /// The same in English; without it the Dutch line stands.
    pub help_en: Option<String>,
    /// Its theme.
    pub theme: Option<Theme>,
}

/// A theme that was found fit to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    file: String,
    css: String,
}

/// Why a theme is not served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ThemeError {
    /// The line, counted from 1.
    line: usize,
    why: &'static str,
}

/// What all municipalities add, by their codes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wardrobe(BTreeMap<String, Dress>);

impl Theme {
    /// Takes a file of lines `--name: value;`. Empty lines and lines that are one comment are left out.
    ///
    /// # Errors
    /// [`ThemeError`] names the first line that is anything else.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        let mut css = String::from(".voorbeeld-theme {\n");
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || is_comment(line) {
                continue;
            }
            check(line).map_err(|why| ThemeError { line: index + 1, why })?;
            css.extend(["  ", line, "\n"]);
        }
        css.push_str("}\n");
        let hash: String = hex::encode(digest(&SHA256, css.as_bytes())).chars().take(16).collect();
        Ok(Self { file: format!("theme-{hash}.css"), css })
    }
}

impl Wardrobe {
    pub(crate) fn new(dresses: BTreeMap<String, Dress>) -> Self {
        Self(dresses)
    }

    /// The style sheet of this name.
    pub(crate) fn theme(&self, file: &str) -> Option<String> {
        let themes = self.0.values().filter_map(|dress| dress.theme.as_ref());
        themes.into_iter().find(|theme| theme.file == file).map(|theme| theme.css.clone())
    }

    /// What a page in this language gets for people of this municipality.
    pub(crate) fn local(&self, municipality: Option<&str>, language: Language) -> Local {
        let Some(dress) = municipality.and_then(|code| self.0.get(code)) else { return Local::default() };
        let english = dress.help_en.as_ref().filter(|_| language == Language::English);
        Local {
            help: english.or(dress.help.as_ref()).cloned(),
            theme: dress.theme.as_ref().map(|theme| paths::asset(&theme.file)),
        }
    }
}

fn is_comment(line: &str) -> bool {
    let inner = line.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/"));
    inner.is_some_and(|inner| !inner.contains("*/"))
}

fn check(line: &str) -> Result<(), &'static str> {
    const SHAPE: &str = "write `--name: value;`, one to a line";
    let (name, value) = line.strip_suffix(';').and_then(|line| line.split_once(':')).ok_or(SHAPE)?;
    let name = name.trim_end().strip_prefix("--").ok_or(SHAPE)?;
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.is_empty() || !name.bytes().all(named) {
        return Err("a name has letters, digits, - and _ alone");
    }
    check_value(value.trim())
}

fn check_value(value: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" #%.,-+/*()\"'_".contains(&byte);
    if value.is_empty() || value.len() > LONGEST_VALUE {
        return Err("a value has 1 to 200 signs");
    }
    if !value.bytes().all(plain) || value.contains("/*") || value.contains("*/") {
        return Err("a value has letters, digits, blanks and # % . , - + / * ( ) \" ' _ alone");
    }
    let functions = value.match_indices('(').filter_map(|(place, _)| value.get(..place));
    let mut names = functions
        .filter_map(|before| before.trim_end().rsplit(|sign: char| !sign.is_ascii_alphanumeric()).next());
    if names.any(|name| !FUNCTIONS.contains(&name) && !name.is_empty()) {
        return Err("a value uses no function but var, rgb, rgba, hsl, hsla and calc; nothing is fetched");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_of_custom_properties_is_served_under_a_hash_of_its_content() {
        let theme = Theme::parse(
            "/* Voorbeeldstad */\n\n--basis-color-default: #004699;\n  --pw-line: rgb(0 0 0 / 20%);\n",
        );
        let theme = theme.unwrap();
        assert_eq!(
            theme.css,
            ".voorbeeld-theme {\n  --basis-color-default: #004699;\n  --pw-line: rgb(0 0 0 / 20%);\n}\n"
        );
        assert_ne!(theme.file, Theme::parse("--pw-line: #000;").unwrap().file);
        assert!(theme.file.starts_with("theme-") && theme.file.ends_with(".css"), "{}", theme.file);
    }

    #[test]
    fn whatever_could_fetch_or_restyle_a_part_is_refused_with_its_line() {
        for line in [
            "color: red;",
            "--a: red",
            "--a: url(https://elders.example/x.png);",
            "--a: URL (x);",
            "--a: image-set(\"x\" 1x);",
            "--a: red; } body { display: none;",
            "--a: red; --b: blue;",
            "--a: \\75rl(x);",
            "--a: red /* ;",
            "@import \"x.css\";",
            "--: red;",
            "--a: ;",
            "} body { --a: red;",
            "/* */ body { } /* */",
        ] {
            let refused = Theme::parse(&format!("--fine: 1px;\n{line}")).unwrap_err();
            assert_eq!(refused.line, 2, "{line}");
        }
    }

    #[test]
    fn help_is_in_the_pages_language_where_the_municipality_gave_it() {
        let both =
            Dress { help: Some("Bel 14 030".into()), help_en: Some("Call 14 030".into()), theme: None };
        let dutch = Dress { help_en: None, ..both.clone() };
        let wardrobe = Wardrobe::new([("beide".to_owned(), both), ("een".to_owned(), dutch)].into());
        let help = |code, language| wardrobe.local(Some(code), language).help;
        assert_eq!(help("beide", Language::English).as_deref(), Some("Call 14 030"));
        assert_eq!(help("beide", Language::Dutch).as_deref(), Some("Bel 14 030"));
        assert_eq!(help("een", Language::English).as_deref(), Some("Bel 14 030"));
        assert_eq!(help("geen", Language::Dutch), None);
        assert_eq!(wardrobe.local(None, Language::Dutch).help, None);
    }
}
