//! A web server for one person: on loopback, from memory, with a word to open pages when something has changed.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

/// How many requests are answered at once.
const WORKERS: usize = 4;
/// How often an open page is told that the server still lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The script that reloads a page, and what it listens to.
const SCRIPT: &str = "/.live.js";
const EVENTS: &str = "/.live";
const LIVE: &str = "new EventSource('/.live').addEventListener('changed', () => location.reload())\n";

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
        if !is_local(&request, self.address.port()) {
            // Another site's page must not read this one through a name that leads here.
            drop(request.respond(Response::from_string("only for this machine").with_status_code(403)));
            return;
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            drop(request.respond(Response::from_string("only to be read").with_status_code(405)));
            return;
        }
        let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
        let reply = if path == SCRIPT {
            Reply { status: 200, path: path.clone(), bytes: LIVE.into() }
        } else {
            with_script(answer(path.trim_start_matches('/')))
        };
        let kind = Header::from_bytes("Content-Type", kind(&reply.path)).expect("a header of ours");
        let fresh = Header::from_bytes("Cache-Control", "no-store").expect("a header of ours");
        let response = Response::from_data(reply.bytes).with_status_code(reply.status);
        // A reader that went away needs no answer.
        drop(request.respond(response.with_header(kind).with_header(fresh)));
    }

    /// Keeps a connection and writes a line each time something has changed.
    fn tell(&self, request: Request) {
        let mut seen = *self.version.lock().expect("no listener panics");
        let mut to = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
        let mut write = |words: &str| to.write_all(words.as_bytes()).and_then(|()| to.flush());
        let mut alive = write(head).is_ok();
        while alive {
            let version = self.version.lock().expect("no listener panics");
            let (version, _) = self
                .changed
                .wait_timeout_while(version, HEARTBEAT, |version| *version == seen)
                .expect("no listener panics");
            let now = *version;
            drop(version);
            alive = write(if now == seen { ": still here\n\n" } else { "event: changed\ndata: 1\n\n" }).is_ok();
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
