//! `serve`: the site from memory, made again when a file changes. A page is made when it is asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use anyhow::Context;

use super::known::{Known, know};
use super::place::{self, PlaceArguments, Repository};
use super::site;
use super::watch::Watch;
use super::{Ended, tell};
use crate::artifact::Artifact;
use crate::server::{Reply, Server};
use crate::site::Theme;
use crate::text::xml;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The repository, or any path in it
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The port on this machine; 0 for any free one
    #[arg(long, short, default_value_t = 4747)]
    port: u16,
    /// A folder with templates and styles that replace ours
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
}

/// What is shown now.
struct Now {
    /// The repository and the theme, or why there is none.
    made: Result<(Known, Theme), String>,
    /// Everything that is no page, made when something of it is asked for.
    rest: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Now {
    fn read(arguments: &Arguments, repository: &Repository) -> Self {
        let theme = site::theme(arguments.theme.as_ref());
        let made = theme.and_then(|theme| Ok((know(&arguments.place, repository)?, theme)));
        Self { made: made.map_err(|error| format!("{error:#}")), rest: OnceLock::new() }
    }

    fn answer(&self, root: &Path, path: &str) -> Reply {
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let (known, theme) = match &self.made {
            Ok(made) => made,
            Err(why) => return broken(why),
        };
        match site::page(known, root, theme, &path) {
            Ok(Some(bytes)) => return Reply { status: 200, path, bytes },
            Ok(None) => {}
            Err(error) => return broken(&format!("{error:#}")),
        }
        let rest = self.rest.get_or_init(|| {
            let made = Mutex::new(BTreeMap::new());
            let keep = |artifact: Artifact| {
                made.lock().expect("nobody panics with it").insert(artifact.path, artifact.bytes);
                Ok(())
            };
            // A page that cannot be made says so when it is asked for.
            drop(site::build(known, root, theme, &keep));
            made.into_inner().expect("nobody panics with it")
        });
        match rest.get(&path) {
            Some(bytes) => Reply { status: 200, path, bytes: bytes.clone() },
            None => Reply {
                status: 404,
                path: "404.html".to_owned(),
                bytes: rest.get("404.html").cloned().unwrap_or_default(),
            },
        }
    }
}

/// A page that says what is wrong, and loads itself again when that is mended.
fn broken(why: &str) -> Reply {
    let why = xml::escape(why);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>This page cannot be made</title></head>\n<body><h1>This page cannot be made</h1>\n<pre>{why}</pre>\n\
         <p>It is loaded again as soon as a file changes.</p></body></html>\n"
    );
    Reply { status: 500, path: "error.html".to_owned(), bytes: page.into_bytes() }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(arguments.path.as_slice())?;
    let server = Server::bind(arguments.port).with_context(|| format!("cannot listen on port {}", arguments.port))?;
    let now = RwLock::new(Arc::new(Now::read(arguments, &repository)));
    tell(&format!("http://{}/ shows {}; Ctrl-C ends it\n", server.address(), repository.root.display()));
    if let Err(why) = &now.read().expect("nobody panics with it").made {
        tell(&format!("devops-docs: {why}\n"));
    }
    std::thread::scope(|scope| {
        scope.spawn(|| {
            if let Err(error) = watch(arguments, &repository, &now, &server) {
                tell(&format!("devops-docs: changes are not seen: {error:#}\n"));
            }
        });
        let answer = |path: &str| {
            let now = Arc::clone(&now.read().expect("nobody panics with it"));
            now.answer(&repository.root, path)
        };
        server.run(&answer);
    });
    Ok(Ended::Clean)
}

/// Reads the repository again after each burst of changes.
fn watch(
    arguments: &Arguments,
    repository: &Repository,
    now: &RwLock<Arc<Now>>,
    server: &Server,
) -> anyhow::Result<()> {
    let mut watch = Watch::new()?;
    loop {
        let made = Arc::clone(&now.read().expect("nobody panics with it"));
        watch.repository(&repository.root, made.made.as_ref().ok().map(|(known, _)| &known.ws));
        if let Some(theme) = &arguments.theme {
            watch.whole(theme)?;
        }
        if !watch.wait() {
            return Ok(());
        }
        *now.write().expect("nobody panics with it") = Arc::new(Now::read(arguments, repository));
        server.announce();
    }
}
