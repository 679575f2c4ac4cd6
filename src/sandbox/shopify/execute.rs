//! Runs a checked query: takes what the sources give, keeps what was asked for, counts what it cost.

use std::cell::{Cell, RefCell};

use graphql_parser::schema::Type;
use serde_json::{Map, Value, json};

use super::{
    Problem,
    check::{Asked, Plan},
    cost,
    schema::{FieldType, Schema, inner},
    source,
};
use crate::{model::State, world::World};

/// What a run reads.
pub(super) struct Context<'a> {
    pub(super) world: &'a World,
    pub(super) state: &'a State,
    pub(super) schema: &'a Schema,
    pub(super) plan: &'a Plan,
}

/// What a run gives.
pub(super) struct Done {
    pub(super) data: Value,
    pub(super) cost: i64,
    pub(super) problems: Vec<Problem>,
}

/// A page of nodes with a cursor each.
pub(crate) struct Page {
    pub(crate) nodes: Vec<(String, Value)>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
}

struct Run<'a> {
    context: &'a Context<'a>,
    cost: Cell<i64>,
    problems: RefCell<Vec<Problem>>,
}

pub(super) fn run(context: &Context<'_>) -> Done {
    let run = Run { context, cost: Cell::new(0), problems: RefCell::new(Vec::new()) };
    let data = run.object(&context.plan.fields, "Query", &Value::Null);
    Done { data, cost: run.cost.get().max(1), problems: run.problems.into_inner() }
}

impl Run<'_> {
    fn object(&self, asked: &[Asked], owner: &str, value: &Value) -> Value {
        let actual = value["__typename"].as_str().unwrap_or(owner);
        if self.context.schema.field(actual, "id").is_some() {
            self.cost.set(self.cost.get() + 1);
        }
        let mut out = Map::new();
        for field in asked {
            if field.only_on.as_deref().is_some_and(|on| on != actual && on != "Node") {
                continue;
            }
            let result = self.field(field, actual, value);
            // The same key asked for twice: both selections count.
            match (out.get_mut(&field.key), result) {
                (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                (_, result) => drop(out.insert(field.key.clone(), result)),
            }
        }
        Value::Object(out)
    }

    fn field(&self, field: &Asked, owner: &str, value: &Value) -> Value {
        if field.name == "__typename" {
            return json!(owner);
        }
        let Some(known) = self.context.schema.field(owner, &field.name) else { return Value::Null };
        let kind = inner(&known.kind);
        if kind.ends_with("Connection") {
            return self.connection(field, kind, owner, value);
        }
        let resolved = source::field(self.context, owner, field, value)
            .unwrap_or_else(|| value.get(&field.name).cloned().unwrap_or_default());
        self.complete(field, &known.kind, &trimmed(field, resolved))
    }

    fn complete(&self, field: &Asked, kind: &FieldType, value: &Value) -> Value {
        match (kind, value) {
            (Type::NonNullType(inside), _) => self.complete(field, inside, value),
            (_, Value::Null) => Value::Null,
            (Type::ListType(inside), Value::Array(items)) => {
                items.iter().map(|item| self.complete(field, inside, item)).collect()
            }
            (Type::NamedType(name), _) if self.context.schema.is_composite(name) => {
                self.object(&field.fields, name, value)
            }
            _ => value.clone(),
        }
    }

    fn connection(&self, field: &Asked, kind: &str, owner: &str, value: &Value) -> Value {
        let page = source::connection(self.context, owner, &field.name, &field.arguments, value)
            .unwrap_or_else(|| Ok(sliced(&value[&field.name], &field.arguments)));
        let page = match page {
            Ok(page) => page,
            Err(problem) => {
                self.problems.borrow_mut().push(problem);
                return Value::Null;
            }
        };
        let before = self.cost.get();
        let body = self.page(field, kind, &page);
        // What the nodes cost one by one is replaced by the price of the connection.
        let (count, spent) = (page.nodes.len(), self.cost.get() - before);
        let each = if count == 0 { 0 } else { spent.div_euclid(i64::try_from(count).unwrap_or(1)).max(1) };
        self.cost.set(before + cost::connection(count, each));
        body
    }

    fn page(&self, field: &Asked, kind: &str, page: &Page) -> Value {
        let mut body = Map::new();
        for part in &field.fields {
            let node = kind.trim_end_matches("Connection");
            let result = match part.name.as_str() {
                "nodes" => page.nodes.iter().map(|(_, value)| self.object(&part.fields, node, value)).collect(),
                "edges" => {
                    let edge = format!("{node}Edge");
                    let edges = page.nodes.iter().map(|(cursor, value)| json!({"cursor": cursor, "node": value}));
                    edges.map(|value| self.object(&part.fields, &edge, &value)).collect()
                }
                "pageInfo" => {
                    let info = json!({
                        "hasNextPage": page.has_next, "hasPreviousPage": page.has_previous,
                        "startCursor": page.nodes.first().map(|(cursor, _)| cursor),
                        "endCursor": page.nodes.last().map(|(cursor, _)| cursor),
                    });
                    self.object(&part.fields, "PageInfo", &info)
                }
                _ => json!(kind),
            };
            body.insert(part.key.clone(), result);
        }
        Value::Object(body)
    }
}

/// `refunds(first:)` and `description(truncateAt:)` shorten what a field gives.
fn trimmed(field: &Asked, value: Value) -> Value {
    let limit = |name: &str| field.arguments.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    match (value, limit("first"), limit("truncateAt")) {
        (Value::Array(mut items), Some(first), _) => {
            items.truncate(first);
            Value::Array(items)
        }
        (Value::String(text), _, Some(length)) if text.chars().count() > length => {
            json!(text.chars().take(length.saturating_sub(3)).chain("...".chars()).collect::<String>())
        }
        (value, ..) => value,
    }
}

/// A page of a list that stands complete in its parent: cursors are positions.
pub(super) fn sliced(list: &Value, arguments: &Map<String, Value>) -> Page {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let after = arguments.get("after").and_then(Value::as_str).and_then(|cursor| cursor.parse::<usize>().ok());
    let start = after.map_or(0, |position| position + 1);
    let first = arguments.get("first").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(10);
    let nodes: Vec<(String, Value)> = items
        .iter()
        .enumerate()
        .skip(start)
        .take(first)
        .map(|(position, value)| (position.to_string(), value.clone()))
        .collect();
    Page { has_next: start + nodes.len() < items.len(), has_previous: start > 0, nodes }
}
