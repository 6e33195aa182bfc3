//! A web server for one person: on loopback, from memory, with a word to open pages when something has changed.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use tiny_http::{Method, Request, StatusCode};

/// How many requests are answered at once.
const WORKERS: usize = 4;
/// How often an open page is told that the server still lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The script that reloads a page, and what it listens to.
const SCRIPT: &str = "/.live.js";
const EVENTS: &str = "/.live";
/// A browser opens six connections to a server at most, for all of its tabs: only a page that is seen keeps one, and one
/// that comes into view again learns what it missed.
const LIVE: &str = "\
let live;
const listen = () => {
  live?.close();
  live = document.hidden ? null : new EventSource('/.live');
  live?.addEventListener('version', (event) => { if (event.data !== version) location.reload(); });
};
document.addEventListener('visibilitychange', listen);
addEventListener('pagehide', () => live?.close());
addEventListener('pageshow', (event) => { if (event.persisted) listen(); });
listen();
";

/// What is sent back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status: 200, 404, 500.
    pub status: u16,
    /// The path whose ending tells the type.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A server that listens.
pub struct Server {
    listener: tiny_http::Server,
    address: SocketAddr,
    version: Mutex<u64>,
    changed: Condvar,
}

impl Server {
    /// Listens on a port of loopback; any free one when it is 0.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)).map_err(io::Error::other)?;
        let address = listener.server_addr().to_ip().ok_or_else(|| io::Error::other("no address"))?;
        Ok(Self { listener, address, version: Mutex::new(0), changed: Condvar::new() })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells every open page to load itself again.
    pub fn announce(&self) {
        *self.version.lock().expect("no listener panics") += 1;
        self.changed.notify_all();
    }

    /// Answers until the process ends; `answer` gets a path without the leading `/`.
    pub fn run(&self, answer: &(dyn Fn(&str) -> Reply + Sync)) {
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Ok(request) = self.listener.recv() {
                        if request.url() == EVENTS && is_local(&request, self.address.port()) {
                            // A page that listens keeps its connection, and so has a thread of its own.
                            scope.spawn(|| self.tell(request));
                        } else {
                            self.reply(request, answer);
                        }
                    }
                });
            }
        });
    }

    fn reply(&self, request: Request, answer: &(dyn Fn(&str) -> Reply + Sync)) {
        let told = |status, words: &str| Reply { status, path: "reply.txt".to_owned(), bytes: words.into() };
        let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
        let reply = match request.method() {
            // Another site's page must not read this one through a name that leads here.
            _ if !is_local(&request, self.address.port()) => told(403, "only for this machine"),
            Method::Get | Method::Head if path == SCRIPT => {
                let version = *self.version.lock().expect("no listener panics");
                Reply { status: 200, path, bytes: format!("const version = '{version}';\n{LIVE}").into() }
            }
            Method::Get | Method::Head => with_script(answer(path.trim_start_matches('/'))),
            _ => told(405, "only to be read"),
        };
        let bytes: &[u8] = if request.method() == &Method::Head { &[] } else { &reply.bytes };
        let status = StatusCode(reply.status);
        let head = format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
            reply.status,
            status.default_reason_phrase(),
            kind(&reply.path),
            reply.bytes.len(),
        );
        // Every connection has a thread, and one that is kept for later could keep another from being read. A reader that
        // went away needs no answer.
        let mut to = request.into_writer();
        drop(to.write_all(head.as_bytes()).and_then(|()| to.write_all(bytes)).and_then(|()| to.flush()));
    }

    /// Keeps a connection and writes a line each time something has changed.
    fn tell(&self, request: Request) {
        let mut seen = *self.version.lock().expect("no listener panics");
        let mut to = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
        let mut write = |words: &str| to.write_all(words.as_bytes()).and_then(|()| to.flush());
        let told = |version: u64| format!("event: version\ndata: {version}\n\n");
        let mut alive = write(head).and_then(|()| write(&told(seen))).is_ok();
        while alive {
            let version = self.version.lock().expect("no listener panics");
            let (version, _) = self
                .changed
                .wait_timeout_while(version, HEARTBEAT, |version| *version == seen)
                .expect("no listener panics");
            let now = *version;
            drop(version);
            alive = if now == seen { write(": still here\n\n") } else { write(&told(now)) }.is_ok();
            seen = now;
        }
    }
}

/// Whether a request names this machine, and not a name that somebody else points at it.
fn is_local(request: &Request, port: u16) -> bool {
    let host = request.headers().iter().find(|header| header.field.equiv("Host")).map(|header| header.value.as_str());
    host.is_some_and(|host| ["127.0.0.1", "localhost"].iter().any(|name| *host == format!("{name}:{port}")))
}

/// A page with the script that loads it again.
fn with_script(mut reply: Reply) -> Reply {
    if reply.path.ends_with(".html")
        && let Some(at) = reply.bytes.windows(7).rposition(|bytes| bytes == b"</body>")
    {
        reply.bytes.splice(at..at, format!("<script src=\"{SCRIPT}\"></script>\n").into_bytes());
    }
    reply
}

/// The type of a file by its ending.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "xml" | "atom" => "application/xml; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
