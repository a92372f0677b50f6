//! What the browser shows, what it may reach, and that nothing of it stays.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream, UdpSocket},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use super::*;

/// A site, which remembers what it was asked for.
struct Site {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Answers every path with a page; a path that begins with `/site/slow` gets no answer.
    fn serve(html: impl Fn(&str) -> String + Send + 'static) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let paths = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&paths);
        thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming().flatten() {
                let path = asked(&stream);
                told.lock().unwrap().push(path.clone());
                if path.starts_with("/site/slow") {
                    silent.push(stream);
                    continue;
                }
                let (status, more) = match path.strip_prefix("/site/to/") {
                    Some(place) => ("302 Found", format!("Location: {place}\r\n")),
                    None if path == "/site/gone" => ("404 Not Found", String::new()),
                    None => ("200 OK", String::new()),
                };
                let body = html(&path);
                let start = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{more}");
                let answer = format!(
                    "{start}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = (&stream).write_all(answer.as_bytes());
            }
        });
        Site { address, heard: paths }
    }

    fn sight(&self, path: &str) -> Sight {
        let site = format!("{}/site", self.address);
        Sight { page: format!("{site}{path}"), site, screen: Screen::Phone }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn asked(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// The browser of this machine, where there is one; where `.ci/run` runs, there has to be.
#[expect(clippy::disallowed_methods, reason = "a test finds out where it runs")]
fn browser(temporary: &Path) -> Option<Browser> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path);
    let programs = places.flat_map(|place| ["chromium", "google-chrome"].map(|it| place.join(it)));
    let programs: Vec<PathBuf> = programs.filter(|program| program.is_file()).collect();
    if programs.is_empty() {
        assert!(std::env::var_os("DESKHAND_TEST_BROWSER").is_none(), "no browser is installed");
        return None;
    }
    Some(Browser::new(Choice::Any(programs), false, path, temporary.to_owned()))
}

/// The processes that were started in a folder.
fn processes(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let all = fs::read_dir("/proc").unwrap().flatten();
    let named = all.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let lines = named.map(|line| String::from_utf8_lossy(&line).into_owned());
    lines.filter(|line| line.contains(folder)).collect()
}

/// Nothing runs any more, and nothing is left.
fn is_gone(folder: &Path) {
    let began = Instant::now();
    while !processes(folder).is_empty() || fs::read_dir(folder).unwrap().next().is_some() {
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", processes(folder));
        thread::park_timeout(Duration::from_millis(20));
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_page_is_seen_with_what_is_too_wide() {
    let folder = tempfile::tempdir().unwrap();
    let Some(browser) = browser(folder.path()) else { return };
    let site = Site::serve(|path| {
        match path {
        "/site/wide" => "<!doctype html><body style='margin:0'><p style='width:500px'>Too <b>wide</b> a word</p>\
            <div style='overflow:auto'><pre style='width:900px'>scrolls in itself</pre></div>\
            <div style='height:100vh'></div><p>End</p>".to_owned(),
        _ => "<!doctype html><body style='margin:0'><p>Fits</p>".to_owned(),
    }
    });
    runtime().block_on(async {
        let look = browser.look(site.sight("/wide")).await.unwrap();
        assert_eq!(look.too_wide, [("Too wide a word".to_owned(), 110)]);
        // A part as high as the screen is as high as a phone, however high the picture is.
        assert!((900..1_100).contains(&look.height), "{}", look.height);
        let picture = image::load_from_memory(&look.png).unwrap();
        assert_eq!((picture.width(), picture.height()), (390, look.height));
        let look = browser.look(site.sight("/narrow")).await.unwrap();
        assert_eq!((look.too_wide, look.missing_pictures), (Vec::new(), 0));
        let desktop = Sight { screen: Screen::Desktop, ..site.sight("/wide") };
        let look = browser.look(desktop).await.unwrap();
        assert_eq!(look.too_wide, []);
        assert_eq!(image::load_from_memory(&look.png).unwrap().width(), 1_280);
    });
    is_gone(folder.path());
}

#[test]
fn nothing_but_the_site_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let Some(browser) = browser(folder.path()) else { return };
    // Somebody who listens beside the site, and for names.
    let other = Site::serve(|_| String::new());
    let names = UdpSocket::bind("127.0.0.1:0").unwrap();
    names.set_nonblocking(true).unwrap();
    let (elsewhere, port) = (other.address.clone(), names.local_addr().unwrap().port());
    let html = format!(
        "<!doctype html><link rel=preconnect href='{elsewhere}'><link rel=dns-prefetch href='//example.com'>
         <link rel=stylesheet href='{elsewhere}/style.css'><img src='{elsewhere}/a.png'><img src='/neighbour/b.png'>
         <img src='/site/own.png'><img src='http://localhost:{port}/c.png'><iframe src='{elsewhere}/frame'></iframe>
         <script>
           fetch('{elsewhere}/fetch', {{ mode: 'no-cors' }}).catch(() => {{}});
           navigator.sendBeacon('{elsewhere}/beacon', 'x');
           try {{ new WebSocket('{elsewhere}/socket'.replace('http', 'ws')); }} catch {{}}
           try {{ new Worker('data:text/javascript,fetch(\"{elsewhere}/worker\")'); }} catch {{}}
           const peer = new RTCPeerConnection({{ iceServers: [{{ urls: 'stun:127.0.0.1:{port}' }}] }});
           peer.createDataChannel('x');
           peer.createOffer().then((offer) => peer.setLocalDescription(offer));
         </script>"
    );
    let site = Site::serve(move |_| html.clone());
    runtime().block_on(async {
        let look = browser.look(site.sight("")).await.unwrap();
        assert!(look.missing_pictures >= 3, "{look:?}");
        // A redirect leads nowhere else either, and a page that is not there is none.
        for path in [format!("/to/{elsewhere}"), "/to//neighbour".to_owned(), "/gone".to_owned()] {
            let looked = browser.look(site.sight(&path)).await.map(|_| ());
            assert_eq!(looked, Err(Trouble::NoPage), "{path}");
        }
    });
    assert_eq!(other.heard(), [""; 0]);
    assert!(names.recv(&mut [0; 64]).is_err(), "a name server or a peer was asked");
    let heard = site.heard();
    assert!(heard.contains(&"/site/own.png".to_owned()), "{heard:?}");
    // A connection to the site that is opened ahead asks for nothing.
    let may_be = |path: &String| path.is_empty() || path.starts_with("/site");
    assert!(heard.iter().all(may_be), "{heard:?}");
    is_gone(folder.path());
}

#[test]
fn whoever_stops_waiting_ends_it_and_the_next_has_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let Some(browser) = browser(folder.path()) else { return };
    let site = Site::serve(|_| "<!doctype html><p>Here".to_owned());
    let runtime = runtime();
    runtime.block_on(async {
        let waiting = browser.look(site.sight("/slow"));
        assert!(tokio::time::timeout(Duration::from_secs(3), waiting).await.is_err());
        // Two at once: one after the other.
        let (one, two) =
            tokio::join!(browser.look(site.sight("/a")), browser.look(site.sight("/b")));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        // A page that never ends.
        let began = Instant::now();
        assert_eq!(browser.look(site.sight("/slow")).await.map(|_| ()), Err(Trouble::Late));
        assert!(began.elapsed() < LOOK_MAX + Duration::from_secs(2));
    });
    is_gone(folder.path());
}

#[test]
fn what_keeps_it_from_starting_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let look = |choice| {
        let browser =
            Browser::new(choice, true, OsString::from("/usr/bin:/bin"), folder.path().to_owned());
        let site = Site::serve(|_| String::new());
        runtime().block_on(browser.look(site.sight(""))).map(|_| ())
    };
    let none = folder.path().join("none");
    assert_eq!(look(Choice::Off), Err(Trouble::Off));
    assert_eq!(look(Choice::Any(vec![none.clone()])), Err(Trouble::Missing));
    assert_eq!(look(Choice::Program(none.clone())), Err(Trouble::NamedMissing(none)));
    let script = folder.path().join("browser.sh");
    for (said, expected) in [
        ("Running as root without --no-sandbox is not supported", Some(Trouble::NoSandbox)),
        ("[1:1:ERROR] No usable sandbox! Update your kernel", Some(Trouble::NoSandbox)),
        ("Segmentation fault", None),
    ] {
        let starts = folder.path().join("starts");
        let _ = fs::remove_file(&starts);
        let says = format!("#!/bin/sh\necho >> {}\necho '{said}' >&2\nexit 1\n", starts.display());
        fs::write(&script, says).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(&script, mode).unwrap();
        let failed = look(Choice::Program(script.clone())).unwrap_err();
        let times = if expected.is_some() { 1 } else { 2 };
        match expected {
            Some(expected) => assert_eq!(failed, expected),
            None => assert!(matches!(failed, Trouble::Failed(cause) if cause.contains(said))),
        }
        // What ended by itself is started once more; what cannot start here is not.
        assert_eq!(fs::read(&starts).unwrap().len(), times, "{said}");
    }
    // What a killed process has left goes with the next run; what may be in use stays.
    let (old, new) =
        ["old", "new"].map(|it| folder.path().join(format!("deskhand-browser-{it}"))).into();
    fs::create_dir(&old).unwrap();
    fs::create_dir(&new).unwrap();
    let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::open(&old).unwrap().set_modified(long_ago).unwrap();
    let _ = look(Choice::Program(script));
    assert!(!old.exists() && new.exists());
}
