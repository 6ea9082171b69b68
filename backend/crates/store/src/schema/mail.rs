//! Table of what is told by mail.

diesel::table! {
    mail_notices (id) {
        id -> Text,
        municipality_id -> Text,
        role -> Text,
        matter_id -> Text,
        reference -> Text,
        place -> Text,
        kind -> Text,
        stage -> Text,
        due_at -> BigInt,
        created_at -> BigInt,
        attempts -> BigInt,
        not_before -> BigInt,
        last_error -> Nullable<Text>,
        sent_at -> Nullable<BigInt>,
        given_up_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}
