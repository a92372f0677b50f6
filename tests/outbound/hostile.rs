//! Addresses that nobody may reach through the door, in every spelling.

use deskhand::error::Code;
use deskhand::outbound::{Caps, Headers, Kind};

use super::server::Server;
use super::town::Town;

/// Ways to say 127.0.0.1, without a port.
const HERE: &[&str] = &[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.000.000.001",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0X7F.0.0.1",
    "0177.0.0.1",
    "0177.0.0.01",
    "0x7f.0.0.01",
    "00000177.1",
    "127.0.0.1.",
    "127.1.",
    "0x7f.1.",
    "①②⑦.0.0.1",
    "１２７.０.０.１",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "%31%32%37.0.0.1",
    "127%2e0%2E0.1",
    "127.0.0.\u{ad}1",
    "𝟭𝟮𝟳.0.0.1",
    "⑫7.1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::FFFF:127.0.0.1]",
];

/// Not everybody's, not here; none of it may be connected to.
const ELSEWHERE: &[&str] = &[
    "http://0/",
    "http://0.0.0.0/",
    "http://0x0/",
    "http://127.255.255.254/",
    "http://10.0.0.1/",
    "http://012.1/",
    "http://167772161/",
    "http://172.16.0.1/",
    "http://0xac100001/",
    "http://192.168.1.1/",
    "http://3232235777/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://168.63.129.16/metadata",
    "http://192.0.0.192/opc/v2/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::7f00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[64:ff9b:1:7f00:0:100::]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:0:0:0:0:0:80ff:fffe]/",
    "http://[2001:db8::1]/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://l%6fcalhost/",
    "http://a.localhost/",
    "https:127.0.0.1",
    "http:\\\\127.0.0.1\\",
    "http:/127.0.0.1/",
    "http:///127.0.0.1/",
    "\thttp://127.\n0.0.1/ ",
    "http://127.0.0.1:443/",
    "http://10.0.0.1:6379/",
    "http://127.0.0.1\\@example.com:99999/",
    // By name.
    "http://inside.test/",
    "http://loop.test/",
    "https://loop.test/",
    "http://loop.test./",
    "http://LOOP.TEST/",
    "http://metadata.test/",
    "http://six.test/",
    "http://mapped.test/",
    "http://translated.test/",
    "http://tunnel.test/",
    "http://mixed-private.test/",
];

/// Not addresses that are fetched, wherever they lead.
const INVALID: &[&str] = &[
    "",
    " ",
    "example.com",
    "//example.com/",
    "/etc/passwd",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "ftp://example.com/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/",
    "data:text/html,x",
    "javascript:alert(1)",
    "ws://example.com/",
    "unix:/var/run/docker.sock",
    "http://",
    "http://:80/",
    "http://user@example.com/",
    "http://user:pass@example.com/",
    "http://:pass@example.com/",
    "http://example.com%2f@127.0.0.1/",
    "http://93.184.215.14@127.0.0.1/",
    "http://example.com:22/",
    "http://example.com:8080/",
    "https://example.com:0/",
    "http://localhost.test:6379/",
    "http://example.com:99999/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://[127.0.0.1]/",
    "http://256.256.256.256/",
    "http://0x1.0x2.0x3.0x4.0x5/",
    "http://4294967296/",
    "http://1.2.3.4.5/",
    "http://127.0.0.1../",
    "http://a..test/",
    "http://exa mple.com/",
    "http://exa\u{0}mple.com/",
    "http://exa%00mple.com/",
    "http://example.com%0d%0aHost:evil/",
];

async fn town() -> Town {
    Town::with(&[
        ("inside.test", &[&["10.1.2.3"]]),
        ("loop.test", &[&["127.0.0.1"]]),
        ("metadata.test", &[&["169.254.169.254"]]),
        ("six.test", &[&["::1", "fd00::1"]]),
        ("mapped.test", &[&["::ffff:127.0.0.1"]]),
        ("translated.test", &[&["64:ff9b::7f00:1"]]),
        ("tunnel.test", &[&["2002:7f00:1::", "2001:0:7f00:1::"]]),
        ("mixed-private.test", &[&["192.168.0.1", "0.0.0.0", "fe80::1"]]),
    ])
    .await
}

#[tokio::test]
async fn no_spelling_of_a_private_address_is_connected_to_and_all_are_refused_alike() {
    let town = town().await;
    let door = town.door();
    let here = HERE.iter().map(|host| format!("http://{host}/"));
    let urls: Vec<String> = here.chain(ELSEWHERE.iter().map(|url| (*url).to_owned())).collect();
    assert!(urls.len() >= 80, "only {}", urls.len());
    let mut wrong = Vec::new();
    for url in urls {
        for sends in [false, true] {
            let answer = if sends {
                door.post(&url, Headers::default(), b"x".into(), Caps::default()).await
            } else {
                door.get(&url, Headers::default(), Caps::default()).await
            };
            let said = answer.map_err(|failure| failure.into_error().to_answer());
            match said {
                Err(answer) if answer["error"]["code"] == Code::UrlRefused.as_str() => {
                    assert_eq!(
                        answer["error"]["message"],
                        "this address is not on the public internet"
                    );
                }
                other => wrong.push(format!("{url}: {other:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(town.dialled(), [""; 0]);
}

#[tokio::test]
async fn what_is_no_address_of_the_web_says_so() {
    let town = town().await;
    let door = town.door();
    let mut wrong = Vec::new();
    for url in INVALID {
        let failure = door.get(url, Headers::default(), Caps::default()).await.unwrap_err();
        if !matches!(failure.kind(), Kind::Invalid(_)) {
            wrong.push(format!("{url:?}: {failure}"));
        }
    }
    let long = format!("http://example.com/{}", "a".repeat(5000));
    let failure = door.get(&long, Headers::default(), Caps::default()).await.unwrap_err();
    assert!(matches!(failure.kind(), Kind::Invalid(_)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(town.dialled().is_empty() && town.asked().is_empty());
}

/// The control: it is the rule that keeps the requests above from arriving, and nothing else.
#[tokio::test]
async fn with_the_rule_off_every_spelling_reaches_the_server_on_this_machine() {
    let town = town().await;
    let server = Server::of("inside").await;
    let port = server.address.port();
    let door = town.door_allowing(&[&format!("127.0.0.1:{port}")]);
    for host in HERE {
        let url = format!("http://{host}:{port}/");
        let answer = door.get(&url, Headers::default(), Caps::default()).await;
        assert_eq!(answer.expect(&url).body, b"inside", "{url}");
    }
    assert_eq!(server.heard().len(), HERE.len());
}
