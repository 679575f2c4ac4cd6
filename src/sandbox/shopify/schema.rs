//! The schema, parsed once from `schema.graphql`: what queries are checked against.

use std::{collections::BTreeMap, sync::OnceLock};

use graphql_parser::schema::{Definition, Type, TypeDefinition, parse_schema};

type ParsedField = graphql_parser::schema::Field<'static, String>;
pub(super) type FieldType = Type<'static, String>;
pub(super) type Default = graphql_parser::schema::Value<'static, String>;

/// Types by name.
pub(super) struct Schema {
    types: BTreeMap<String, Kind>,
}

/// What a type is.
pub(super) enum Kind {
    Object(BTreeMap<String, Field>),
    Enum(Vec<String>),
    Scalar,
    Input(BTreeMap<String, FieldType>),
}

/// A field of an object type.
pub(super) struct Field {
    pub(super) kind: FieldType,
    pub(super) arguments: Vec<Argument>,
}

/// An argument of a field.
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) kind: FieldType,
    pub(super) default: Option<Default>,
}

impl Schema {
    pub(super) fn get() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| Self::parse(include_str!("schema.graphql")))
    }

    fn parse(text: &'static str) -> Self {
        let mut types = BTreeMap::new();
        for name in ["Int", "Float", "String", "Boolean", "ID"] {
            types.insert(name.to_owned(), Kind::Scalar);
        }
        // A test holds that the text parses; without it there would be no types, and every query an error.
        let definitions = parse_schema::<String>(text).map(|document| document.definitions).unwrap_or_default();
        for definition in definitions {
            let Definition::TypeDefinition(definition) = definition else { continue };
            let (name, kind) = match definition {
                TypeDefinition::Object(object) => (object.name, Kind::Object(fields(object.fields))),
                TypeDefinition::Interface(interface) => (interface.name, Kind::Object(fields(interface.fields))),
                TypeDefinition::Enum(list) => {
                    (list.name, Kind::Enum(list.values.into_iter().map(|value| value.name).collect()))
                }
                TypeDefinition::Scalar(scalar) => (scalar.name, Kind::Scalar),
                TypeDefinition::InputObject(input) => {
                    let fields = input.fields.into_iter().map(|field| (field.name, field.value_type));
                    (input.name, Kind::Input(fields.collect()))
                }
                TypeDefinition::Union(_) => continue,
            };
            types.insert(name, kind);
        }
        Self { types }
    }

    pub(super) fn kind(&self, name: &str) -> Option<&Kind> {
        self.types.get(name)
    }

    pub(super) fn field(&self, owner: &str, name: &str) -> Option<&Field> {
        match self.types.get(owner)? {
            Kind::Object(fields) => fields.get(name),
            _ => None,
        }
    }

    pub(super) fn is_composite(&self, name: &str) -> bool {
        matches!(self.types.get(name), Some(Kind::Object(_)))
    }
}

fn fields(list: Vec<ParsedField>) -> BTreeMap<String, Field> {
    list.into_iter()
        .map(|field| {
            let arguments = field
                .arguments
                .into_iter()
                .map(|argument| Argument {
                    name: argument.name,
                    kind: argument.value_type,
                    default: argument.default_value,
                })
                .collect();
            (field.name, Field { kind: field.field_type, arguments })
        })
        .collect()
}

/// The named type inside lists and non-nulls.
pub(super) fn inner<'k>(kind: &'k Type<'_, String>) -> &'k str {
    match kind {
        Type::NamedType(name) => name,
        Type::ListType(inside) | Type::NonNullType(inside) => inner(inside),
    }
}

/// `[ID!]!`, as the vendor's messages write types.
pub(super) fn display(kind: &Type<'_, String>) -> String {
    match kind {
        Type::NamedType(name) => name.clone(),
        Type::ListType(inside) => format!("[{}]", display(inside)),
        Type::NonNullType(inside) => format!("{}!", display(inside)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_a_field_names_exists() {
        let schema = Schema::get();
        assert!(schema.field("Query", "orders").is_some());
        for (name, kind) in &schema.types {
            let Kind::Object(fields) = kind else { continue };
            for (field, definition) in fields {
                assert!(schema.kind(inner(&definition.kind)).is_some(), "{name}.{field}");
                for argument in &definition.arguments {
                    assert!(schema.kind(inner(&argument.kind)).is_some(), "{name}.{field}({})", argument.name);
                }
            }
        }
    }
}
