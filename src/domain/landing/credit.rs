//! Addresses in the merchant's shop that carry the partner's attribution and code, as CC's theme reads them.

use crate::content::ShelfProduct;

/// Whom a purchase counts for.
#[derive(Debug, Clone, Copy)]
pub struct Credit<'a> {
    /// The storefront's address.
    pub store_url: &'a str,
    /// CC creator id.
    pub creator_id: Option<&'a str>,
    /// The creator's handle.
    pub handle: &'a str,
    /// The coupon code.
    pub coupon: Option<&'a str>,
}

impl Credit<'_> {
    /// A cart with one piece of the variant.
    pub fn cart(&self, variant: &str) -> String {
        let mut url = format!("{}/cart/{}:1", self.base(), encode(variant));
        let mut parts = Vec::new();
        if let Some(id) = self.creator_id {
            parts.push(format!("attributes[cc-creator-id]={}", encode(id)));
        }
        parts.push(format!("attributes[cc-creator-handle]={}", encode(self.handle)));
        if let Some(code) = self.coupon {
            parts.push(format!("discount={}", encode(code)));
        }
        url.push('?');
        url.push_str(&parts.join("&"));
        url
    }

    /// The product's page, for a visitor who has to choose a size first.
    pub fn page(&self, product_handle: &str) -> String {
        let coupon = self.coupon.map_or(String::new(), |code| format!("&discount={}", encode(code)));
        format!("{}/products/{}?cc={}{coupon}", self.base(), encode(product_handle), encode(self.handle))
    }

    /// The shortest way to buy: the chosen variant, or the only one, straight into the cart.
    pub fn product(&self, product: &ShelfProduct, chosen: Option<&str>) -> String {
        let only = match product.variants.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        match product.variant(chosen).or(only) {
            Some(variant) => self.cart(&variant.id),
            None => self.page(&product.handle),
        }
    }

    fn base(&self) -> &str {
        self.store_url.trim_end_matches('/')
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|half| char::from(HEX[usize::from(half)])));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn credit<'a>(handle: &'a str, coupon: Option<&'a str>) -> Credit<'a> {
        Credit { store_url: "https://shop.example/", creator_id: Some("64b000000000000000000001"), handle, coupon }
    }

    #[test]
    fn carts_carry_creator_and_code() {
        assert_eq!(
            credit("ana", Some("ANA15")).cart("42"),
            "https://shop.example/cart/42:1?attributes[cc-creator-id]=64b000000000000000000001\
             &attributes[cc-creator-handle]=ana&discount=ANA15"
        );
    }

    #[test]
    fn hostile_texts_stay_inside_their_place() {
        let code = "A&discount=FREE#<script>\"%00é";
        let url = credit("ana", Some(code)).cart("1/../2?x");
        assert_eq!(url.matches('&').count(), 2);
        assert!(url.starts_with("https://shop.example/cart/1%2F..%2F2%3Fx:1?"));
        assert!(url.ends_with("&discount=A%26discount%3DFREE%23%3Cscript%3E%22%2500%C3%A9"));
        let url = credit("ana", None).page("../../evil?a=b#c");
        assert_eq!(url, "https://shop.example/products/..%2F..%2Fevil%3Fa%3Db%23c?cc=ana");
    }

    proptest! {
        #[test]
        fn whatever_the_code_is_it_adds_no_parameter(code in ".*", handle in ".*") {
            let url = credit(&handle, Some(&code)).cart("1");
            let (_, query) = url.split_once('?').unwrap();
            prop_assert_eq!(query.split('&').count(), 3);
            prop_assert!(url.is_ascii() && !url.contains(['#', '"', '<', '>', ' ', '\n']));
        }
    }
}
