//! Decimal numbers as exact text, and CC's percentages of two scales.

use domain::RateBps;

/// Longest shift of the decimal point that an exponent may ask for.
const FARTHEST: i64 = 24;

/// The number as plain decimal text: `1.5E2` is `150`. None for what is no number.
pub(crate) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || digits.ends_with('.') || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    if exponent == 0 {
        return Some(mantissa.to_owned());
    }
    Some(format!("{sign}{}", shifted(whole, fraction, exponent)?))
}

/// Moves the decimal point by `places` to the right (to the left, when negative).
fn shifted(whole: &str, fraction: &str, places: i64) -> Option<String> {
    if places.abs() > FARTHEST {
        return None;
    }
    let zeros = "0".repeat(usize::try_from(places.abs()).ok()?);
    let (digits, point) = if places >= 0 {
        let point = whole.len() + zeros.len();
        (format!("{whole}{fraction}{zeros}"), point)
    } else {
        (format!("{zeros}{whole}{fraction}"), whole.len())
    };
    let (whole, fraction) = digits.split_at_checked(point)?;
    match fraction.trim_end_matches('0') {
        "" => Some(whole.to_owned()),
        fraction => Some(format!("{whole}.{fraction}")),
    }
}

/// A percentage that CC writes as `10` or as `0.1`: up to 1 it is a share of one. None when negative, above 100 % or no number.
pub(crate) fn percent(decimal: &str) -> Option<RateBps> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let kept: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let millionths: i64 = format!("{whole}{kept}").parse().ok()?;
    let per_point = if millionths <= 1_000_000 { 100 } else { 10_000 };
    let points = (millionths + per_point / 2).div_euclid(per_point);
    let good = !decimal.starts_with('-') && points <= 10_000;
    good.then_some(RateBps(points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exponents_are_written_out() {
        for (text, expect) in [
            ("12.34", "12.34"),
            ("-7", "-7"),
            ("1e3", "1000"),
            ("1.2345E2", "123.45"),
            ("1.5e-2", "0.015"),
            ("15e-1", "01.5"),
            ("-2E+1", "-20"),
            ("0e0", "0"),
        ] {
            assert_eq!(plain(text).as_deref(), Some(expect), "{text}");
        }
        for bad in ["", "-", "NaN", "Infinity", "1,000", "+1", ".5", "1.", "1e", "1e99", "0x1", "1 2", "١"] {
            assert_eq!(plain(bad), None, "{bad}");
        }
    }

    #[test]
    fn percentages_have_two_scales() {
        for (text, points) in [
            ("0.1", 1_000),
            ("10", 1_000),
            ("0.075", 750),
            ("7.5", 750),
            ("1", 10_000),
            ("1.0", 10_000),
            ("80", 8_000),
            ("100", 10_000),
            ("0", 0),
            ("12.345", 1_235),
            ("0.33333333", 3_333),
        ] {
            assert_eq!(percent(text), Some(RateBps(points)), "{text}");
        }
        for bad in ["-0.1", "-10", "-0", "101", "1000", "99999999999999999999"] {
            assert_eq!(percent(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn plain_numbers_stay_as_they_are(whole in 0u64..10_000_000, cents in 0u8..100) {
            let text = format!("{whole}.{cents:02}");
            prop_assert_eq!(plain(&text), Some(text));
        }

        #[test]
        fn exponents_never_change_the_value(digits in 1u32..1_000_000, places in -8i32..8) {
            let text = format!("{digits}e{places}");
            let read: f64 = plain(&text).unwrap().parse().unwrap();
            let expect: f64 = text.parse().unwrap();
            prop_assert!((read - expect).abs() <= expect * 1e-12);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,30}") {
            if let Some(number) = plain(&text) { let _ = percent(&number); }
        }
    }
}
