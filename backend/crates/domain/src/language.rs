//! Languages of the portal's pages. What the law and the court read stays Dutch whatever an account chose.

text_enum! {
    /// The language in which an account reads the portal, as its tag in BCP 47.
    #[derive(Default)]
    pub enum Language {
        /// Dutch, the language of the source texts.
        #[default]
        Dutch = "nl",
        /// English.
        English = "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_that_chose_nothing_reads_dutch() {
        assert_eq!(Language::default().as_str(), "nl");
        assert_eq!("en".parse(), Ok(Language::English));
    }
}
