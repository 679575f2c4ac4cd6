//! The one form in which contents are kept, compared and sent: no stray signs, so that what looks alike is alike.

use super::{Content, DropContent, Pick};

impl Content {
    /// The content without control characters, foreign line ends and space around it.
    #[must_use]
    pub fn tidied(self) -> Self {
        Self {
            bio: text(&self.bio),
            picture_url: address(self.picture_url),
            drops: self.drops.into_iter().map(DropContent::tidied).collect(),
        }
    }
}

impl DropContent {
    fn tidied(self) -> Self {
        Self {
            id: self.id,
            title: text(&self.title).split_whitespace().collect::<Vec<_>>().join(" "),
            description: text(&self.description),
            picture_url: address(self.picture_url),
            picks: self.picks.into_iter().map(|pick| Pick { note: text(&pick.note), ..pick }).collect(),
        }
    }
}

fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter(|letter| !letter.is_control() || "\n\t".contains(*letter));
    kept.collect::<String>().trim().to_owned()
}

fn address(address: Option<String>) -> Option<String> {
    let address = address.map(|address| address.trim().to_owned());
    address.filter(|address| !address.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_alike_is_alike() {
        let pick = |note: &str| Pick { product_id: "1".into(), variant_id: None, note: note.into() };
        let drop = |title: &str, picks| DropContent { title: title.into(), picks, ..DropContent::default() };
        let raw = Content {
            bio: " One\r\n\u{0}two\u{7}\t. \n".into(),
            picture_url: Some("  ".into()),
            drops: vec![drop(" Rain\n day ", vec![pick("a ")])],
        };
        let tidy =
            Content { bio: "One\ntwo\t.".into(), picture_url: None, drops: vec![drop("Rain day", vec![pick("a")])] };
        assert_eq!(raw.tidied(), tidy);
    }

    proptest! {
        #[test]
        fn tidy_once_is_tidy_for_ever(bio in "(?s).*", title in "(?s).*") {
            let drops = vec![DropContent { title, ..DropContent::default() }];
            let once = Content { bio, picture_url: None, drops }.tidied();
            prop_assert_eq!(once.clone().tidied(), once);
        }
    }
}
