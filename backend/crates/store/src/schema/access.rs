//! Tables of requests for a second person and of reviews of who has access.

diesel::table! {
    approvals (id) {
        id -> Text,
        municipality_id -> Text,
        kind -> Text,
        account_id -> Nullable<Text>,
        content -> Text,
        reason -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        expires_at -> BigInt,
        state -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    access_reviews (id) {
        id -> Text,
        municipality_id -> Text,
        reach -> Text,
        begun_at -> BigInt,
        due_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    access_review_lines (review_id, account_id) {
        review_id -> Text,
        account_id -> Text,
        role -> Text,
        last_login_at -> Nullable<BigInt>,
        authorised_until -> Nullable<BigInt>,
        verdict -> Nullable<Text>,
        remark -> Text,
        judged_by -> Nullable<Text>,
        judged_at -> Nullable<BigInt>,
    }
}
