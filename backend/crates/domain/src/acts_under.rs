//! Tables that put every act under one value of an enumeration.

/// Declares a function from acts to the values of an enumeration: each value with the acts under it. An act that stands
/// under none does not compile.
macro_rules! acts_under {
    ($(#[$meta:meta])* pub const fn $name:ident($act:ident) -> $values:ident;
        $($value:ident: $($member:ident),+;)+) => {
        $(#[$meta])*
        #[must_use]
        pub const fn $name($act: $crate::act::Act) -> $values {
            match $act {
                $($($crate::act::Act::$member)|+ => $values::$value,)+
            }
        }
    };
}
