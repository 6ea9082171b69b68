//! Tables of the key store, the same on both databases; see `schema.sql`.

diesel::table! {
    marker (id) {
        id -> Integer,
        schema_version -> BigInt,
        instance_id -> Text,
        environment -> Text,
        created_at -> BigInt,
        check_value -> Binary,
    }
}

diesel::table! {
    halves (id) {
        id -> Text,
        created_at -> BigInt,
        attached -> Bool,
        sealed -> Binary,
    }
}

diesel::table! {
    named_keys (name) {
        name -> Text,
        created_at -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    kept_heads (log) {
        log -> Text,
        sealed -> Binary,
    }
}
