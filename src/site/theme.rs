//! The theme: templates, styles, scripts and icons. Ours are in the binary; a folder may replace any of them.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use minijinja::{AutoEscape, Environment, Error, Output, State, Value, escape_formatter};

use super::{breaks, words};
use crate::artifact::Artifact;

static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The styles, in the order in which they are joined. Those of search come with its script, on its first use.
const STYLES: [&str; 4] = ["assets/site.css", "assets/pages.css", "assets/markdown.css", OWN_STYLES];
/// The styles of drawings, which only pages with one ask for.
const DRAWING_STYLES: &str = "assets/graph.css";
/// The styles that a theme adds to ours.
const OWN_STYLES: &str = "assets/own.css";
/// The scripts, each a file of the site.
const SCRIPTS: [&str; 3] = ["assets/theme.js", "assets/site.js", "assets/search.js"];
/// Where a page of the site says that its icons go.
const ICONS_HERE: &str = "<!--icons-->";
/// Where it says that the styles of drawings go, with the way to the root behind it.
const DRAWING_STYLES_HERE: (&str, &str) = ("<!--drawings ", "-->");

/// Why a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A template is not well-formed, or asks for what it does not get.
    #[error("the template {name}: {why}")]
    Template {
        /// Its name, below `templates/`.
        name: String,
        /// The engine's words, with the line.
        why: String,
    },
    /// A file of a theme is not text.
    #[error("the theme's file {0} is not UTF-8")]
    NotText(String),
}

/// Templates that are ready to be filled.
pub struct Theme {
    environment: Environment<'static>,
    icons: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// Our theme with these files of another over it, by path: `templates/home.html`, `assets/own.css`.
    pub fn new(over: BTreeMap<String, Vec<u8>>) -> Result<Self, ThemeError> {
        let mut files = BTreeMap::new();
        collect(&DEFAULT, &mut files);
        files.extend(over);
        let mut environment = Environment::new();
        environment
            .set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        environment.set_formatter(format);
        environment.add_filter("day", words::day);
        environment.add_filter("moment", words::moment);
        environment.add_filter("inline", |text: &str| Value::from_safe_string(words::inline(text)));
        for (path, bytes) in &files {
            let Some(name) = path.strip_prefix("templates/") else { continue };
            let text = String::from_utf8(bytes.clone()).map_err(|_| ThemeError::NotText(path.clone()))?;
            environment.add_template_owned(name.to_owned(), text).map_err(|error| failed(name, &error))?;
        }
        let sprite = files.get("icons.svg").map(Vec::as_slice).unwrap_or_default();
        let icons = symbols(&String::from_utf8_lossy(sprite));
        Ok(Self { environment, icons, files })
    }

    /// The text of a file of the theme.
    pub fn text(&self, path: &str) -> Result<&str, ThemeError> {
        let bytes = self.files.get(path).map(Vec::as_slice).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| ThemeError::NotText(path.to_owned()))
    }

    /// Fills a template, and puts the icons in that it uses.
    pub fn render(&self, template: &str, context: &Value) -> Result<String, ThemeError> {
        let render = || self.environment.get_template(template)?.render(context);
        let html = render().map_err(|error| failed(template, &error))?;
        Ok(breaks::in_names(&self.with_icons(&with_drawing_styles(&html))))
    }

    fn with_icons(&self, html: &str) -> String {
        let Some(at) = html.rfind(ICONS_HERE) else { return html.to_owned() };
        let used: BTreeSet<&str> = html
            .match_indices("href=\"#I-")
            .map(|(at, _)| &html[at + 9..])
            .map(|rest| &rest[..rest.find('"').unwrap_or(rest.len())])
            .collect();
        let symbols: String = used.iter().filter_map(|name| self.icons.get(*name)).map(String::as_str).collect();
        let sprite = format!("<svg class=\"sprite\" aria-hidden=\"true\">{symbols}</svg>");
        format!("{}{sprite}{}", &html[..at], &html[at + ICONS_HERE.len()..])
    }

    /// The styles and the scripts.
    pub fn assets(&self) -> Vec<Artifact> {
        let styles = STYLES.iter().filter_map(|path| self.files.get(*path));
        let css = styles.map(|bytes| compact(&String::from_utf8_lossy(bytes))).collect::<String>();
        let scripts = SCRIPTS.iter().filter_map(|path| Some(Artifact::new(*path, self.files.get(*path)?.clone())));
        let own = self.files.iter().filter(|(path, _)| {
            path.starts_with("assets/") && !STYLES.contains(&path.as_str()) && !SCRIPTS.contains(&path.as_str())
        });
        let own = own.map(|(path, bytes)| match path.as_str() {
            DRAWING_STYLES => Artifact::new(path, compact(&String::from_utf8_lossy(bytes))),
            _ => Artifact::new(path, bytes.clone()),
        });
        // What answers without a network does so for the folder in which it lies.
        let worker = self.files.get("sw.js").map(|bytes| Artifact::new("sw.js", bytes.clone()));
        std::iter::once(Artifact::new("assets/site.css", css)).chain(scripts).chain(own).chain(worker).collect()
    }
}

/// A page with the link to the styles of drawings where it asks for it, if it has a drawing.
fn with_drawing_styles(html: &str) -> String {
    let (begins, ends) = DRAWING_STYLES_HERE;
    let Some((head, rest)) = html.split_once(begins) else { return html.to_owned() };
    let Some((root, rest)) = rest.split_once(ends) else { return html.to_owned() };
    if rest.contains("<figure class=\"graph") {
        format!("{head}<link rel=\"stylesheet\" href=\"{root}{DRAWING_STYLES}\">{rest}")
    } else {
        format!("{}{}", head.trim_end_matches('\n'), rest)
    }
}

/// The files of a folder that no theme has a use for, each with the one that was probably meant. What lies below `assets/`
/// is published, and what a template takes in is used.
pub fn unused(over: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, Option<String>)> {
    let mut ours = BTreeMap::new();
    collect(&DEFAULT, &mut ours);
    let is_taken_in = |path: &str| {
        let name = format!("\"{}\"", path.trim_start_matches("templates/"));
        over.iter().any(|(other, bytes)| other.ends_with(".html") && String::from_utf8_lossy(bytes).contains(&name))
    };
    // What people keep beside any folder of files.
    let is_aside = |path: &str| path.starts_with('.') || path.starts_with("README") || path.starts_with("LICENSE");
    let meant = |path: &str| {
        let distance = |known: &&String| strsim::damerau_levenshtein(path, known);
        ours.keys().min_by_key(distance).filter(|known| distance(known) <= 3).cloned()
    };
    let unknown = over.keys().filter(|path| !ours.contains_key(*path) && *path != OWN_STYLES);
    let told = unknown.filter_map(|path| match path.split('/').next() {
        // A file of one's own may be called anything, and so may be meant.
        Some("assets") => meant(path).map(|meant| (path.as_str(), Some(meant))),
        Some("templates") if is_taken_in(path) => None,
        _ if is_aside(path) => None,
        _ => Some((path.as_str(), meant(path))),
    });
    told.collect()
}

/// Writes a value; text escaped as HTML needs it, which leaves the slashes of all addresses alone.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
            out.write_str(&words::escape(text)).map_err(Error::from)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Styles without comments and line breaks, which only their writers need.
fn compact(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    bare.extend(parts.map(|part| part.split_once("*/").map_or("", |(_, after)| after)));
    let mut out = String::with_capacity(bare.len());
    for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A selector or a value may go on in the next line.
        if !out.is_empty() && !out.ends_with(['{', '}', ';', ',']) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn failed(name: &str, error: &Error) -> ThemeError {
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let name = error.name().unwrap_or(name).to_owned();
    ThemeError::Template { name, why: format!("{line}{error}") }
}

fn collect(folder: &Dir, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
    }
    folder.dirs().for_each(|inner| collect(inner, files));
}

/// The symbols of a sprite, by name without `I-`.
fn symbols(sprite: &str) -> BTreeMap<String, String> {
    let symbol = |line: &str| {
        let name = line.strip_prefix("<symbol id=\"I-")?.split('"').next()?;
        Some((name.to_owned(), line.to_owned()))
    };
    sprite.lines().map(str::trim).filter_map(symbol).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(path: &str, text: &str) -> Result<Theme, ThemeError> {
        Theme::new(BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())]))
    }

    #[test]
    fn a_page_carries_the_icons_that_it_uses_and_no_other() {
        let theme =
            theme("templates/x.html", "<use href=\"#I-home\"/><use href=\"#I-none\"/><!--icons-->").expect("a theme");
        let html = theme.render("x.html", &Value::UNDEFINED).expect("it can be filled");
        assert!(html.contains("<symbol id=\"I-home\""), "{html}");
        assert_eq!(html.matches("<symbol").count(), 1);
    }

    #[test]
    fn a_file_that_nothing_uses_is_told_with_the_one_that_was_meant() {
        let names = [
            "templates/hmoe.html",
            "templates/part.html",
            "templates/home.html",
            "assets/own.css",
            "assets/logo.png",
            "assets/site.js",
            "assets/sites.css",
            "home.html",
            "README.md",
            "styles.css",
        ];
        let over: BTreeMap<String, Vec<u8>> = names
            .map(|name| {
                (
                    name.to_owned(),
                    if name == "templates/home.html" { b"{% include \"part.html\" %}".to_vec() } else { Vec::new() },
                )
            })
            .into();
        assert_eq!(
            unused(&over),
            [
                ("assets/sites.css", Some("assets/site.css".to_owned())),
                ("home.html", None),
                ("styles.css", None),
                ("templates/hmoe.html", Some("templates/home.html".to_owned())),
            ]
        );
    }

    #[test]
    fn only_a_page_with_a_drawing_asks_for_the_styles_of_drawings() {
        let page = |inside: &str| with_drawing_styles(&format!("<a>\n<!--drawings ../-->\n<b>{inside}"));
        assert_eq!(page(""), "<a>\n<b>");
        assert_eq!(
            page("<figure class=\"graph to-s\">"),
            "<a>\n<link rel=\"stylesheet\" href=\"../assets/graph.css\">\n<b><figure class=\"graph to-s\">"
        );
    }

    #[test]
    fn a_broken_template_is_told_with_its_name_and_line() {
        let error = theme("templates/home.html", "{{ one }}\n{% if %}").err().expect("it is broken");
        assert!(error.to_string().starts_with("the template home.html: line 2: "), "{error}");
    }

    #[test]
    fn styles_lose_what_only_their_writers_need() {
        let css = "/* Tokens */\n:root{\n  --a:1; /* one */\n}\n\n.a\n.b{color:red} /* never closed";
        assert_eq!(compact(css), ":root{--a:1;}.a .b{color:red}");
        assert_eq!(compact(""), "");
    }

    #[test]
    fn styles_of_a_theme_come_last() {
        let theme = theme("assets/own.css", ":root{--link:red}").expect("a theme");
        let css = theme.assets().into_iter().find(|asset| asset.path == "assets/site.css").expect("there are styles");
        assert!(css.bytes.ends_with(b":root{--link:red}"));
    }
}
