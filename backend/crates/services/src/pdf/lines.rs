//! Breaking a text into lines.

/// Breaks a text into lines that fit, at blanks; a word that is longer than a line, as a hash in a narrow column, is cut.
/// Line breaks in the text are kept. There is always a line, were it an empty one.
pub(super) fn broken(text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            append(word, &mut line, &mut lines, &fits);
        }
        lines.push(line);
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

fn append(word: &str, line: &mut String, lines: &mut Vec<String>, fits: &impl Fn(&str) -> bool) {
    let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
    if fits(&longer) {
        *line = longer;
        return;
    }
    if !line.is_empty() {
        lines.push(std::mem::take(line));
    }
    for letter in word.chars() {
        line.push(letter);
        if line.chars().nth(1).is_some() && !fits(line) {
            line.pop();
            lines.push(std::mem::replace(line, letter.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken_at(text: &str, width: usize) -> Vec<String> {
        broken(text, |line| line.chars().count() <= width)
    }

    #[test]
    fn lines_break_at_blanks_and_keep_the_text_s_own_breaks() {
        assert_eq!(broken_at("een twee drie\nvier", 8), ["een twee", "drie", "vier"]);
        assert_eq!(broken_at("een  twee\n\ndrie", 20), ["een twee", "", "drie"]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_cut() {
        assert_eq!(broken_at("a 0123456789 b", 4), ["a", "0123", "4567", "89 b"]);
        assert_eq!(broken_at("éé", 1), ["é", "é"]);
    }

    #[test]
    fn even_nothing_is_a_line_and_a_letter_wider_than_the_line_ends() {
        assert_eq!(broken_at("", 5), [""]);
        assert_eq!(broken_at("ab", 0), ["a", "b"]);
    }
}
