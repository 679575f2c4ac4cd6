//! Checks a query against the schema and works out what it asks for and what that costs.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::query::{
    Definition, Directive, Document, FragmentDefinition, OperationDefinition, Selection, SelectionSet, TypeCondition,
    VariableDefinition,
};
use serde_json::{Map, Value};

use super::{
    Problem,
    arguments::{self, Variables},
    cost,
    schema::{Schema, inner},
};

/// A checked query: fields in order, with plain arguments, fragments dissolved.
pub(super) struct Plan {
    pub(super) fields: Vec<Asked>,
    pub(super) cost: i64,
}

/// One field that is asked for.
pub(super) struct Asked {
    /// The name in the answer: the alias, or the field's own name.
    pub(super) key: String,
    pub(super) name: String,
    /// Type that the enclosing fragment demands of the object.
    pub(super) only_on: Option<String>,
    pub(super) arguments: Map<String, Value>,
    pub(super) fields: Vec<Asked>,
}

struct Checker<'a> {
    schema: &'a Schema,
    fragments: BTreeMap<&'a str, &'a FragmentDefinition<'a, String>>,
    variables: Variables,
    declared: BTreeSet<String>,
    problems: Vec<Problem>,
    depth: usize,
}

const MAX_DEPTH: usize = 24;

/// # Errors
/// Everything that is wrong with the query, in the vendor's words.
pub(super) fn plan<'a>(
    schema: &'a Schema,
    document: &'a Document<'a, String>,
    operation: Option<&str>,
    given: &Map<String, Value>,
) -> Result<Plan, Vec<Problem>> {
    let (selection, declared) = chosen(document, operation).map_err(|problem| vec![problem])?;
    let variables = variables(schema, declared, given).map_err(|problem| vec![problem])?;
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::Fragment(fragment) => Some((fragment.name.as_str(), fragment)),
        Definition::Operation(_) => None,
    });
    let mut checker = Checker {
        schema,
        fragments: fragments.collect(),
        variables,
        declared: declared.iter().map(|variable| variable.name.clone()).collect(),
        problems: Vec::new(),
        depth: 0,
    };
    let (fields, cost) = checker.selection(selection, "Query", None);
    if checker.problems.is_empty() { Ok(Plan { fields, cost: cost.max(1) }) } else { Err(checker.problems) }
}

type Operation<'d> = (&'d SelectionSet<'d, String>, &'d [VariableDefinition<'d, String>]);

fn chosen<'d>(document: &'d Document<'d, String>, wanted: Option<&str>) -> Result<Operation<'d>, Problem> {
    let mut found = Vec::new();
    for definition in &document.definitions {
        let Definition::Operation(operation) = definition else { continue };
        let (name, operation): (_, Operation<'d>) = match operation {
            OperationDefinition::SelectionSet(selection) => (None, (selection, &[])),
            OperationDefinition::Query(query) => {
                (query.name.as_deref(), (&query.selection_set, &query.variable_definitions))
            }
            OperationDefinition::Mutation(_) | OperationDefinition::Subscription(_) => {
                return Err(Problem::new("Schema is not configured for mutations"));
            }
        };
        if wanted.is_none() || wanted == name {
            found.push(operation);
        }
    }
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Problem::new("No operation with the given name")),
        _ => Err(Problem::new("An operation name is required")),
    }
}

fn variables(
    schema: &Schema,
    declared: &[VariableDefinition<'_, String>],
    given: &Map<String, Value>,
) -> Result<Variables, Problem> {
    let mut variables = Map::new();
    for variable in declared {
        let kind = &variable.var_type;
        let default = variable.default_value.as_ref().map(|value| arguments::plain(value, &Map::new())).transpose()?;
        let value = given.get(&variable.name).cloned().or(default).unwrap_or_default();
        if schema.kind(inner(kind)).is_none() || !arguments::fits(schema, kind, &value) {
            let message = format!(
                "Variable ${} of type {} was provided invalid value",
                variable.name,
                super::schema::display(kind)
            );
            return Err(Problem::coded("INVALID_VARIABLE", message));
        }
        variables.insert(variable.name.clone(), value);
    }
    Ok(variables)
}

impl Checker<'_> {
    /// The fields of a selection and the cost of one object of it.
    fn selection(
        &mut self,
        selection: &SelectionSet<'_, String>,
        owner: &str,
        only_on: Option<&str>,
    ) -> (Vec<Asked>, i64) {
        let (mut fields, mut cost) = (Vec::new(), 0);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.problems.push(Problem::new("Query has too deep a nesting"));
            return (fields, cost);
        }
        for item in &selection.items {
            let (more, price) = self.item(item, owner, only_on);
            fields.extend(more);
            cost += price;
        }
        self.depth -= 1;
        (fields, cost)
    }

    fn item(&mut self, item: &Selection<'_, String>, owner: &str, only_on: Option<&str>) -> (Vec<Asked>, i64) {
        let nothing = (Vec::new(), 0);
        match item {
            Selection::Field(field) if self.skipped(&field.directives) => nothing,
            Selection::Field(field) => match self.field(field, owner, only_on) {
                Some((asked, cost)) => (vec![asked], cost),
                None => nothing,
            },
            Selection::InlineFragment(fragment) if self.skipped(&fragment.directives) => nothing,
            Selection::InlineFragment(fragment) => {
                let on = fragment.type_condition.as_ref().map(|TypeCondition::On(name)| name.as_str());
                self.fragment(on.unwrap_or(owner), &fragment.selection_set)
            }
            Selection::FragmentSpread(spread) => {
                let Some(fragment) = self.fragments.get(spread.fragment_name.as_str()).copied() else {
                    let message = format!("Fragment {} was used, but not defined", spread.fragment_name);
                    self.problems.push(Problem::coded("useAndDefineFragment", message));
                    return nothing;
                };
                let TypeCondition::On(name) = &fragment.type_condition;
                self.fragment(name, &fragment.selection_set)
            }
        }
    }

    fn fragment(&mut self, on: &str, selection: &SelectionSet<'_, String>) -> (Vec<Asked>, i64) {
        if self.schema.is_composite(on) {
            return self.selection(selection, on, Some(on));
        }
        let message = format!("No such type {on}, so it can't be a fragment condition");
        self.problems.push(Problem::coded("undefinedType", message));
        (Vec::new(), 0)
    }

    fn field(
        &mut self,
        field: &graphql_parser::query::Field<'_, String>,
        owner: &str,
        only_on: Option<&str>,
    ) -> Option<(Asked, i64)> {
        let key = field.alias.clone().unwrap_or_else(|| field.name.clone());
        let only_on = only_on.map(str::to_owned);
        if field.name == "__typename" {
            let asked = Asked { key, name: field.name.clone(), only_on, arguments: Map::new(), fields: Vec::new() };
            return Some((asked, 0));
        }
        let Some(known) = self.schema.field(owner, &field.name) else {
            let message = format!("Field '{}' doesn't exist on type '{owner}'", field.name);
            self.problems.push(Problem::coded("undefinedField", message));
            return None;
        };
        self.undeclared(&field.arguments);
        let arguments = match arguments::read(self.schema, &field.name, known, &field.arguments, &self.variables) {
            Ok(arguments) => arguments,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let kind = inner(&known.kind);
        if self.schema.is_composite(kind) == field.selection_set.items.is_empty() {
            let message = if field.selection_set.items.is_empty() {
                format!(
                    "Field must have selections (field '{}' returns {kind} but has no selections. Did you mean '{} {{ ... }}'?)",
                    field.name, field.name
                )
            } else {
                format!(
                    "Selections can't be made on scalars (field '{}' returns {kind} but has selections)",
                    field.name
                )
            };
            self.problems.push(Problem::coded("selectionMismatch", message));
            return None;
        }
        let (fields, inside) = self.selection(&field.selection_set, kind, None);
        let cost = self.price(&field.name, kind, &arguments, inside);
        Some((Asked { key, name: field.name.clone(), only_on, arguments, fields }, cost))
    }

    /// Connections cost by how much is asked for, objects with an id one point, everything else nothing.
    fn price(&mut self, name: &str, kind: &str, arguments: &Map<String, Value>, inside: i64) -> i64 {
        let first = arguments.get("first").and_then(Value::as_u64);
        if kind.ends_with("Connection") {
            match first {
                Some(1..=250) => {}
                Some(_) => self
                    .problems
                    .push(Problem::coded("BAD_REQUEST", format!("`first` of '{name}' must be between 1 and 250"))),
                None => self.problems.push(Problem::coded("BAD_REQUEST", "you must provide one of first or last")),
            }
            return cost::connection(usize::try_from(first.unwrap_or(1)).unwrap_or(250), inside);
        }
        let own = i64::from(self.schema.field(kind, "id").is_some());
        match arguments.get("ids").and_then(Value::as_array).map(Vec::len) {
            Some(count) if count > 250 => {
                self.problems.push(Problem::coded(
                    "MAX_INPUT_SIZE_EXCEEDED",
                    "The input array size is greater than the maximum allowed of 250.",
                ));
                0
            }
            Some(count) => cost::weight(count) * (own + inside),
            None if name == "refunds" => {
                cost::weight(usize::try_from(first.unwrap_or(10)).unwrap_or(10)) * (own + inside)
            }
            None => own + inside,
        }
    }

    fn undeclared(&mut self, given: &[(String, graphql_parser::query::Value<'_, String>)]) {
        for (_, literal) in given {
            if let graphql_parser::query::Value::Variable(name) = literal
                && !self.declared.contains(name)
            {
                let message = format!("Variable ${name} is used but not declared");
                self.problems.push(Problem::coded("variableNotDefined", message));
            }
        }
    }

    fn skipped(&self, directives: &[Directive<'_, String>]) -> bool {
        directives.iter().any(|directive| {
            let condition = directive.arguments.iter().find(|(name, _)| name == "if");
            let truth = condition.and_then(|(_, literal)| arguments::plain(literal, &self.variables).ok());
            match directive.name.as_str() {
                "skip" => truth == Some(Value::Bool(true)),
                "include" => truth == Some(Value::Bool(false)),
                _ => false,
            }
        })
    }
}
