//! Lists whose items change in place: each key keeps a signal of its own for as long as it is in the list.

use leptos::prelude::*;
use std::collections::HashMap;

/// An item and its key.
pub type Keyed<T> = (String, ArcRwSignal<T>);

/// For `<For>`: the list with a signal per item, which is told only of changes. A key that comes twice is made another one.
pub fn by_key<T>(
    list: impl Fn() -> Vec<(String, T)> + Clone + Send + Sync + 'static,
) -> impl Fn() -> Vec<Keyed<T>> + Clone + Send + Sync + 'static
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let known = StoredValue::new(HashMap::<String, ArcRwSignal<T>>::new());
    move || {
        let mut now: HashMap<String, ArcRwSignal<T>> = HashMap::new();
        let mut items = Vec::new();
        for (key, item) in list() {
            let key = unused(key, &now);
            let signal = known.with_value(|known| known.get(&key).cloned());
            let signal = signal.map_or_else(|| ArcRwSignal::new(item.clone()), |signal| told(signal, &item));
            now.insert(key.clone(), signal.clone());
            items.push((key, signal));
        }
        known.set_value(now);
        items
    }
}

fn unused<T>(key: String, taken: &HashMap<String, T>) -> String {
    let mut free = key;
    while taken.contains_key(&free) {
        free.push('+');
    }
    free
}

fn told<T: Clone + PartialEq + Send + Sync + 'static>(signal: ArcRwSignal<T>, item: &T) -> ArcRwSignal<T> {
    if signal.with_untracked(|before| before != item) {
        signal.set(item.clone());
    }
    signal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_signal_and_hear_of_changes() {
        Owner::new().with(|| {
            let list = RwSignal::new(vec![("a".to_owned(), 1), ("b".to_owned(), 2)]);
            let each = by_key(move || list.get());
            let before = each();
            list.set(vec![("b".to_owned(), 2), ("a".to_owned(), 5), ("a".to_owned(), 7)]);
            let after = each();
            let seen: Vec<_> = after.iter().map(|(key, it)| (key.as_str(), it.get_untracked())).collect();
            assert_eq!(seen, [("b", 2), ("a", 5), ("a+", 7)]);
            assert_eq!(before[0].1.get_untracked(), 5);
        });
    }
}
