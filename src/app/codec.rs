//! How server functions speak: JSON, read as text so that pages and server functions share one decoder of each view in the browser.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// JSON as UTF-8 text.
#[derive(Debug)]
pub struct JsonText;

/// Arguments and answers as JSON, by `POST`.
pub type Json = Post<JsonText>;

/// The text is not UTF-8, or not the JSON that was expected.
#[derive(Debug, thiserror::Error)]
pub enum JsonFault {
    /// Not UTF-8.
    #[error("not UTF-8")]
    Text(#[from] std::str::Utf8Error),
    /// Not the JSON that was expected.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = JsonFault;

    fn encode(output: &T) -> Result<Bytes, JsonFault> {
        Ok(Bytes::from(serde_json::to_string(output)?))
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = JsonFault;

    fn decode(bytes: Bytes) -> Result<T, JsonFault> {
        Ok(serde_json::from_str(std::str::from_utf8(&bytes)?)?)
    }
}
