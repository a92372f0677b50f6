//! Mail servers elsewhere: nothing is said in the open, and nothing to who cannot prove their name.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use deskhand::outbound::{Kind, Outbound, Result, Secret, mail::MailServer};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::{server::acceptor, town::Town};

const PLACE: &str = "93.184.215.14";
const WHOLE: Duration = Duration::from_secs(5);

/// How a server speaks TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tls {
    FromTheStart,
    Offered,
    None,
}

/// A mail server that takes everything; what it heard, with a mark where TLS began.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(tls: Tls, name: &str) -> (Server, Vec<u8>) {
        let (acceptor, certificate) = acceptor(name);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server { address: listener.local_addr().unwrap(), heard: Arc::default() };
        let told = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (server, acceptor) = (told.clone(), acceptor.clone());
                tokio::spawn(async move {
                    if tls == Tls::FromTheStart {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        server.talk(stream, None, true).await;
                        return;
                    }
                    let offers = (tls == Tls::Offered).then_some(&acceptor);
                    if let Some(stream) = server.talk(stream, offers, true).await {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        server.heard.lock().unwrap().push("(TLS)".to_owned());
                        server.talk(stream, None, false).await;
                    }
                });
            }
        });
        (server, certificate)
    }

    /// The stream again, where TLS begins.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        offers: Option<&TlsAcceptor>,
        greets: bool,
    ) -> Option<S> {
        let mut stream = BufReader::new(stream);
        if greets {
            stream.write_all(b"220 mail.test\r\n").await.ok()?;
        }
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            let word = line.split(' ').next().unwrap_or_default().to_owned();
            self.heard.lock().unwrap().push(line);
            let answer: &[u8] = match word.as_str() {
                "EHLO" if offers.is_some() => b"250-mail.test\r\n250 STARTTLS\r\n",
                "EHLO" => b"250-mail.test\r\n250 AUTH PLAIN\r\n",
                "STARTTLS" => {
                    stream.write_all(b"220 go on\r\n").await.ok()?;
                    return Some(stream.into_inner());
                }
                "AUTH" => b"235 welcome\r\n",
                "DATA" => b"354 go on\r\n",
                "MAIL" | "RCPT" | "." => b"250 fine\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => continue,
            };
            stream.write_all(answer).await.ok()?;
        }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    async fn town(&self, port: u16) -> Town {
        let town = Town::with(&[("mail.test", &[&[PLACE]])]).await;
        town.at(&format!("{PLACE}:{port}"), self.address)
    }
}

async fn send(door: &Arc<Outbound>, server: &str) -> Result<()> {
    let login = ("hello@mail.test".to_owned(), Secret::new("pass word"));
    let mailbox = door.mail(MailServer::parse(server).unwrap(), Some(login));
    let message = b"Subject: Hi\r\n\r\n.\r\nHi\r\n".to_vec();
    mailbox.send("hello@mail.test", "ada@bücher.test", message, WHOLE).await
}

#[tokio::test]
async fn a_mail_is_sent_within_tls_from_the_start_or_once_it_is_offered() {
    for (tls, url, port) in
        [(Tls::FromTheStart, "smtps://mail.test", 465), (Tls::Offered, "smtp://mail.test", 587)]
    {
        let (server, certificate) = Server::start(tls, "mail.test").await;
        let door = server.town(port).await.door_trusting(certificate);
        send(&door, url).await.unwrap();
        let heard = server.heard();
        assert!(heard.contains(&"RCPT TO:<ada@xn--bcher-kva.test>".to_owned()), "{heard:?}");
        assert!(heard.contains(&"..".to_owned()), "a line of a dot is no end: {heard:?}");
        if tls == Tls::Offered {
            let began = heard.iter().position(|line| line == "(TLS)").unwrap();
            let login = heard.iter().position(|line| line.starts_with("AUTH")).unwrap();
            assert!(began < login, "{heard:?}");
        }
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_open_or_to_who_cannot_prove_their_name() {
    let (server, certificate) = Server::start(Tls::None, "mail.test").await;
    let door = server.town(587).await.door_trusting(certificate);
    let failure = send(&door, "smtp://mail.test").await.unwrap_err();
    assert_eq!((failure.kind(), failure.may_have_arrived()), (Kind::MailOpen, false));
    assert!(server.heard().iter().all(|line| line.starts_with("EHLO")), "{:?}", server.heard());

    for (tls, url, port) in
        [(Tls::FromTheStart, "smtps://mail.test", 465), (Tls::Offered, "smtp://mail.test", 587)]
    {
        let (server, _) = Server::start(tls, "mail.test").await;
        let (_, of_another) = Server::start(tls, "mail.test").await;
        let door = server.town(port).await.door_trusting(of_another);
        let failure = send(&door, url).await.unwrap_err();
        assert_eq!((failure.kind(), failure.may_have_arrived()), (Kind::Tls, false), "{url}");
        assert!(!server.heard().iter().any(|line| line.starts_with("AUTH")));
    }
}

#[tokio::test]
async fn a_server_that_never_answers_ends_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let town = Town::with(&[("mail.test", &[&[PLACE]])]).await;
    let town = town.at(&format!("{PLACE}:465"), listener.local_addr().unwrap());
    let silent = tokio::spawn(async move { listener.accept().await });
    let login = None;
    let mailbox = town.door().mail(MailServer::parse("smtps://mail.test").unwrap(), login);
    let message = b"Subject: Hi\r\n\r\nHi\r\n".to_vec();
    let sending = mailbox.send("a@mail.test", "b@mail.test", message, Duration::from_millis(300));
    let failure = sending.await.unwrap_err();
    assert_eq!((failure.kind(), failure.may_have_arrived()), (Kind::MailEnded, false));
    silent.abort();
}

#[test]
fn an_address_of_a_server_is_a_host() {
    for (text, host) in [
        ("smtps://mail.example.com", "mail.example.com"),
        ("smtp://mail.example.com:2525/", "mail.example.com"),
        ("mail.example.com", "mail.example.com"),
        ("smtp://[::1]:25", "[::1]"),
    ] {
        assert_eq!(MailServer::parse(text).unwrap().host(), host, "{text}");
    }
    for bad in [
        "https://mail.example.com",
        "smtps://",
        "smtps://user:word@mail.example.com",
        "smtps://mail.example.com/inbox",
        "smtps://mail.example.com?x",
        "smtps://mail example.com",
    ] {
        assert!(MailServer::parse(bad).is_err(), "{bad}");
    }
}
