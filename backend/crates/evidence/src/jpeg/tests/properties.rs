use super::judge::check;
use super::painter::Style;
use super::*;
use libjpeg_turbo_rs::Subsampling;
use proptest::prelude::*;

fn style() -> impl Strategy<Value = Style> {
    let sampling = prop_oneof![
        Just(None),
        Just(Some(Subsampling::S444)),
        Just(Some(Subsampling::S422)),
        Just(Some(Subsampling::S420)),
    ];
    (1_usize..200, 1_usize..200, sampling, any::<bool>(), 0_u16..9, any::<u64>()).prop_map(
        |(width, height, sampling, progressive, restart, seed)| Style {
            width,
            height,
            sampling,
            progressive,
            restart,
            seed,
        },
    )
}

pub(super) fn region_in(width: u32, height: u32) -> impl Strategy<Value = Region> {
    let kind = prop::sample::select(vec![
        RegionKind::Vehicle,
        RegionKind::Plate,
        RegionKind::Sign,
        RegionKind::Overlay,
        RegionKind::Person,
        RegionKind::Cyclist,
        RegionKind::Windscreen,
    ]);
    (kind, 0..width, 0..height).prop_flat_map(move |(kind, x, y)| {
        (1..=width - x, 1..=height - y).prop_map(move |(w, h)| region(kind, rect(x, y, w, h)))
    })
}

pub(super) fn scene() -> impl Strategy<Value = (Style, Vec<Region>, Vec<Rect>)> {
    style().prop_flat_map(|style| {
        let (width, height) = (style.width as u32, style.height as u32);
        let masks = prop::collection::vec(
            region_in(width, height).prop_map(|r| rect(r.x, r.y, r.width, r.height)),
            0..2,
        );
        (Just(style), prop::collection::vec(region_in(width, height), 0..8), masks)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_regions_are_kept_or_destroyed_as_the_protocol_says((style, regions, masks) in scene()) {
        let original = style.encode();
        let inspected = look(&original).unwrap();
        let redacted = redact(&inspected, &regions, &RedactionPolicy::default(), &masks).unwrap();
        check(&original, &redacted);
        check(&original, &mask_declared(&original, &regions, &masks));
    }

    #[test]
    fn a_redacted_picture_can_be_redacted_again((style, regions, _) in scene()) {
        let once = keep_declared(&style.encode(), &regions);
        check(&once.jpeg, &keep_declared(&once.jpeg, &regions));
        check(&once.jpeg, &mask_declared(&once.jpeg, &regions, &[]));
    }

    #[test]
    fn a_changed_byte_or_a_cut_never_panics_and_never_leaves_a_breach(
        (style, regions, _) in scene(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut broken = style.encode();
        let at = at.index(broken.len());
        if cut { broken.truncate(at) } else { broken[at] = byte }
        if let Ok(inspected) = look(&broken)
            && let Ok(redacted) = redact(&inspected, &regions, &RedactionPolicy::default(), &[])
        {
            super::super::verify_manifest(&redacted.jpeg, &redacted.manifest).unwrap();
            image::load_from_memory(&redacted.jpeg).unwrap();
        }
    }

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..1200), as_jpeg in any::<bool>()) {
        let head: &[u8] = if as_jpeg { &[0xFF, 0xD8, 0xFF] } else { &[] };
        prop_assert!(look(&[head, &bytes].concat()).is_err());
    }
}
