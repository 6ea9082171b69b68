//! What every answer must carry, and what a refusal must not.

use poortwacht_tests::wire::Answer;

use super::cast::{Cast, PLATES};

const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

const POLICY: [&str; 8] = [
    "default-src 'none'",
    "img-src 'self'",
    "style-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
];

/// Two years, in seconds.
const TWO_YEARS: u64 = 2 * 365 * 24 * 60 * 60;

/// Asserts the security headers, and that a page holds nothing that its own policy would refuse.
pub fn is_guarded(what: &str, answer: &Answer) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what}: no policy"));
    let directives: Vec<_> =
        policy.split(';').map(str::trim).filter(|directive| !directive.is_empty()).collect();
    assert_eq!(directives, POLICY, "{what}");
    let transport = answer.header("strict-transport-security").unwrap_or_default();
    let seconds = transport.trim_start_matches("max-age=").split(';').next().unwrap_or_default();
    assert!(seconds.parse::<u64>().is_ok_and(|seconds| seconds >= TWO_YEARS), "{what}: {transport}");
    assert!(
        answer.header("x-robots-tag").is_some_and(|tag| tag.contains("noindex")),
        "{what}: may be indexed"
    );
    is_kept_nowhere(what, answer);
    has_nothing_inline(what, &answer.body);
}

/// Asserts that a picture says what it is and how long it is, and that no part of it can be asked for.
pub fn is_a_whole_picture(what: &str, answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("image/jpeg"), "{what}");
    assert_eq!(answer.header("accept-ranges"), Some("none"), "{what}");
    let length = answer.header("content-length").and_then(|length| length.parse::<u64>().ok());
    assert!(length.is_some_and(|length| length > 0), "{what}: {length:?}");
}

/// Only static files may be kept: their names change with their content.
fn is_kept_nowhere(what: &str, answer: &Answer) {
    let cache = answer.header("cache-control").unwrap_or_default();
    let is_file = answer.status.is_success() && what.contains("/assets/");
    let expected = if is_file { "public, max-age=31536000, immutable" } else { "no-store" };
    assert_eq!(cache, expected, "{what}");
}

fn has_nothing_inline(what: &str, body: &str) {
    if !body.trim_start().starts_with("<!") {
        return;
    }
    for inline in ["<style", " style=\"", " onclick=", " onload=", " onsubmit=", "javascript:"] {
        assert!(!body.contains(inline), "{what}: {inline} in {body}");
    }
    let scripts = body.match_indices("<script").filter_map(|(start, _)| body.get(start..)?.split('>').next());
    for script in scripts {
        assert!(script.contains(" src=\"/assets/"), "{what}: {script}");
    }
}

/// Asserts that nothing of the municipality can be read in an answer, and that nobody was logged in by it.
pub fn tells_nothing(what: &str, answer: &Answer, cast: &Cast) {
    for secret in
        [PLATES[0], PLATES[1], "AE-47-IO", "IO-47-AE", "/pictures/", "Havenstraat", "Ontheffinghouder"]
    {
        assert!(!answer.body.contains(secret), "{what} tells {secret}: {}", answer.body);
    }
    let case = answer.body.contains(&cast.things.case);
    assert!(!case, "{what} tells the case reference: {}", answer.body);
    assert!(answer.cookie().is_none(), "{what} gives a session");
}
