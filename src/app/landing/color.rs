//! The partner's colour: the exact one for drawings, and the class of its hue for text and buttons.
//!
//! A colour that anyone may choose gives no promise that text on it can be read. The style sheet therefore takes only the
//! hue and picks lightness and strength itself, for light and for dark pages.

/// A colour of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// When the partner's colour is not one.
const FALLBACK: Color = Color([0x4a, 0x57, 0xd6]);

impl Color {
    /// Reads `#rrggbb`; anything else gives the product's own colour.
    pub fn parse(text: &str) -> Self {
        Self::read(text.trim()).unwrap_or(FALLBACK)
    }

    fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The class of the hue: `h0` to `h35` in steps of 10 degrees, or `grey`.
    pub fn class(self) -> String {
        let (a, b) = self.opponents();
        if a.hypot(b) < 0.03 {
            return "grey".into();
        }
        let steps = b.atan2(a).to_degrees().rem_euclid(360.0) / 10.0;
        format!("h{:.0}", steps.round() % 36.0)
    }

    /// The green-red and blue-yellow parts in `OKLab`.
    fn opponents(self) -> (f64, f64) {
        let [red, green, blue] = self.0.map(linear);
        let long = (0.412_221 * red + 0.536_333 * green + 0.051_446 * blue).cbrt();
        let middle = (0.211_903 * red + 0.680_700 * green + 0.107_397 * blue).cbrt();
        let short = (0.088_302 * red + 0.281_719 * green + 0.629_979 * blue).cbrt();
        (
            1.977_998 * long - 2.428_592 * middle + 0.450_594 * short,
            0.025_904 * long + 0.782_772 * middle - 0.808_676 * short,
        )
    }
}

fn linear(byte: u8) -> f64 {
    let share = f64::from(byte) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_hex_digits_are_a_colour() {
        assert_eq!(Color::parse("#E4572e").hex(), "#e4572e");
        for bad in ["", "red", "#fff", "#12345g", "#+12345", "\"/><script>", "#éé"] {
            assert_eq!(Color::parse(bad), FALLBACK, "{bad}");
        }
    }

    #[test]
    fn hues_are_those_of_oklch() {
        // oklch: red 29°, yellow 110°, green 142°, blue 264°; magenta 328°.
        assert_eq!(Color::parse("#ff0000").class(), "h3");
        assert_eq!(Color::parse("#ffff00").class(), "h11");
        assert_eq!(Color::parse("#00ff00").class(), "h14");
        assert_eq!(Color::parse("#0000ff").class(), "h26");
        assert_eq!(Color::parse("#ff00ff").class(), "h33");
        assert_eq!(Color::parse("#808080").class(), "grey");
        assert_eq!(Color::parse("#000000").class(), "grey");
    }
}
