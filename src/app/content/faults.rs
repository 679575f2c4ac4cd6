//! What stands in the way of publishing, with the place it is about in words.

use domain::content::{Content, Fault};

/// One line for each fault.
pub fn say_faults(faults: &[Fault], content: &Content) -> Vec<String> {
    faults.iter().map(|fault| format!("{}{}", place(&fault.field, content), fault.message)).collect()
}

/// Where a field is: `“Race day”: `, or nothing for the page itself. Fields are named as in `drops[1].picks[3].note`.
pub fn place(field: &str, content: &Content) -> String {
    let number = field.strip_prefix("drops[").and_then(|rest| rest.split(']').next()).and_then(|it| it.parse::<usize>().ok());
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
    fn a_fault_names_its_drop() {
        let drop = |title: &str| DropContent { id: "1".into(), title: title.into(), ..DropContent::default() };
        let content = Content { drops: vec![drop("Race day"), drop(" ")], ..Content::default() };
        let said = ["bio", "drops", "drops[0].picks[3].note", "drops[1].title", "drops[9].title", "drops[x"].map(|it| place(it, &content));
        assert_eq!(said, ["", "", "“Race day”: ", "Drop 2: ", "Drop 10: ", ""]);
    }
}
