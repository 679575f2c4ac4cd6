//! PNG (ISO/IEC 15948): chunks one after the other.

use super::picture::{Flaw, Parts};

const SIGNATURE: usize = 8;
/// What a picture is shown by. Texts, times and private chunks are left out.
const KEPT: [&[u8; 4]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"];

/// Reads a picture; keeps what is needed to show it.
pub(super) fn read(bytes: &[u8]) -> Result<Parts, Flaw> {
    let mut rest = bytes.get(SIGNATURE..).ok_or(Flaw::Broken)?;
    let signature = bytes.get(..SIGNATURE).ok_or(Flaw::Broken)?;
    let mut parts = Parts { bytes: signature.to_vec(), width: 0, height: 0 };
    let mut has_data = false;
    loop {
        let (name, chunk, body) = chunk(rest)?;
        let is_first = parts.bytes.len() == SIGNATURE;
        match (name, is_first) {
            (b"IHDR", true) => (parts.width, parts.height) = size(body)?,
            (b"IHDR", false) | (_, true) => return Err(Flaw::Broken),
            (b"acTL", _) => return Err(Flaw::Animated),
            (b"IDAT", _) => has_data = true,
            _ => {}
        }
        if KEPT.contains(&name) {
            parts.bytes.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            // Whatever follows is no part of the picture.
            return if has_data { Ok(parts) } else { Err(Flaw::Broken) };
        }
        rest = rest.get(chunk.len()..).ok_or(Flaw::Broken)?;
    }
}

/// Name, the whole chunk with length and checksum, and its body.
fn chunk(rest: &[u8]) -> Result<(&[u8; 4], &[u8], &[u8]), Flaw> {
    let (length, after) = rest.split_first_chunk::<4>().ok_or(Flaw::Broken)?;
    let (name, after) = after.split_first_chunk::<4>().ok_or(Flaw::Broken)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Flaw::Broken)?;
    let body = after.get(..length).ok_or(Flaw::Broken)?;
    let chunk = rest.get(..length.saturating_add(12)).ok_or(Flaw::Broken)?;
    Ok((name, chunk, body))
}

fn size(body: &[u8]) -> Result<(u32, u32), Flaw> {
    let (width, after) = body.split_first_chunk::<4>().filter(|_| body.len() == 13).ok_or(Flaw::Broken)?;
    let (height, _) = after.split_first_chunk::<4>().ok_or(Flaw::Broken)?;
    Ok((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn with(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [length.as_slice(), name, body, &[0; 4]].concat()
    }

    fn made(width: u32, height: u32, middle: &[Vec<u8>]) -> Vec<u8> {
        let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        [vec![signature, with(b"IHDR", &header)].concat(), middle.concat(), with(b"IEND", &[])].concat()
    }

    pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
        made(width, height, &[with(b"IDAT", &[1, 2, 3])])
    }

    #[test]
    fn texts_and_what_hangs_behind_are_taken_out() {
        let hidden = [with(b"tEXt", b"Comment\0<script>"), with(b"IDAT", &[1, 2, 3]), with(b"eXIf", b"GPS")];
        let mut full = made(100, 80, &hidden);
        full.extend_from_slice(b"<script>alert(1)</script>");
        let parts = read(&full).unwrap();
        assert_eq!((parts.width, parts.height), (100, 80));
        assert_eq!(parts.bytes, picture(100, 80));
    }

    #[test]
    fn moving_and_hollow_pictures_are_refused() {
        let moving = made(100, 80, &[with(b"acTL", &[0; 8]), with(b"IDAT", &[1])]);
        assert_eq!(read(&moving).unwrap_err(), Flaw::Animated);
        assert_eq!(read(&made(100, 80, &[])).unwrap_err(), Flaw::Broken);
    }
}
