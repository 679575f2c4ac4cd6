//! The QR code of a link as a picture: SVG for print, PNG for everything else.

use crate::{
    Services,
    csv::scope_of,
    profile::qr::{QUIET, draw, modules},
};
use access::Viewer;
use axum::{
    Extension,
    extract::{Path, Query, rejection::QueryRejection},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{LinkId, PartnerId};
use qrcode::Color;
use serde::Deserialize;
use unify::UnifyError;

/// Pixels of a side, when nobody says.
const USUAL_SIZE: usize = 512;
/// Smaller ones cannot be read by a phone, larger ones are better drawn as SVG.
const SIZES: std::ops::RangeInclusive<usize> = 100..=2_000;

/// How large a PNG is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    size: Option<usize>,
}

type Asked = Result<Query<Wanted>, QueryRejection>;

/// `GET /links/{link}/qr.svg`: of the partner's own link.
pub async fn svg(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(link): Path<String>,
) -> Response {
    let url = short_url(&services.0, viewer.0, None, &link).await;
    url.and_then(|(url, code)| as_svg(&url, &code)).into_response()
}

/// `GET /admin/partners/{id}/links/{link}/qr.svg`: of a partner's link, for the team.
pub async fn svg_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path((partner, link)): Path<(String, String)>,
) -> Response {
    let url = short_url(&services.0, viewer.0, Some(&partner), &link).await;
    url.and_then(|(url, code)| as_svg(&url, &code)).into_response()
}

/// `GET /links/{link}/qr.png?size=`: of the partner's own link; about so many pixels a side.
pub async fn png(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(link): Path<String>,
    wanted: Asked,
) -> Response {
    let url = short_url(&services.0, viewer.0, None, &link).await;
    url.and_then(|(url, code)| as_png(&url, &code, wanted)).into_response()
}

/// `GET /admin/partners/{id}/links/{link}/qr.png?size=`: of a partner's link, for the team.
pub async fn png_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path((partner, link)): Path<(String, String)>,
    wanted: Asked,
) -> Response {
    let url = short_url(&services.0, viewer.0, Some(&partner), &link).await;
    url.and_then(|(url, code)| as_png(&url, &code, wanted)).into_response()
}

/// What the code says, and the link's code for the file's name.
async fn short_url(
    services: &Services,
    viewer: Option<Viewer>,
    asked: Option<&str>,
    link: &str,
) -> Result<(String, String), StatusCode> {
    let asked: Option<PartnerId> = asked.map(str::parse).transpose().map_err(|_| StatusCode::NOT_FOUND)?;
    let scope = scope_of(services, viewer, asked.as_ref()).await?;
    let link: LinkId = link.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let link = services.unify.link(scope.channel(), scope.partner(), &link).await.map_err(|error| match error {
        UnifyError::Store(error) => {
            tracing::error!(%error, "a QR code could not be drawn");
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => StatusCode::NOT_FOUND,
    })?;
    Ok((link.short_url, link.code))
}

type Picture<B> = ([(HeaderName, String); 3], B);

fn picture<B>(kind: &str, code: &str, body: B) -> Picture<B> {
    let ending = if kind == "image/png" { "png" } else { "svg" };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{code}.{ending}\"")),
        // Opened by itself it is a document: one that loads and runs nothing.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned()),
    ];
    (headers, body)
}

fn as_svg(url: &str, code: &str) -> Result<Picture<String>, StatusCode> {
    let qr = draw(url).ok_or(StatusCode::NOT_FOUND)?;
    let size = qr.size;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{USUAL_SIZE}\" height=\"{USUAL_SIZE}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{}\"/></svg>\n",
        qr.path
    );
    Ok(picture("image/svg+xml", code, svg))
}

fn as_png(url: &str, code: &str, wanted: Asked) -> Result<Picture<Vec<u8>>, StatusCode> {
    let size = wanted.map_or(None, |Query(wanted)| Some(wanted.size.unwrap_or(USUAL_SIZE)));
    let size = size.filter(|size| SIZES.contains(size)).ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    let png = encode(url, size).ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(picture("image/png", code, png))
}

/// A picture in black and white, one bit a pixel. Every module has the same whole number of pixels, so that it is sharp: the
/// picture may be a little smaller than asked.
fn encode(text: &str, size: usize) -> Option<Vec<u8>> {
    let (width, modules) = modules(text)?;
    let across = width + 2 * QUIET;
    let scale = (size / across).max(1);
    let pixels = across * scale;
    let line_bytes = pixels.div_ceil(8);
    let mut image = Vec::with_capacity(pixels * line_bytes);
    for row in 0..across {
        let mut line = vec![0xff_u8; line_bytes];
        for column in 0..across {
            let is_inside = (QUIET..QUIET + width).contains(&row) && (QUIET..QUIET + width).contains(&column);
            let place = || (row - QUIET) * width + column - QUIET;
            if is_inside && modules.get(place()) == Some(&Color::Dark) {
                darken(&mut line, column * scale, scale);
            }
        }
        image.extend(std::iter::repeat_n(line, scale).flatten());
    }
    let mut out = Vec::new();
    let pixels = u32::try_from(pixels).ok()?;
    let mut encoder = png::Encoder::new(&mut out, pixels, pixels);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&image).ok()?;
    writer.finish().ok()?;
    Some(out)
}

fn darken(line: &mut [u8], from: usize, count: usize) {
    for pixel in from..from + count {
        if let Some(byte) = line.get_mut(pixel / 8) {
            *byte &= !(0x80 >> (pixel % 8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the picture back as modules.
    fn decoded(png: &[u8], side: usize) -> Vec<Vec<bool>> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let (pixels, line) = (info.width as usize, info.line_size);
        let scale = pixels / side;
        let is_dark = |x: usize, y: usize| bytes[y * line + x / 8] & (0x80 >> (x % 8)) == 0;
        (0..side).map(|y| (0..side).map(|x| is_dark(x * scale + scale / 2, y * scale + scale / 2)).collect()).collect()
    }

    #[test]
    fn both_pictures_show_the_same_code() {
        let url = "https://partners.example.com/r/k3x9qz";
        let (width, modules) = modules(url).unwrap();
        let across = width + 2 * QUIET;
        let (_, svg) = as_svg(url, "k3x9qz").unwrap();
        assert!(svg.contains(&format!("viewBox=\"0 0 {across} {across}\"")) && svg.contains(&draw(url).unwrap().path));
        for size in [100, 333, 2_000] {
            let png = encode(url, size).unwrap();
            for (y, line) in decoded(&png, across).iter().enumerate() {
                for (x, dark) in line.iter().enumerate() {
                    let is_inside = (QUIET..QUIET + width).contains(&x) && (QUIET..QUIET + width).contains(&y);
                    let wanted = is_inside && modules[(y - QUIET) * width + x - QUIET] == Color::Dark;
                    assert_eq!(*dark, wanted, "{x} {y} at {size}");
                }
            }
        }
    }

    #[test]
    fn sizes_that_make_no_sense_are_refused() {
        let ask = |size| as_png("https://x.example", "x", Ok(Query(Wanted { size: Some(size) })));
        assert!(ask(100).is_ok() && ask(2_000).is_ok());
        assert_eq!(
            [ask(0), ask(99), ask(2_001), ask(usize::MAX)].map(Result::err),
            [Some(StatusCode::UNPROCESSABLE_ENTITY); 4]
        );
    }
}
