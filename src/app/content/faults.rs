//! What stands in the way of publishing, with the place it is about in words.

use domain::content::{Content, Fault};

/// One line for each fault.
pub fn say_faults(faults: &[Fault], content: &Content) -> Vec<String> {
    let said = faults.iter().map(|fault| format!("{}{}", place(&fault.field, content), fault.message));
    said.chain(bare_drops(content)).collect()
}

/// CC takes no new drop without a description.
fn bare_drops(content: &Content) -> impl Iterator<Item = String> {
    let drops = content.drops.iter().enumerate();
    let bare = drops.filter(|(_, drop)| drop.is_new() && drop.description.trim().is_empty());
    bare.map(|(at, _)| format!("{}A new drop needs a description.", place(&format!("drops[{at}]"), content)))
}

/// Where a field is: `“Race day”: `, or nothing for the page itself. Fields are named as in `drops[1].picks[3].note`.
pub fn place(field: &str, content: &Content) -> String {
    let number =
        field.strip_prefix("drops[").and_then(|rest| rest.split(']').next()).and_then(|it| it.parse::<usize>().ok());
    let Some(number) = number else { return String::new() };
    match content.drops.get(number).map(|drop| drop.title.trim()) {
        Some(title) if !title.is_empty() => format!("“{title}”: "),
        _ => format!("Drop {}: ", number + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::content::DropContent;

    #[test]
    fn a_new_drop_needs_a_description() {
        let drop = |id: &str| DropContent { id: id.into(), title: "Race day".into(), ..DropContent::default() };
        let content = Content { drops: vec![drop("1"), drop("new-1")], ..Content::default() };
        assert_eq!(say_faults(&[], &content), ["“Race day”: A new drop needs a description."]);
    }

    #[test]
    fn a_fault_names_its_drop() {
        let drop = |title: &str| DropContent { id: "1".into(), title: title.into(), ..DropContent::default() };
        let content = Content { drops: vec![drop("Race day"), drop(" ")], ..Content::default() };
        let said = ["bio", "drops", "drops[0].picks[3].note", "drops[1].title", "drops[9].title", "drops[x"]
            .map(|it| place(it, &content));
        assert_eq!(said, ["", "", "“Race day”: ", "Drop 2: ", "Drop 10: ", ""]);
    }
}
