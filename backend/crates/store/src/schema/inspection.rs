//! Tables of samples for inspection.

diesel::table! {
    samples (id) {
        id -> Text,
        municipality_id -> Text,
        kind -> Text,
        period_from -> Text,
        period_until -> Text,
        location_id -> Nullable<Text>,
        reach -> Text,
        size -> BigInt,
        population -> BigInt,
        frame -> Text,
        seed -> Text,
        drawn_by -> Text,
        drawn_at -> BigInt,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        sealed_conclusion -> Nullable<Binary>,
        key_half_id -> Text,
        key_half -> Binary,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    sample_lines (sample_id, number) {
        sample_id -> Text,
        number -> BigInt,
        case_id -> Text,
        account_id -> Text,
        at -> BigInt,
        state -> Nullable<Text>,
        ledger_entry -> Nullable<Text>,
        outcome -> Nullable<Text>,
        ground -> Nullable<Text>,
        sealed_words -> Nullable<Binary>,
        judged_by -> Nullable<Text>,
        judged_at -> Nullable<BigInt>,
        judged -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    sample_figures (id) {
        id -> Text,
        municipality_id -> Text,
        kind -> Text,
        period_from -> Text,
        period_until -> Text,
        drawn_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        population -> BigInt,
        drawn -> BigInt,
        in_order -> BigInt,
        remark -> BigInt,
        wrong -> BigInt,
        destroyed -> BigInt,
    }
}
