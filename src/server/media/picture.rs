//! What a file is by its own bytes, and the picture in it without anything else.

use super::{jpeg, png, webp};

/// The shortest and the longest side, and the most pixels: a small file can hold a picture that fills a browser's memory.
const SHORTEST: u32 = 64;
const LONGEST: u32 = 6_000;
const MOST_PIXELS: u64 = 25_000_000;

/// Formats that every browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Webp,
}

impl Kind {
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// No JPEG, PNG or WebP, or not what its header says.
    Kind,
    /// It moves.
    Animated,
    /// It is broken or cut off.
    Broken,
    /// Too few pixels.
    Small,
    /// Too many pixels.
    Large,
}

impl Flaw {
    /// What to do about it.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::Kind => "Use a JPEG, PNG or WebP picture.",
            Self::Animated => "The picture must not move: use a JPEG, PNG or WebP picture without animation.",
            Self::Broken => "The picture is damaged. Save it again and upload it once more.",
            Self::Small => "The picture must have 64 pixels or more on each side.",
            Self::Large => "The picture may have 6000 pixels on each side and 25 million in all.",
        }
    }
}

/// A picture and nothing else: no words about who took it where, and nothing behind its end.
#[derive(Debug)]
pub(super) struct Clean {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

/// The parts of a picture that are kept, and its size.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) bytes: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8], declared: &str) -> Result<Clean, Flaw> {
    let kind = Kind::of(bytes).ok_or(Flaw::Kind)?;
    let declared = declared.split(';').next().unwrap_or_default().trim();
    if !declared.eq_ignore_ascii_case(kind.content_type()) {
        return Err(Flaw::Kind);
    }
    let parts = match kind {
        Kind::Jpeg => jpeg::read(bytes),
        Kind::Png => png::read(bytes),
        Kind::Webp => webp::read(bytes),
    }?;
    let (width, height) = (parts.width, parts.height);
    if width.min(height) < SHORTEST {
        return Err(Flaw::Small);
    }
    if width.max(height) > LONGEST || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Flaw::Large);
    }
    Ok(Clean { kind, bytes: parts.bytes })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::media::{jpeg::tests as jpegs, png::tests as pngs, webp::tests as webps};

    #[test]
    fn the_bytes_decide_what_it_is() {
        let png = pngs::picture(100, 80);
        assert_eq!(read(&png, "image/png").unwrap().kind, Kind::Png);
        assert_eq!(read(&png, "image/png; charset=binary").unwrap().kind, Kind::Png);
        assert_eq!(read(&png, "image/jpeg").unwrap_err(), Flaw::Kind, "not what its header says");
        assert_eq!(read(&jpegs::picture(100, 80), "image/jpeg").unwrap().kind, Kind::Jpeg);
        assert_eq!(read(&webps::picture(100, 80), "image/webp").unwrap().kind, Kind::Webp);
        for other in [
            &b"GIF89a/*<script>*/=alert(1)"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<!doctype html><script>alert(1)</script>",
            b"%PDF-1.7",
            b"\0\0\0\x20ftypavif",
            b"BM",
            b"",
        ] {
            for declared in ["image/png", "image/gif", "image/svg+xml", "text/html", ""] {
                assert_eq!(read(other, declared).unwrap_err(), Flaw::Kind);
            }
        }
    }

    #[test]
    fn pictures_have_bounds() {
        for (width, height, flaw) in
            [(63, 500, Flaw::Small), (500, 0, Flaw::Small), (6_001, 64, Flaw::Large), (6_000, 6_000, Flaw::Large)]
        {
            assert_eq!(read(&pngs::picture(width, height), "image/png").unwrap_err(), flaw);
        }
        assert!(read(&pngs::picture(6_000, 4_000), "image/png").is_ok());
    }

    /// Every beginning of a picture, and every picture with one byte changed, is read or refused.
    #[test]
    fn no_file_makes_trouble() {
        for (kind, picture) in [
            ("image/png", pngs::picture(100, 80)),
            ("image/jpeg", jpegs::picture(100, 80)),
            ("image/webp", webps::picture(100, 80)),
        ] {
            for end in 0..picture.len() {
                assert!(read(&picture[..end], kind).is_err(), "{kind} cut off at {end}");
            }
            for place in 0..picture.len() {
                for value in [0, 1, 0x7f, 0xd9, 0xff] {
                    let mut changed = picture.clone();
                    changed[place] = value;
                    let _ = read(&changed, kind);
                }
            }
        }
    }
}
