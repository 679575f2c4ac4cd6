//! An order or a refund as it is sent: read field by field, so that each fault is named, and amounts digit by digit, never as a float.

use super::key::Caller;
use domain::{
    CouponCode, Currency, Email, Money, Timestamp,
    program::{CustomerFacts, Origin, Product},
};
use program::Asked;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The longest text of a name, an id or a category.
const LONGEST_NAME: usize = 200;
const LONGEST_NOTE: usize = 4_000;
/// The largest object that is kept with a commission or a customer.
const LARGEST_OBJECT: usize = 16 * 1024;

/// Faults of fields: JSON pointer, and what to do about it.
pub(super) type Faults = Vec<(String, String)>;

/// A JSON object, its values unread.
pub(super) struct Fields {
    values: HashMap<String, Box<RawValue>>,
    /// Whether something in it is no JSON, and stands for what no field can be.
    is_mended: bool,
}

/// Stands where a client wrote a number that JSON does not have.
const NO_NUMBER: &str = r#"["NaN"]"#;
/// What Python, among others, writes for such numbers.
const NO_NUMBERS: [&[u8]; 3] = [b"NaN", b"-Infinity", b"Infinity"];

/// Reads the orders of a bulk request; what is no object is that order's fault.
pub(super) fn list(body: &[u8]) -> Result<Vec<Result<Fields, Faults>>, &'static str> {
    let fault = "Send JSON: {\"orders\": […]}.";
    let whole = Fields::read(body).map_err(|_| fault)?;
    let orders = whole.values.get("orders").ok_or(fault)?;
    let orders: Vec<&RawValue> = serde_json::from_str(orders.get()).map_err(|_| fault)?;
    let read = |(index, order): (usize, &&RawValue)| {
        let fault = |_| vec![(format!("/orders/{index}"), "must be an object".to_owned())];
        let is_mended = whole.is_mended && order.get().contains(NO_NUMBER);
        Fields::read(order.get().as_bytes()).map(|order| Fields { is_mended, ..order }).map_err(fault)
    };
    Ok(orders.iter().enumerate().map(read).collect())
}

impl Fields {
    /// A body with `NaN` in it is no JSON; it is read all the same, so that the field at fault can be named.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        let read = |body: &[u8]| serde_json::from_slice(body).ok();
        let whole = read(body).map(|values| Self { values, is_mended: false });
        let mended = || read(&mended(body)?).map(|values| Self { values, is_mended: true });
        whole.or_else(mended).ok_or("Send a JSON object.")
    }

    /// The order of a bulk request, which names the code itself. None when nobody can have such a code, as in the path of a single one.
    pub(super) fn coded_order(&self, caller: &Caller, at: &str) -> Result<Option<Asked>, Faults> {
        let mut reader = Reader { at, faults: Vec::new() };
        // However long: what is no code is nobody's, and no fault.
        let Some(code) = reader.required("affiliate_code", reader_text(self.get("affiliate_code"), usize::MAX)) else {
            return Err(reader.faults);
        };
        code.parse().ok().map(|code: CouponCode| self.order(code, caller, at)).transpose()
    }

    /// The merchant's id of a refund and how much was given back, or everything that is wrong with it.
    pub(super) fn refund(&self, caller: &Caller) -> Result<(String, Money), Faults> {
        let mut reader = Reader { at: "", faults: Vec::new() };
        let currency = self.currency(caller, &mut reader);
        let refund_id = reader.required("refund_id", reader_text(self.get("refund_id"), LONGEST_NAME));
        let amount = reader.required("amount", reader_amount(self.get("amount"), currency));
        match (refund_id, amount) {
            (Some(refund_id), Some(amount)) if self.is_whole(&mut reader) => Ok((refund_id, amount)),
            _ => Err(reader.faults),
        }
    }

    /// The currency of the amounts: the shop's, unless another is named.
    fn currency(&self, caller: &Caller, reader: &mut Reader<'_>) -> Currency {
        let named = reader.optional("currency", reader_text(self.get("currency"), 3));
        let named = named.and_then(|code| reader.checked("currency", code.parse::<Currency>()));
        named.unwrap_or(caller.channel.currency)
    }

    /// The order, or everything that is wrong with it.
    pub(super) fn order(&self, code: CouponCode, caller: &Caller, at: &str) -> Result<Asked, Faults> {
        let mut reader = Reader { at, faults: Vec::new() };
        let currency = self.currency(caller, &mut reader);
        let order_id = reader.required("order_id", reader_text(self.get("order_id"), LONGEST_NAME));
        let total = reader.required("total_amount", reader_amount(self.get("total_amount"), currency));
        let commission = reader.optional("commission", reader_amount(self.get("commission"), currency));
        let placed_at = reader.optional("timestamp", reader_time(self.get("timestamp")));
        let notes = reader.optional("notes", reader_text(self.get("notes"), LONGEST_NOTE));
        let metadata = reader.optional("metadata", reader_object(self.get("metadata")));
        let product = self.product(&mut reader);
        let customer = self.customer(&mut reader);
        match (order_id, total, customer) {
            (Some(order_id), Some(total), Some(customer)) if self.is_whole(&mut reader) => Ok(Asked {
                code,
                order_id,
                total,
                customer: Some(customer),
                commission,
                placed_at,
                notes: notes.unwrap_or_default(),
                product,
                metadata,
                origin: Origin::Api,
                account: caller.account(),
            }),
            _ => Err(reader.faults),
        }
    }

    fn customer(&self, reader: &mut Reader<'_>) -> Option<CustomerFacts> {
        let inner = reader.required("customer", reader_fields(self.get("customer")))?;
        let email = reader.required("customer/email", reader_text(inner.get("email"), 254));
        let email = email.and_then(|email| reader.checked("customer/email", email.parse::<Email>()));
        let name = reader.optional("customer/name", reader_text(inner.get("name"), LONGEST_NAME));
        let external_id = reader.optional("customer/customer_id", reader_text(inner.get("customer_id"), LONGEST_NAME));
        let metadata = reader.optional("customer/customer_metadata", reader_object(inner.get("customer_metadata")));
        Some(CustomerFacts { email: email?, name, external_id, metadata })
    }

    fn product(&self, reader: &mut Reader<'_>) -> Option<Product> {
        let inner = reader.optional("product", reader_fields(self.get("product")))?;
        let mut part =
            |name: &str| reader.optional(&format!("product/{name}"), reader_text(inner.get(name), LONGEST_NAME));
        Some(Product { id: part("id"), name: part("name"), category: part("category") })
    }

    /// Whether nothing is wrong, not even with what nobody reads.
    fn is_whole(&self, reader: &mut Reader<'_>) -> bool {
        if self.is_mended && reader.faults.is_empty() {
            reader.faults.push((reader.at.to_owned(), "must be JSON, which has neither NaN nor Infinity".to_owned()));
        }
        reader.faults.is_empty()
    }

    fn get(&self, name: &str) -> Option<&str> {
        // Null is what many clients send for what they do not have.
        self.values.get(name).map(|value| value.get().trim()).filter(|value| *value != "null")
    }
}

/// The body with what no field can be in the place of numbers that JSON does not have; none when there are no such numbers.
fn mended(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let (mut is_text, mut is_mended, mut rest) = (false, false, body);
    while let Some((first, after)) = rest.split_first() {
        let word = NO_NUMBERS.into_iter().find(|word| !is_text && rest.starts_with(word));
        let taken = match (word, first) {
            (Some(word), _) => {
                whole.extend_from_slice(NO_NUMBER.as_bytes());
                is_mended = true;
                word.len()
            }
            (None, b'\\') if is_text && !after.is_empty() => {
                whole.extend_from_slice(rest.get(..2).unwrap_or(rest));
                2
            }
            (None, byte) => {
                is_text ^= *byte == b'"';
                whole.push(*byte);
                1
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    is_mended.then_some(whole)
}

/// Gathers what is wrong.
struct Reader<'a> {
    at: &'a str,
    faults: Faults,
}

/// What a field holds: nothing, a value, or a fault.
type Read<T> = Result<Option<T>, String>;

impl Reader<'_> {
    fn required<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        match read {
            Ok(None) => {
                self.note(name, "is required");
                None
            }
            read => self.optional(name, read),
        }
    }

    fn optional<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        read.unwrap_or_else(|fault| {
            self.note(name, &fault);
            None
        })
    }

    fn checked<T, E: std::fmt::Display>(&mut self, name: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|fault| self.note(name, &fault.to_string())).ok()
    }

    fn note(&mut self, name: &str, fault: &str) {
        self.faults.push((format!("{}/{name}", self.at), fault.to_owned()));
    }
}

fn reader_text(value: Option<&str>, longest: usize) -> Read<String> {
    let Some(value) = value else { return Ok(None) };
    let text: String = serde_json::from_str(value).map_err(|_| "must be a string".to_owned())?;
    let text = text.trim().to_owned();
    if text.chars().count() > longest {
        return Err(format!("has at most {longest} characters"));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn reader_amount(value: Option<&str>, currency: Currency) -> Read<Money> {
    let Some(value) = value else { return Ok(None) };
    if !value.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err("must be a number such as 100.00".into());
    }
    Money::exact(value, currency).map(Some).map_err(|fault| fault.to_string())
}

/// Ten digits or fewer are seconds, thirteen are milliseconds.
fn reader_time(value: Option<&str>) -> Read<Timestamp> {
    let Some(value) = value else { return Ok(None) };
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse::<i64>().ok().filter(|_| is_number);
    match (number, value.len()) {
        (Some(seconds), 1..=10) => Ok(Some(Timestamp::from_millis(seconds * 1_000))),
        (Some(millis), 13) => Ok(Some(Timestamp::from_millis(millis))),
        _ => Err("must be a time in seconds (10 digits) or milliseconds (13 digits)".into()),
    }
}

fn reader_fields(value: Option<&str>) -> Read<Fields> {
    let Some(value) = value else { return Ok(None) };
    Fields::read(value.as_bytes()).map(Some).map_err(|_| "must be an object".to_owned())
}

fn reader_object(value: Option<&str>) -> Read<String> {
    let Some(value) = value else { return Ok(None) };
    if value.len() > LARGEST_OBJECT {
        return Err("has at most 16 kB".into());
    }
    Fields::read(value.as_bytes()).map_err(|_| "must be an object".to_owned())?;
    Ok(Some(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Read<i64> {
        reader_amount(Some(text), Currency::USD).map(|it| it.map(|it| it.minor))
    }

    #[test]
    fn amounts_are_read_digit_by_digit() {
        for (text, minor) in [("100.00", 10_000), ("8.20", 820), ("4.35", 435), ("19.99", 1_999), ("0.1", 10), ("0", 0)]
        {
            assert_eq!(amount(text), Ok(Some(minor)), "{text}");
        }
        for bad in ["\"100\"", "1e3", "true", "[1]", "{}", "8.205"] {
            assert!(amount(bad).is_err(), "{bad}");
        }
        assert_eq!(amount("0.30000000000000004"), Ok(Some(30)));
        let yen = reader_amount(Some("1000"), "JPY".parse().unwrap()).unwrap().unwrap();
        let dinar = reader_amount(Some("1.234"), "KWD".parse().unwrap()).unwrap().unwrap();
        assert_eq!((yen.minor, dinar.minor), (1_000, 1_234));
    }

    #[test]
    fn numbers_that_json_does_not_have_are_found_outside_of_texts() {
        let mend = |body: &str| mended(body.as_bytes()).map(|body| String::from_utf8(body).unwrap());
        assert_eq!(mend(r#"{"a":NaN,"b":[-Infinity,Infinity]}"#).unwrap(), r#"{"a":["NaN"],"b":[["NaN"],["NaN"]]}"#);
        for plain in [r#"{"a":"NaN \" Infinity"}"#, "{", "\"\\", ""] {
            assert_eq!(mend(plain), None, "{plain}");
        }
        let orders = list(br#"{"orders":[{"total_amount":NaN},{"order_id":"1"}]}"#).unwrap();
        let is_mended: Vec<bool> = orders.into_iter().map(|order| order.is_ok_and(|order| order.is_mended)).collect();
        assert_eq!(is_mended, [true, false]);
    }

    #[test]
    fn times_are_seconds_or_milliseconds_by_their_length() {
        let millis = |text| reader_time(Some(text)).unwrap().unwrap().millis();
        assert_eq!(millis("1700000000"), 1_700_000_000_000);
        assert_eq!(millis("1700000000123"), 1_700_000_000_123);
        for bad in ["17000000001", "-1", "1.5", "\"1700000000\"", "99999999999999"] {
            assert!(reader_time(Some(bad)).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_body_breaks_the_reader(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Fields::read(&body);
            let _ = list(&body);
        }

        #[test]
        fn what_is_an_amount_reads_back(minor in 0i64..1_000_000_000_000) {
            let text = Money::new(minor, Currency::USD).decimal();
            prop_assert_eq!(amount(&text), Ok(Some(minor)));
        }
    }
}
