//! Mail by a server that the operator has set up (SMTP, RFC 5321), a step at a time: what failed before the server was
//! given the message was certainly not sent, and what fails afterwards may have been.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::client::TlsStream;

use super::failure::{Failure, Kind, Result};
use super::target::Target;
use super::wire::{self, Caps, Wire};
use super::{Outbound, Secret, place, tls};

/// How long a goodbye may take; the mail is delivered by then.
const GOODBYE: Duration = Duration::from_secs(2);

/// The ports of submission (RFC 8314): with TLS from the start, and with STARTTLS.
const PORTS: (u16, u16) = (465, 587);

/// A mail server: `smtps://mail.example.com` or `smtp://mail.example.com:587`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    target: Target,
    security: Security,
}

/// How the conversation with a server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
    /// TLS from the start.
    Tls,
    /// TLS after a request in the open, without which nothing is said.
    StartTls,
    /// A server on this computer, with TLS if it offers that.
    Here,
}

impl MailServer {
    /// Reads the address of a server.
    ///
    /// # Errors
    /// [`Kind::Invalid`].
    pub fn parse(text: &str) -> Result<MailServer> {
        let invalid = |rule| Failure::new(Kind::Invalid(rule));
        let (scheme, place) = text.trim().split_once("://").unwrap_or(("smtps", text.trim()));
        let (port, is_secure) = match scheme {
            "smtps" => (PORTS.0, true),
            "smtp" => (PORTS.1, false),
            _ => return Err(invalid("a mail server is smtps://host or smtp://host")),
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let has_port = place.rsplit_once(':').is_some_and(|(_, end)| end.parse::<u16>().is_ok());
        let whole =
            if has_port { format!("http://{place}/") } else { format!("http://{place}:{port}/") };
        let target = Target::parse(&whole)?;
        if target.path_and_query() != "/" {
            return Err(invalid(
                "a mail server is a host, and a port where it is not the usual one",
            ));
        }
        let is_here = target.host() == "localhost"
            || target.literal().is_some_and(|address| address.is_loopback());
        let security = match (is_secure, is_here) {
            (true, _) => Security::Tls,
            (false, false) => Security::StartTls,
            (false, true) => Security::Here,
        };
        Ok(MailServer { target, security })
    }

    /// The host, for people.
    pub fn host(&self) -> &str {
        self.target.host()
    }
}

/// A mailbox that sends by a server: the login, if it wants one.
#[derive(Clone)]
pub struct MailDoor {
    door: Arc<Outbound>,
    server: MailServer,
    login: Option<(String, Secret)>,
}

impl Outbound {
    /// The way to a mail server, with the user's name and password.
    pub fn mail(self: &Arc<Self>, server: MailServer, login: Option<(String, Secret)>) -> MailDoor {
        MailDoor { door: Arc::clone(self), server, login }
    }
}

impl MailDoor {
    /// Sends a message to one recipient.
    ///
    /// # Errors
    /// See [`Kind`], and [`Failure::may_have_arrived`].
    pub async fn send(
        &self,
        from: &str,
        to: &str,
        message: Vec<u8>,
        whole: Duration,
    ) -> Result<()> {
        let (from, to) = (address(from)?, address(to)?);
        self.talk(whole, move |mut talk| async move {
            talk.before(async |it| {
                it.step(Mail::new(Some(from), Vec::new()), Kind::MailRefused).await?;
                it.step(Rcpt::new(to, Vec::new()), Kind::MailRecipient).await?;
                it.step(Data, Kind::MailRefused).await
            })
            .await?;
            talk.give(&message).await?;
            talk.leave().await;
            Ok(())
        })
        .await
    }

    /// Sees whether the server answers and takes the login. Nothing is sent.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn check(&self, whole: Duration) -> Result<()> {
        self.talk(whole, |mut talk| async move {
            talk.leave().await;
            Ok(())
        })
        .await
    }

    /// Connects, logs in, and talks on the thread for the network.
    async fn talk<F>(
        &self,
        whole: Duration,
        saying: impl FnOnce(Talk) -> F + Send + 'static,
    ) -> Result<()>
    where
        F: Future<Output = Result<()>> + Send,
    {
        let until = Instant::now() + whole;
        let _place = place(&self.door.mails, until).await?;
        let (wire, mailbox) = (Arc::clone(&self.door.wire), self.clone());
        self.door
            .wire
            .apart
            .run(async move { saying(mailbox.opened(&wire, until).await?).await })
            .await
    }

    async fn opened(&self, wire: &Wire, until: Instant) -> Result<Talk> {
        let MailServer { target, .. } = &self.server;
        let ended = || Failure::at(target.host(), Kind::MailEnded).caused_by("no answer in time");
        let connected_by = until.min(Instant::now() + Caps::default().connect);
        let addresses = wire.resolve(target, connected_by).await?;
        let stream = wire.connect(target, &addresses, connected_by).await?;
        let opening = timeout_at(until, self.greeted(wire, stream)).await;
        let connection = opening.map_err(|_| ended())??;
        let mut talk = Talk { connection, host: target.host().to_owned(), until };
        if let Some((user, password)) = &self.login {
            let login = Credentials::new(user.clone(), password.text().to_owned());
            let known = [Mechanism::Plain, Mechanism::Login];
            let host = talk.host.clone();
            let admitted = timeout_at(until, talk.connection.auth(&known, &login)).await;
            admitted
                .map_err(|_| ended())?
                .map_err(|wrong| before(&host, &wrong, Kind::MailLogin))?;
        }
        Ok(talk)
    }

    /// The connection once the server has greeted, encrypted as is wanted.
    async fn greeted(&self, wire: &Wire, stream: TcpStream) -> Result<AsyncSmtpConnection> {
        let MailServer { target, security } = &self.server;
        let refused = |wrong: SmtpError| before(target.host(), &wrong, Kind::MailRefused);
        // Nothing about this computer.
        let hello = ClientId::default();
        if *security == Security::Tls {
            let unready = |wrong: String| Failure::at(target.host(), Kind::Tls).caused_by(wrong);
            let connector = tls::connector(&wire.authorities, &[]).await.map_err(unready)?;
            let stream = Box::new(Secured(wire::secured(target, &connector, stream).await?));
            let talking = AsyncSmtpConnection::connect_with_transport(stream, &hello);
            return talking.await.map_err(refused);
        }
        let talking = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
        let mut connection = talking.await.map_err(refused)?;
        if connection.can_starttls() {
            let parameters = parameters(target.host(), wire).map_err(refused)?;
            connection.starttls(parameters, &hello).await.map_err(refused)?;
        } else if *security == Security::StartTls {
            return Err(Failure::at(target.host(), Kind::MailOpen));
        }
        Ok(connection)
    }
}

/// What the connection trusts after STARTTLS: the machine's certificates, and those of tests.
fn parameters(host: &str, wire: &Wire) -> std::result::Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    for authority in &wire.authorities {
        builder = builder.add_root_certificate(Certificate::from_der(authority.to_vec())?);
    }
    builder.build()
}

/// A conversation with a server that has admitted us.
struct Talk {
    connection: AsyncSmtpConnection,
    host: String,
    until: Instant,
}

impl Talk {
    /// Says what comes before the message. Whatever goes wrong in it, nothing was sent.
    async fn before(&mut self, saying: impl AsyncFnOnce(&mut Talk) -> Result<()>) -> Result<()> {
        let (until, host) = (self.until, self.host.clone());
        let ended = || Failure::at(&host, Kind::MailEnded).caused_by("no answer in time");
        timeout_at(until, saying(self)).await.map_err(|_| ended())?
    }

    /// One command, and what it means if the server refuses it.
    async fn step(&mut self, command: impl fmt::Display, refused: fn(u16) -> Kind) -> Result<()> {
        match self.connection.command(command).await {
            Ok(_) => Ok(()),
            Err(wrong) => Err(before(&self.host, &wrong, refused)),
        }
    }

    /// Gives the message to the server. Only its refusal means that it was not sent.
    async fn give(&mut self, message: &[u8]) -> Result<()> {
        let given = timeout_at(self.until, self.connection.message(message)).await;
        let at = |kind| Failure::at(&self.host, kind);
        match given {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(wrong)) if wrong.status().is_some() => {
                Err(before(&self.host, &wrong, Kind::MailRefused))
            }
            Ok(Err(wrong)) => Err(at(Kind::Broken).caused_by(wrong)),
            Err(_) => Err(at(Kind::Timeout)),
        }
    }

    /// Takes leave. What was delivered is delivered, whatever becomes of that.
    async fn leave(&mut self) {
        _ = timeout_at(Instant::now() + GOODBYE, self.connection.quit()).await;
    }
}

/// Why nothing was sent.
fn before(host: &str, wrong: &SmtpError, refused: fn(u16) -> Kind) -> Failure {
    let kind = match wrong.status().map(u16::from) {
        Some(code) if wrong.is_transient() => Kind::MailLater(code),
        Some(code) => refused(code),
        None if is_of_tls(wrong) => Kind::Tls,
        None => Kind::MailEnded,
    };
    Failure::at(host, kind).caused_by(wrong)
}

/// Whether TLS is the reason: the library calls a certificate that is refused a failed connection.
fn is_of_tls(wrong: &SmtpError) -> bool {
    let mut source = wrong.source();
    while let Some(error) = source {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(inner) = inner
            && inner.is::<rustls::Error>()
        {
            return true;
        }
        source = error.source();
    }
    wrong.is_tls()
}

/// An address as it stands on the envelope: its domain in ASCII. `None` for a name before the `@` that few servers
/// take.
pub fn on_envelope(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    name.is_ascii().then(|| format!("{name}@{domain}"))
}

fn address(text: &str) -> Result<Address> {
    let unusable = || Failure::new(Kind::Invalid("a part of the address is not in ASCII"));
    on_envelope(text).and_then(|text| text.parse().ok()).ok_or_else(unusable)
}

/// A connection that is encrypted already, as the mail library takes one.
#[derive(Debug)]
struct Secured(TlsStream<TcpStream>);

impl AsyncTokioStream for Secured {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Secured {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Secured {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl fmt::Debug for MailDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailDoor").field("host", &self.server.host()).finish_non_exhaustive()
    }
}
