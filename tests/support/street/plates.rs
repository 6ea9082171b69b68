//! Plates that are never issued: no Dutch series since sidecode 4 holds A, C, E or U.

use super::dice::Dice;

/// Letters that no series uses and that no reader confuses with a digit.
const LETTERS: &[u8] = b"ACEU";
/// Sidecodes 4 to 10, with the dashes a plate shows (X letter, 9 digit).
const SHAPES: &[&str] = &["XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99", "XX-999-X", "X-999-XX"];

/// A plate as it is painted, with dashes.
pub fn never_issued(dice: &mut Dice) -> String {
    let shape = dice.pick(SHAPES, "XX-99-XX");
    let character = |sort: char| match sort {
        'X' => char::from(dice.pick(LETTERS, b'E')),
        '9' => char::from(dice.pick(b"0123456789", b'0')),
        dash => dash,
    };
    shape.chars().map(character).collect()
}

/// Without dashes and spaces, in capitals.
pub fn normalised(plate: &str) -> String {
    plate.chars().filter(|sign| !matches!(sign, '-' | ' ')).map(|sign| sign.to_ascii_uppercase()).collect()
}

/// Plates from a file (one a line; blank lines and lines with # left out) or from a comma-separated list.
///
/// # Errors
/// Neither a readable file nor plates of 1 to 12 letters and digits.
pub fn parse_list(text: &str) -> Result<Vec<String>, String> {
    let content = match std::fs::read_to_string(text) {
        Ok(content) => content,
        Err(error) if text.contains(['/', '.']) => return Err(format!("{text}: {error}")),
        Err(_) => text.replace(',', "\n"),
    };
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let plates: Vec<String> = lines.map(str::to_owned).collect();
    match plates.iter().find(|plate| !plausible(plate)) {
        Some(plate) => Err(format!("\"{plate}\" is no plate: 1 to 12 letters and digits")),
        None if plates.is_empty() => Err("holds no plate".to_owned()),
        None => Ok(plates),
    }
}

fn plausible(plate: &str) -> bool {
    let bare = normalised(plate);
    (1..=12).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_has_six_characters_and_a_letter_that_is_never_issued() {
        for number in 0..500 {
            let plate = normalised(&never_issued(&mut Dice::of(1, number)));
            assert_eq!(plate.len(), 6);
            assert!(plate.bytes().any(|byte| LETTERS.contains(&byte)), "{plate}");
        }
    }

    #[test]
    fn a_list_is_read_and_nonsense_named() {
        assert_eq!(parse_list("AE-12-UE, UE34A").unwrap(), ["AE-12-UE", "UE34A"]);
        assert!(parse_list("AE?12").is_err());
        assert!(parse_list("./no-such-file").is_err());
    }
}
