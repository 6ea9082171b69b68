//! Characters that cameras take for one another.

/// Each group's members are confused with one another.
pub(super) const GROUPS: [&str; 7] = ["0ODQ", "1IL", "2Z", "5S", "6G", "8B", "VY"];

/// What `character` may be misread as; no character is in two groups.
pub(super) fn alternatives(character: char) -> impl Iterator<Item = char> {
    GROUPS
        .into_iter()
        .filter(move |group| group.contains(character))
        .flat_map(str::chars)
        .filter(move |other| *other != character)
}
