//! Mail: spoken with a small server that says what the test wants, and written to files.

use connectors::mail::{Encryption, Letter, MailFault, Mailer, Posted, SmtpServer};
use domain::Timestamp;
use std::{os::unix::fs::PermissionsExt as _, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Mutex,
};

/// How the server answers; `hangs` stops answering when it should take the message on.
#[derive(Clone, Copy)]
struct Manners {
    to_login: &'static str,
    to_recipient: &'static str,
    hangs: bool,
}

const KIND: Manners = Manners { to_login: "235 ok", to_recipient: "250 ok", hangs: false };

/// A server and what it was told, line by line.
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, manners, Arc::clone(&notes)));
            }
        });
        Self { port, heard }
    }

    fn mailer(&self, login: Option<&str>) -> Mailer {
        let server = SmtpServer {
            host: "127.0.0.1".into(),
            port: self.port,
            encryption: Encryption::None,
            login: login.map(|user| (user.to_owned(), "hidden".to_owned().into())),
        };
        Mailer::smtp("Northtrail <partners@northtrail.example>".parse().unwrap(), &server).unwrap()
    }

    async fn heard(&self) -> String {
        self.heard.lock().await.join("\n")
    }
}

async fn talk(stream: TcpStream, manners: Manners, heard: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let mut is_message = false;
    while let Some(line) = lines.next_line().await? {
        heard.lock().await.push(line.clone());
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if is_message => {
                is_message = false;
                if manners.hangs {
                    std::future::pending::<()>().await;
                }
                "250 taken"
            }
            _ if is_message => continue,
            "EHLO" => "250-test\r\n250 AUTH PLAIN",
            "AUTH" => manners.to_login,
            "RCPT" => manners.to_recipient,
            "DATA" => {
                is_message = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn letter() -> Letter {
    Letter {
        id: "eml_1".into(),
        to_name: "Ana Oliveira".into(),
        to: "ana@example.com".into(),
        subject: "Welcome".into(),
        text: "Hello Ana,\n.\nbye\n".into(),
        html: "<p>Hello Ana</p>".into(),
        at: Timestamp::from_millis(1_763_737_200_000),
    }
}

#[tokio::test]
async fn a_server_takes_a_message_on_whole() {
    let server = Server::start(KIND).await;
    assert!(server.mailer(None).is_connected());
    assert_eq!(server.mailer(Some("user")).send(&letter()).await, Ok(Posted::Sent));
    let heard = server.heard().await;
    for part in [
        "AUTH PLAIN",
        "MAIL FROM:<partners@northtrail.example>",
        "RCPT TO:<ana@example.com>",
        "From: Northtrail <partners@northtrail.example>",
        "Message-ID: <eml_1@northtrail.example>",
        "Auto-Submitted: auto-generated",
        "Date: Fri, 21 Nov 2025 15:00:00",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "\n..\nbye",
    ] {
        assert!(heard.contains(part), "{part} is missing:\n{heard}");
    }
}

#[tokio::test]
async fn names_and_subjects_add_no_header_and_no_recipient() {
    let server = Server::start(KIND).await;
    let hostile = "Ana\r\nBcc: all@example.com\r\n\r\n<script>\"";
    let letter = Letter { to_name: hostile.into(), subject: hostile.into(), ..letter() };
    assert_eq!(server.mailer(None).send(&letter).await, Ok(Posted::Sent));
    let heard = server.heard().await;
    assert!(!heard.lines().any(|line| line.starts_with("Bcc:")), "{heard}");
    assert_eq!(heard.lines().filter(|line| line.starts_with("RCPT")).count(), 1);
    let cyrillic = Letter { to_name: "Аня".into(), subject: "Добро пожаловать".into(), ..letter };
    assert_eq!(server.mailer(None).send(&cyrillic).await, Ok(Posted::Sent));
}

#[tokio::test]
async fn a_refusal_for_good_is_told_from_one_for_now() {
    for (answer, is_final) in [("550 no such user", true), ("451 try later", false)] {
        let server = Server::start(Manners { to_recipient: answer, ..KIND }).await;
        let fault = server.mailer(None).send(&letter()).await.unwrap_err();
        let (is_refused, words) = match fault {
            MailFault::Refused(words) => (true, words),
            MailFault::Later(words) => (false, words),
        };
        assert_eq!(is_refused, is_final, "{answer}");
        assert!(words.contains(&answer[..3]) && words.contains(&answer[4..]), "{words}");
    }
    let strict = Server::start(Manners { to_login: "535 wrong password", ..KIND }).await;
    let fault = strict.mailer(Some("user")).send(&letter()).await.unwrap_err();
    assert!(
        matches!(&fault, MailFault::Later(words) if !words.contains("hidden")),
        "our login is no message's fault: {fault}"
    );
}

#[tokio::test]
async fn a_server_that_hangs_or_is_not_there_is_left_alone_for_now() {
    let server = Server::start(Manners { hangs: true, ..KIND }).await;
    let hasty = server.mailer(None).waiting(Duration::from_millis(200));
    assert!(matches!(hasty.send(&letter()).await, Err(MailFault::Later(_))));
    let closed = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let nowhere = Server { port: closed.local_addr().unwrap().port(), heard: Arc::default() };
    drop(closed);
    assert!(matches!(nowhere.mailer(None).send(&letter()).await, Err(MailFault::Later(_))));
}

#[tokio::test]
async fn an_address_that_no_mail_reaches_is_refused_before_anybody_is_asked() {
    let server = Server::start(KIND).await;
    for to in ["ana@exa mple.com", "<ana@example.com>", "a\nb@example.com"] {
        let fault = server.mailer(None).send(&Letter { to: to.into(), ..letter() }).await.unwrap_err();
        assert!(matches!(fault, MailFault::Refused(_)), "{to}");
    }
    assert_eq!(server.heard().await, "");
}

#[tokio::test]
async fn without_a_server_messages_are_files_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("data/mail");
    let mailer = Mailer::files("partners@localhost".parse().unwrap(), mail.clone());
    assert!(!mailer.is_connected());
    for _ in 0..2 {
        assert_eq!(mailer.send(&letter()).await, Ok(Posted::Filed), "again is the same file");
    }
    let files: Vec<_> = std::fs::read_dir(&mail).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(files, [mail.join("eml_1.eml")]);
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("Subject: Welcome") && text.contains("Hello Ana"), "{text}");
    let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
