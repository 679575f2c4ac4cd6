//! Arguments: literals and variables made into JSON, checked against the schema's types.

use graphql_parser::{query::Value as Literal, schema::Type};
use serde_json::{Map, Value};

use super::{
    Problem,
    schema::{Default, Field, Kind, Schema, display},
};

/// Variables as they came, with the defaults of the operation filled in.
pub(super) type Variables = Map<String, Value>;

/// The arguments of a field with defaults, or what is wrong with them.
pub(super) fn read(
    schema: &Schema,
    name: &str,
    field: &Field,
    given: &[(String, Literal<'_, String>)],
    variables: &Variables,
) -> Result<Map<String, Value>, Problem> {
    let mut read = Map::new();
    for (argument, literal) in given {
        let Some(known) = field.arguments.iter().find(|known| known.name == *argument) else {
            let message = format!("Field '{name}' doesn't accept argument '{argument}'");
            return Err(Problem::coded("argumentNotAccepted", message));
        };
        let value = plain(literal, variables)?;
        if !fits(schema, &known.kind, &value) {
            let kind = display(&known.kind);
            let message = format!(
                "Argument '{argument}' on Field '{name}' has an invalid value ({value}). Expected type '{kind}'."
            );
            return Err(Problem::coded("argumentLiteralsIncompatible", message));
        }
        read.insert(argument.clone(), value);
    }
    for argument in &field.arguments {
        if read.get(&argument.name).is_some_and(|value| !value.is_null()) {
            continue;
        }
        if let Some(default) = &argument.default {
            read.insert(argument.name.clone(), default_value(default));
        } else if matches!(argument.kind, Type::NonNullType(_)) {
            let message = format!("Field '{name}' is missing required arguments: {}", argument.name);
            return Err(Problem::coded("missingRequiredArguments", message));
        }
    }
    Ok(read)
}

fn default_value(default: &Default) -> Value {
    plain(default, &Map::new()).unwrap_or_default()
}

/// A literal as JSON; enum values become text.
pub(super) fn plain(literal: &Literal<'_, String>, variables: &Variables) -> Result<Value, Problem> {
    Ok(match literal {
        Literal::Variable(name) => variables.get(name).cloned().unwrap_or_default(),
        Literal::Int(number) => number.as_i64().into(),
        Literal::Float(number) => (*number).into(),
        Literal::String(text) | Literal::Enum(text) => text.as_str().into(),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Null => Value::Null,
        Literal::List(items) => items.iter().map(|item| plain(item, variables)).collect::<Result<Vec<_>, _>>()?.into(),
        Literal::Object(fields) => {
            let pairs = fields.iter().map(|(name, value)| Ok((name.clone(), plain(value, variables)?)));
            Value::Object(pairs.collect::<Result<_, Problem>>()?)
        }
    })
}

/// Whether a value may stand where a type is expected.
pub(super) fn fits(schema: &Schema, kind: &Type<'_, String>, value: &Value) -> bool {
    match (kind, value) {
        (Type::NonNullType(inside), _) => !value.is_null() && fits(schema, inside, value),
        (_, Value::Null) => true,
        (Type::ListType(inside), Value::Array(items)) => items.iter().all(|item| fits(schema, inside, item)),
        // One value is coerced into a list of one.
        (Type::ListType(inside), _) => fits(schema, inside, value),
        (Type::NamedType(name), _) => fits_named(schema, name, value),
    }
}

fn fits_named(schema: &Schema, name: &str, value: &Value) -> bool {
    match (name, schema.kind(name)) {
        ("Int", _) => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        ("Float", _) => value.is_number(),
        ("Boolean", _) => value.is_boolean(),
        ("String", _) => value.is_string(),
        ("ID", _) => value.is_string() || value.is_i64(),
        (_, Some(Kind::Enum(values))) => value.as_str().is_some_and(|text| values.iter().any(|known| known == text)),
        (_, Some(Kind::Input(fields))) => value.as_object().is_some_and(|given| {
            given.iter().all(|(name, value)| fields.get(name).is_some_and(|kind| fits(schema, kind, value)))
        }),
        (_, Some(Kind::Scalar)) => value.is_string() || value.is_number(),
        _ => false,
    }
}
