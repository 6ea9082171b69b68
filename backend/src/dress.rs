//! What the configuration lets municipalities add to their pages, read from its files and checked.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use poortwacht_portal::{Dress, Theme};

use crate::config::{Config, MunicipalitySection};

/// The most characters of the line about help: it stands at the foot of every page.
const LONGEST_HELP: usize = 200;

/// What municipalities add, by their codes.
///
/// # Errors
/// The first member that cannot be used, with what is wrong with it.
pub fn dresses(config: &Config) -> Result<BTreeMap<String, Dress>> {
    let sections = config.portal.municipalities.iter();
    sections.map(|(code, section)| Ok((code.clone(), dress(code, section)?))).collect()
}

fn dress(code: &str, section: &MunicipalitySection) -> Result<Dress> {
    let member = |name: &str| format!("portal.municipalities.{code}.{name}");
    for (name, help) in [("help", &section.help), ("help_en", &section.help_en)] {
        let length = help.as_ref().map_or(0, |help| help.chars().count());
        ensure!(length <= LONGEST_HELP, "{}: use at most {LONGEST_HELP} characters", member(name));
    }
    let theme = section.theme_file.as_ref().map(|file| {
        let what = || format!("{} {}", member("theme_file"), file.display());
        let text = fs::read_to_string(file).with_context(what)?;
        Theme::parse(&text).with_context(what)
    });
    Ok(Dress { help: section.help.clone(), help_en: section.help_en.clone(), theme: theme.transpose()? })
}
