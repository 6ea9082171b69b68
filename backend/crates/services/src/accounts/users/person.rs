//! No shared accounts: an account has the name of one person.

use crate::accounts::administration::LONGEST_NAME;
use crate::flaw::{Flaw, text};

/// Words that name a function, a department or nobody. Not one of them may stand in the name of an account.
const NOBODY: [&str; 38] = [
    "account",
    "accounts",
    "admin",
    "administratie",
    "administrator",
    "afdeling",
    "algemeen",
    "balie",
    "beheer",
    "beheerder",
    "boa",
    "boas",
    "cluster",
    "demo",
    "dienst",
    "functioneel",
    "gast",
    "gebruiker",
    "gemeente",
    "groep",
    "guest",
    "handhaver",
    "handhaving",
    "helpdesk",
    "info",
    "kantoor",
    "meldkamer",
    "office",
    "receptie",
    "secretariaat",
    "service",
    "shared",
    "team",
    "tester",
    "user",
    "vakgroep",
    "wachtdienst",
    "werkplek",
];

/// The name of one person: at least two words, none of them a function's or a department's.
pub(super) fn of_person(typed: &str) -> Result<String, Flaw> {
    let name = text(typed, LONGEST_NAME)?;
    let words: Vec<String> = name
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let one_person = words.len() >= 2 && !words.iter().any(|word| NOBODY.contains(&word.as_str()));
    let legible = !name.chars().any(|character| character.is_ascii_digit());
    if one_person && legible { Ok(name) } else { Err(Flaw::NotAPerson) }
}

/// A login that names no function either.
pub(super) fn login_of_person(login: &str) -> Result<(), Flaw> {
    let own = login.split('@').next().unwrap_or(login);
    let generic = own.split(['.', '-', '_']).any(|part| NOBODY.contains(&part));
    if generic { Err(Flaw::NotAPerson) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_persons_first_name_and_surname() {
        for name in ["A. de Vries", "Noor el Amrani", "J.-P. O’Brien", "  Li Wei  "] {
            assert_eq!(of_person(name).as_deref(), Ok(name.trim()), "{name}");
        }
        for name in
            ["Jansen", "Team Handhaving", "BOA 1", "Balie Stadskantoor", "Gebruiker Zuid", "Kees 2 Smit"]
        {
            assert_eq!(of_person(name), Err(Flaw::NotAPerson), "{name}");
        }
        assert_eq!(of_person(" "), Err(Flaw::Required));
    }

    #[test]
    fn a_login_names_no_function_either() {
        for login in ["a.devries", "noor@gemeente.example", "kees-smit", "boaz.smit"] {
            assert_eq!(login_of_person(login), Ok(()), "{login}");
        }
        for login in ["balie", "team.boa", "beheer@gemeente.example", "helpdesk-2"] {
            assert_eq!(login_of_person(login), Err(Flaw::NotAPerson), "{login}");
        }
    }
}
