//! Tables of the API.

diesel::table! {
    api_clients (id) {
        id -> Text,
        municipality_id -> Text,
        name -> Text,
        public_key -> Nullable<Binary>,
        algorithm -> Nullable<Text>,
        certificate_fingerprint -> Nullable<Text>,
        networks -> Text,
        scopes -> Text,
        registered_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    api_assertions (client_id, assertion_hash) {
        client_id -> Text,
        assertion_hash -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_tokens (token_hash) {
        token_hash -> Text,
        client_id -> Text,
        scopes -> Text,
        certificate_fingerprint -> Nullable<Text>,
        issued_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_creations (client_id, key_hash) {
        client_id -> Text,
        key_hash -> Text,
        municipality_id -> Text,
        digest -> Binary,
        exemption_id -> Text,
        created_at -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}
