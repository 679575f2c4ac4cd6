//! WebP (RFC 9649): a RIFF file of chunks.

use super::picture::{Flaw, Parts};

/// Name, size and `WEBP`.
const HEAD: usize = 12;
const ANIMATION: u8 = 0x02;
/// Bits of the extended header that announce Exif and XMP.
const WORDS: u8 = 0x08 | 0x04;

/// Reads a picture; keeps what is needed to show it.
pub(super) fn read(bytes: &[u8]) -> Result<Parts, Flaw> {
    let size = bytes.get(4..8).and_then(|size| size.first_chunk::<4>()).ok_or(Flaw::Broken)?;
    let end = usize::try_from(u32::from_le_bytes(*size)).map_err(|_| Flaw::Broken)?.saturating_add(8);
    // Whatever follows the end is no part of the picture.
    let mut rest = bytes.get(HEAD..end).ok_or(Flaw::Broken)?;
    let mut parts = Parts { bytes: bytes.get(..HEAD).ok_or(Flaw::Broken)?.to_vec(), width: 0, height: 0 };
    let mut has_picture = false;
    while !rest.is_empty() {
        let (name, chunk, body) = chunk(rest)?;
        let is_first = parts.bytes.len() == HEAD;
        let known = match name {
            b"VP8X" if is_first => Some(extended(body)?),
            b"VP8 " => Some(lossy(body)?),
            b"VP8L" => Some(lossless(body)?),
            b"ANIM" | b"ANMF" => return Err(Flaw::Animated),
            _ if is_first => return Err(Flaw::Broken),
            _ => None,
        };
        has_picture |= matches!(name, b"VP8 " | b"VP8L");
        if let Some((width, height)) = known {
            parts.width = parts.width.max(width);
            parts.height = parts.height.max(height);
        }
        if known.is_some() || matches!(name, b"ALPH" | b"ICCP") {
            let start = parts.bytes.len();
            parts.bytes.extend_from_slice(chunk);
            if let (b"VP8X", Some(flags)) = (name, parts.bytes.get_mut(start + 8)) {
                *flags &= !WORDS;
            }
        }
        rest = rest.get(chunk.len()..).ok_or(Flaw::Broken)?;
    }
    if !has_picture {
        return Err(Flaw::Broken);
    }
    let size = u32::try_from(parts.bytes.len() - 8).map_err(|_| Flaw::Broken)?.to_le_bytes();
    parts.bytes.splice(4..8, size);
    Ok(parts)
}

/// Name, the whole chunk with its padding, and its body.
fn chunk(rest: &[u8]) -> Result<(&[u8; 4], &[u8], &[u8]), Flaw> {
    let (name, after) = rest.split_first_chunk::<4>().ok_or(Flaw::Broken)?;
    let (length, after) = after.split_first_chunk::<4>().ok_or(Flaw::Broken)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Flaw::Broken)?;
    let body = after.get(..length).ok_or(Flaw::Broken)?;
    let chunk = rest.get(..length.saturating_add(8 + length % 2)).ok_or(Flaw::Broken)?;
    Ok((name, chunk, body))
}

fn extended(body: &[u8]) -> Result<(u32, u32), Flaw> {
    match *body {
        [flags, ..] if flags & ANIMATION != 0 => Err(Flaw::Animated),
        [_, _, _, _, w0, w1, w2, h0, h1, h2, ..] => {
            Ok((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
        }
        _ => Err(Flaw::Broken),
    }
}

fn lossy(body: &[u8]) -> Result<(u32, u32), Flaw> {
    match *body {
        [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] => {
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            Ok((side(w0, w1), side(h0, h1)))
        }
        _ => Err(Flaw::Broken),
    }
}

fn lossless(body: &[u8]) -> Result<(u32, u32), Flaw> {
    match *body {
        [0x2f, a, b, c, d, ..] => {
            let bits = u32::from_le_bytes([a, b, c, d]);
            Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => Err(Flaw::Broken),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn with(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        let padding = vec![0; body.len() % 2];
        [name.as_slice(), &length, body, &padding].concat()
    }

    fn made(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = chunks.concat();
        let size = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
        [b"RIFF".as_slice(), &size, b"WEBP", &body].concat()
    }

    fn lossless_chunk(width: u32, height: u32) -> Vec<u8> {
        let bits = (width - 1) | (height - 1) << 14;
        with(b"VP8L", &[&[0x2f], bits.to_le_bytes().as_slice(), &[1, 2]].concat())
    }

    fn extended_chunk(flags: u8) -> Vec<u8> {
        with(b"VP8X", &[flags, 0, 0, 0, 99, 0, 0, 79, 0, 0])
    }

    pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
        made(&[lossless_chunk(width, height)])
    }

    #[test]
    fn all_three_headers_tell_the_size() {
        let lossy = with(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 100, 0, 80, 0, 7]);
        for file in [picture(100, 80), made(&[lossy]), made(&[extended_chunk(0), lossless_chunk(100, 80)])] {
            let parts = read(&file).unwrap();
            assert_eq!((parts.width, parts.height), (100, 80));
            assert_eq!(parts.bytes, file);
        }
    }

    #[test]
    fn words_and_what_hangs_behind_are_taken_out() {
        let mut full =
            made(&[extended_chunk(0x0c), lossless_chunk(100, 80), with(b"EXIF", b"GPS"), with(b"XMP ", b"<x>")]);
        full.extend_from_slice(b"<script>alert(1)</script>");
        assert_eq!(read(&full).unwrap().bytes, made(&[extended_chunk(0), lossless_chunk(100, 80)]));
    }

    #[test]
    fn moving_pictures_are_refused() {
        assert_eq!(read(&made(&[extended_chunk(ANIMATION)])).unwrap_err(), Flaw::Animated);
        let hidden = made(&[extended_chunk(0), with(b"ANMF", &[0; 16])]);
        assert_eq!(read(&hidden).unwrap_err(), Flaw::Animated);
    }
}
