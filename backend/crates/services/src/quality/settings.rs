//! How much is looked at twice.

/// Which decisions a second officer looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondLookSettings {
    /// Share of the decisions, in percent; 0 draws none.
    pub percent: u32,
    /// Days after a decision in which it may be looked at.
    pub days: u32,
}

impl Default for SecondLookSettings {
    fn default() -> Self {
        Self { percent: 5, days: 7 }
    }
}
