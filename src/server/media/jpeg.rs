//! JPEG (ITU-T T.81, annex B): markers with their segments, and what stands between them.

use super::picture::{Flaw, Parts};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// Reads a picture; keeps what is needed to show it.
pub(super) fn read(bytes: &[u8]) -> Result<Parts, Flaw> {
    let mut parts = Parts { bytes: vec![0xff, START], width: 0, height: 0 };
    let mut at = 2;
    loop {
        let marker = marker(bytes, &mut at)?;
        if marker == END {
            break;
        }
        let segment = segment(bytes, &mut at)?;
        if is_frame(marker) {
            (parts.height, parts.width) = size(segment)?;
        }
        if is_kept(marker) {
            parts.bytes.extend([0xff, marker]);
            parts.bytes.extend_from_slice(segment);
        }
        if marker == SCAN {
            let data = scan(bytes, &mut at)?;
            parts.bytes.extend_from_slice(data);
        }
    }
    // Whatever follows the end is no part of the picture.
    parts.bytes.extend([0xff, END]);
    Ok(parts)
}

/// The next marker; any number of fill bytes may stand before it.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, Flaw> {
    if bytes.get(*at) != Some(&0xff) {
        return Err(Flaw::Broken);
    }
    while bytes.get(*at) == Some(&0xff) {
        *at += 1;
    }
    let marker = *bytes.get(*at).ok_or(Flaw::Broken)?;
    *at += 1;
    // Between segments only the end stands alone.
    let is_lonely = matches!(marker, 0x00 | 0x01 | 0xd0..=START);
    if is_lonely { Err(Flaw::Broken) } else { Ok(marker) }
}

/// A segment with its length in front.
fn segment<'a>(bytes: &'a [u8], at: &mut usize) -> Result<&'a [u8], Flaw> {
    let rest = bytes.get(*at..).ok_or(Flaw::Broken)?;
    let [high, low, ..] = *rest else { return Err(Flaw::Broken) };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let segment = rest.get(..length).filter(|segment| segment.len() >= 2).ok_or(Flaw::Broken)?;
    *at += length;
    Ok(segment)
}

/// Compressed data up to the next marker that is neither stuffing nor a restart.
fn scan<'a>(bytes: &'a [u8], at: &mut usize) -> Result<&'a [u8], Flaw> {
    let rest = bytes.get(*at..).ok_or(Flaw::Broken)?;
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    let length = rest.windows(2).position(is_marker).ok_or(Flaw::Broken)?;
    *at += length;
    rest.get(..length).ok_or(Flaw::Broken)
}

/// Start of a frame of any coding; the three gaps are other things.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Tables, frames and scans, JFIF, colour profile and Adobe's colour transform; no comments, no Exif.
const fn is_kept(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf | SCAN..=0xdd | 0xe0 | 0xe2 | 0xee)
}

fn size(segment: &[u8]) -> Result<(u32, u32), Flaw> {
    match segment {
        [_, _, _, h1, h0, w1, w0, ..] => {
            Ok((u32::from(u16::from_be_bytes([*h1, *h0])), u32::from(u16::from_be_bytes([*w1, *w0]))))
        }
        _ => Err(Flaw::Broken),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn with(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), body].concat()
    }

    pub(crate) fn picture(width: u16, height: u16) -> Vec<u8> {
        let [h, w] = [height.to_be_bytes(), width.to_be_bytes()];
        let frame = [&[8], h.as_slice(), &w, &[1, 1, 0x11, 0]].concat();
        [
            vec![0xff, START],
            with(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
            with(0xdb, &[0; 65]),
            with(0xc0, &frame),
            with(0xc4, &[0; 20]),
            with(SCAN, &[1, 1, 0, 0, 63, 0]),
            vec![1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4],
            vec![0xff, END],
        ]
        .concat()
    }

    #[test]
    fn words_about_the_picture_and_what_hangs_behind_it_are_taken_out() {
        let clean = picture(100, 80);
        let mut full = vec![0xff, START];
        full.extend(with(0xe1, b"Exif\0\0GPS 52.5 13.4"));
        full.extend(with(0xfe, b"<script>alert(1)</script>"));
        full.extend_from_slice(&clean[2..]);
        full.extend_from_slice(b"PK\x03\x04<?php system($_GET[0]); ?><script>alert(2)</script>");
        let parts = read(&full).unwrap();
        assert_eq!((parts.width, parts.height), (100, 80));
        assert_eq!(parts.bytes, clean);
    }

    #[test]
    fn pictures_of_several_scans_are_kept_whole() {
        let mut progressive = picture(100, 80);
        progressive.truncate(progressive.len() - 2);
        progressive.extend(with(0xc4, &[1; 20]));
        progressive.extend(with(SCAN, &[1, 1, 0, 0, 63, 0]));
        progressive.extend([9, 9, 0xff, END]);
        assert_eq!(read(&progressive).unwrap().bytes, progressive);
    }
}
