//! A number plate as officers know it.

use leptos::prelude::*;
use poortwacht_domain::{Country, Plate};

/// A plate, with its country where that was read. Dutch plates are yellow; the words carry the meaning, not the colour.
pub(crate) fn plate(plate: &Plate, country: Option<&Country>, large: bool) -> AnyView {
    let dutch = country.map_or_else(|| plate.sidecode().is_some(), Country::is_netherlands);
    let class = match (dutch, large) {
        (true, true) => "pw-plate pw-plate--dutch pw-plate--large",
        (true, false) => "pw-plate pw-plate--dutch",
        (false, true) => "pw-plate pw-plate--large",
        (false, false) => "pw-plate",
    };
    let number = if dutch { plate.display() } else { plate.as_str().to_owned() };
    let country = country
        .map(|country| view! { <span class="pw-plate__country">{country.as_str().to_owned()}</span>" " });
    view! {
        <span class=class translate="no">
            {country}
            <span class="pw-plate__number">{number}</span>
        </span>
    }
    .into_any()
}
