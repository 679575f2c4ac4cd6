//! An application to the program: what was typed into the form, and what of it is taken on.

use super::Question;
use crate::{
    Email, PartnerId,
    mail::{one_line, some_lines},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// The longest account of where to find somebody.
pub const LONGEST_FOUND: usize = 500;
/// The longest answer.
pub const LONGEST_ANSWER: usize = 2_000;

/// A question as it was asked, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was asked.
    pub question: String,
    /// What was answered; may be empty.
    pub answer: String,
}

/// What somebody wrote who applied, beside name and e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Application {
    /// Where to find them.
    pub found_at: String,
    /// The merchant's questions with their answers.
    pub answers: Vec<Answer>,
}

/// An application in the team's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationLine {
    /// Who applied.
    pub partner_id: PartnerId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// What they wrote; none when somebody else entered them.
    pub application: Option<Application>,
    /// The day on which they applied.
    pub since: String,
}

/// Applications that wait, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationPage {
    /// The applications.
    pub rows: Vec<ApplicationLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many wait in all.
    pub total: i64,
}

/// The form as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// A name.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// Where to find them.
    pub found_at: String,
    /// The answers by the names of their fields.
    pub answers: BTreeMap<String, String>,
}

/// Somebody who may be taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// First name, or the only one.
    pub first_name: String,
    /// The rest; may be empty.
    pub last_name: String,
    /// Their e-mail.
    pub email: Email,
    /// What they wrote.
    pub application: Application,
}

/// What is wrong with fields, by their names.
pub type FieldFaults = BTreeMap<String, String>;

impl Question {
    /// The name of its field in the form: a question that was changed meanwhile is another one.
    pub fn field(&self) -> String {
        // FNV-1a, 64 bits.
        let sum = self
            .text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("answer-{sum:016x}")
    }
}

impl Typed {
    /// The answer to a question as it was typed.
    pub fn answer(&self, question: &Question) -> &str {
        self.answers.get(&question.field()).map_or("", String::as_str)
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Names every field at fault, with what to do about it.
    pub fn read(&self, questions: &[Question]) -> Result<Applicant, FieldFaults> {
        let mut faults = FieldFaults::new();
        let name = one_line(&self.name);
        if name.is_empty() {
            faults.insert("name".into(), "Enter your name.".into());
        }
        at_most(&mut faults, "name", &name, LONGEST_NAME);
        let email = self.email.parse::<Email>();
        if email.is_err() {
            faults.insert("email".into(), "Enter an e-mail address such as name@example.com.".into());
        }
        let found_at = some_lines(&self.found_at);
        if found_at.is_empty() {
            faults.insert("found".into(), "Say where you can be found: a site, a channel, a profile.".into());
        }
        at_most(&mut faults, "found", &found_at, LONGEST_FOUND);
        let answers = questions.iter().map(|question| {
            let (field, answer) = (question.field(), some_lines(self.answer(question)));
            if answer.is_empty() && question.is_required {
                faults.insert(field.clone(), "An answer is needed here.".into());
            }
            at_most(&mut faults, &field, &answer, LONGEST_ANSWER);
            Answer { question: question.text.clone(), answer }
        });
        let answers = answers.collect();
        match email {
            Ok(email) if faults.is_empty() => {
                let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
                Ok(Applicant {
                    first_name: first.to_owned(),
                    last_name: last.to_owned(),
                    email,
                    application: Application { found_at, answers },
                })
            }
            _ => Err(faults),
        }
    }
}

fn at_most(faults: &mut FieldFaults, field: &str, text: &str, longest: usize) {
    if text.chars().count() > longest {
        faults.insert(field.to_owned(), format!("At most {longest} characters."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Vec<Question> {
        vec![
            Question { text: "Where do you post?".into(), is_required: true },
            Question { text: "Anything else?".into(), is_required: false },
        ]
    }

    fn good() -> Typed {
        let answers = [(questions()[0].field(), " Everywhere\r\n\r\nand more ".to_owned())];
        Typed {
            name: " Ana  de la Cruz\r\n".into(),
            email: " Ana@Example.com".into(),
            found_at: "https://ana.example".into(),
            answers: answers.into(),
        }
    }

    #[test]
    fn a_form_is_read_whole() {
        let read = good().read(&questions()).unwrap();
        assert_eq!((read.first_name.as_str(), read.last_name.as_str()), ("Ana", "de la Cruz"));
        assert_eq!(read.email.as_str(), "ana@example.com");
        let answers: Vec<&str> = read.application.answers.iter().map(|it| it.answer.as_str()).collect();
        assert_eq!(answers, ["Everywhere\n\nand more", ""]);
        assert_eq!(Typed { name: "Ana".into(), ..good() }.read(&questions()).unwrap().last_name, "");
    }

    #[test]
    fn every_field_at_fault_is_named_at_once() {
        let faults = Typed::default().read(&questions()).unwrap_err();
        let needed = questions()[0].field();
        assert_eq!(faults.keys().map(String::as_str).collect::<Vec<_>>(), [needed.as_str(), "email", "found", "name"]);
        let long = |length: usize| "x".repeat(length);
        let answers = [(questions()[0].field(), "y".into()), (questions()[1].field(), long(LONGEST_ANSWER + 1))];
        let typed = Typed {
            name: long(LONGEST_NAME + 1),
            email: "ana".into(),
            found_at: long(LONGEST_FOUND + 1),
            answers: answers.into(),
        };
        assert_eq!(typed.read(&questions()).unwrap_err().len(), 4);
    }

    #[test]
    fn an_answer_to_a_question_that_was_changed_is_no_answer() {
        let changed = [Question { text: "Where do you film?".into(), is_required: true }];
        assert!(good().read(&changed).unwrap_err().contains_key(&changed[0].field()));
    }
}
