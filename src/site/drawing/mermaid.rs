//! Mermaid at build time: its drawing, rewritten by a list of what is allowed.
//!
//! The crate that draws trusts its source; a page is not trusted. So its SVG is read strictly, and only elements and
//! attributes that are listed here come out again: no scripts, styles, handlers, foreign content or outside addresses.

use std::panic::catch_unwind;

use super::limits::is_too_much;
use super::markup::{Child, Element, read};
use super::{colours, figure};

/// What a drawing may hold.
const MOST_ELEMENTS: usize = 6_000;
/// Text is at least so large, in pixels.
const LEAST_TEXT: f64 = 12.0;

const ELEMENTS: &[&str] = &[
    "svg", "g", "defs", "marker", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "a", "title", "desc", "clipPath",
];

/// Attributes whose values are lengths, points or such.
const PLAIN: &[&str] = &[
    "viewBox",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "width",
    "height",
    "transform",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "text-anchor",
    "dominant-baseline",
    "font-weight",
    "font-style",
    "font-size",
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "fill-rule",
];

/// Attributes that point into the drawing.
const POINTERS: &[&str] = &["marker-end", "marker-start", "marker-mid", "clip-path"];

/// The figure for a Mermaid source, its ids starting with the prefix; or why there is none, so that the source is
/// shown instead.
pub fn mermaid(source: &str, prefix: &str) -> Result<String, String> {
    if is_too_much(source) {
        return Err("the diagram is too large to be drawn".to_owned());
    }
    // The crate is young: should it panic, the source is shown.
    let drawn = catch_unwind(|| {
        let (diagram, meta) = mermaid_svg::parse_with_meta(source).map_err(|error| error.to_string())?;
        // Themes of the source are not taken over: colours are the site's.
        let svg = mermaid_svg::render_diagram(&diagram).map_err(|error| error.to_string())?;
        Ok::<_, String>((svg, meta))
    });
    let (svg, meta) = drawn.map_err(|_| "the diagram could not be drawn".to_owned())??;
    let mut rewriter = Rewriter { prefix, elements: 0, last_fill: None };
    let mut root = rewriter
        .element(&read(&svg)?, Surroundings::default())?
        .filter(|root| root.name == "svg")
        .ok_or("there is no drawing")?;
    let title = meta.acc_title.or(meta.title).unwrap_or_else(|| kind(source).to_owned());
    let description = meta.acc_descr.unwrap_or_else(|| described(&root));
    let width = envelope(&mut root, prefix)?;
    let id = |part: &str| vec![("id".to_owned(), format!("{prefix}-{part}"))];
    let words = |name: &str, part, words: String| {
        Child::Element(Element { name: name.to_owned(), attributes: id(part), children: vec![Child::Words(words)] })
    };
    root.children.insert(0, words("desc", "d", description));
    root.children.insert(0, words("title", "t", title.clone()));
    let mut svg = String::new();
    root.write(&mut svg);
    let drawing = figure::moving(&title, "roll", &svg);
    Ok(figure::figure(prefix, &format!("mermaid {}", figure::reach(width)), &drawing, &[], true))
}

/// Gives the drawing its size, without which it would be stretched, and its names; tells its width.
fn envelope(root: &mut Element, prefix: &str) -> Result<f64, String> {
    let size: Option<Vec<f64>> =
        root.get("viewBox").unwrap_or_default().split_whitespace().map(|part| part.parse().ok()).collect();
    let (width, height) = match size.as_deref() {
        Some([_, _, width, height]) if width.is_finite() && height.is_finite() => (*width, *height),
        _ => return Err("the drawing has no size".to_owned()),
    };
    if !(1.0..=8_000.0).contains(&width) || !(1.0..=20_000.0).contains(&height) {
        return Err("the drawing is too large".to_owned());
    }
    root.set("width", super::route::number(width));
    root.set("height", super::route::number(height));
    root.set("aria-labelledby", format!("{prefix}-t"));
    root.set("aria-describedby", format!("{prefix}-d"));
    root.set("class", "mm");
    Ok(width)
}

/// The words of a drawing, since no sentence tells what it shows.
fn described(root: &Element) -> String {
    fn collect(element: &Element, words: &mut Vec<String>) {
        for child in &element.children {
            match child {
                Child::Element(inner) => collect(inner, words),
                Child::Words(text) if !text.trim().is_empty() && words.len() < 60 => words.push(text.trim().to_owned()),
                Child::Words(_) => {}
            }
        }
    }
    let mut words = Vec::new();
    collect(root, &mut words);
    if words.is_empty() { "It holds no words.".to_owned() } else { format!("It says: {}.", words.join("; ")) }
}

/// What a source draws, by its first word.
fn kind(source: &str) -> &'static str {
    let is_head = |line: &&str| !line.is_empty() && !line.starts_with("%%") && *line != "---";
    let first = source.lines().map(str::trim).find(is_head).unwrap_or_default();
    let word = first.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    match word {
        "graph" | "flowchart" => "Flowchart",
        "sequenceDiagram" | "zenuml" => "Sequence of messages",
        "stateDiagram" => "States",
        "classDiagram" => "Classes",
        "erDiagram" => "Entities and relations",
        "gantt" | "timeline" => "Timeline",
        "pie" => "Pie chart",
        "gitGraph" => "Branches",
        _ => "Diagram",
    }
}

struct Rewriter<'a> {
    prefix: &'a str,
    elements: usize,
    /// The class of the shape before, on which words stand.
    last_fill: Option<&'static str>,
}

/// What an element has from those around it.
#[derive(Clone, Copy, Default)]
struct Surroundings {
    in_text: bool,
    inherits: bool,
}

impl Rewriter<'_> {
    /// The element with only what is allowed in it; nothing for one that is not.
    fn element(&mut self, element: &Element, surroundings: Surroundings) -> Result<Option<Element>, String> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err("the drawing holds too much".to_owned());
        }
        if !ELEMENTS.contains(&element.name.as_str()) {
            return Ok(None);
        }
        let mut kept = Element { name: element.name.clone(), ..Element::default() };
        for (name, value) in &element.attributes {
            if let Some(value) = self.attribute(&element.name, name, value) {
                kept.attributes.push((name.clone(), value));
            }
        }
        let holds_words = matches!(element.name.as_str(), "text" | "tspan" | "title" | "desc");
        let classes = self.classes(element, surroundings);
        if !classes.is_empty() {
            kept.set("class", classes);
        }
        let inner_of = Surroundings {
            in_text: surroundings.in_text || element.name == "text",
            inherits: surroundings.inherits || (element.name == "g" && element.get("fill").is_some()),
        };
        for child in &element.children {
            match child {
                Child::Element(inner) => {
                    kept.children.extend(self.element(inner, inner_of)?.map(Child::Element));
                }
                Child::Words(words) if holds_words => kept.children.push(Child::Words(words.clone())),
                Child::Words(_) => {}
            }
        }
        if kept.name == "a" && kept.get("href").is_none() {
            "g".clone_into(&mut kept.name);
        }
        Ok(Some(kept))
    }

    fn classes(&mut self, element: &Element, surroundings: Surroundings) -> String {
        let name = element.name.as_str();
        if name == "text" || (name == "tspan" && element.get("fill").is_some()) {
            return colours::words(element, self.last_fill).to_owned();
        }
        let is_silent = ["svg", "defs", "marker", "a", "title", "desc", "clipPath", "tspan"].contains(&name);
        if is_silent || surroundings.in_text {
            return String::new();
        }
        let fill = colours::fill(element, surroundings.inherits);
        if fill.is_some_and(|fill| fill != "m0") {
            self.last_fill = fill;
        }
        fill.into_iter().chain(colours::stroke(element)).collect::<Vec<_>>().join(" ")
    }

    /// The value that an attribute may keep.
    fn attribute(&self, element: &str, name: &str, value: &str) -> Option<String> {
        if name == "font-size" {
            let size: f64 = value.trim_end_matches("px").parse().ok()?;
            return size.is_finite().then(|| super::route::number(size.clamp(LEAST_TEXT, 32.0)));
        }
        if name == "markerWidth" || name == "markerHeight" {
            // The heads of arrows are drawn large for thin lines.
            let size: f64 = value.parse().ok()?;
            return size.is_finite().then(|| super::route::number(if size > 8.0 { size * 0.66 } else { size }));
        }
        if PLAIN.contains(&name) {
            let is_plain = |letter: char| letter.is_ascii_alphanumeric() || " .,-+%()".contains(letter);
            let reaches_out = value.to_ascii_lowercase().contains("url");
            return (value.chars().all(is_plain) && !reaches_out).then(|| value.to_owned());
        }
        if POINTERS.contains(&name) {
            let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
            return is_id(id).then(|| format!("url(#{}-{id})", self.prefix));
        }
        match (element, name) {
            ("marker" | "clipPath", "id") => is_id(value).then(|| format!("{}-{value}", self.prefix)),
            ("a", "href") => is_safe(value).then(|| value.to_owned()),
            _ => None,
        }
    }
}

fn is_id(words: &str) -> bool {
    !words.is_empty() && words.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}

/// Whether a link leads to a page: by HTTP, or relative without a scheme.
fn is_safe(address: &str) -> bool {
    let address = address.trim();
    if address.chars().any(|letter| letter.is_control() || letter.is_whitespace()) || address.starts_with("//") {
        return false;
    }
    let is_web = |scheme: &str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    match address.split_once(':') {
        Some((before, _)) => is_web(before) || before.contains(['/', '#', '?']),
        None => !address.is_empty() && !address.contains('\\'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The drawing in a figure.
    fn drawn(figure: &str) -> &str {
        let (start, end) = (figure.find("<svg"), figure.rfind("</div>"));
        start.zip(end).map(|(start, end)| &figure[start..end]).unwrap_or_default()
    }

    #[test]
    fn a_flowchart_becomes_a_figure_with_words() {
        let figure = mermaid("graph TD\n  A[Start] --> B{Ready?}\n  B -->|yes| C[Deploy]", "m1").expect("it is valid");
        assert!(figure.contains("<title id=\"m1-t\">Flowchart</title>"), "{figure}");
        assert!(figure.contains("Start; Ready?") || figure.contains("Start"), "{figure}");
        assert!(figure.contains("id=\"m1-arrow-filled\"") && figure.contains("url(#m1-arrow-filled)"), "{figure}");
        for refused in ["style=", "role=", "font-family", "fill=\"#", "stroke=\"#"] {
            assert!(!drawn(&figure).contains(refused), "{refused} in {figure}");
        }
    }

    #[test]
    fn links_that_run_something_are_dropped() {
        let source = "graph TD\n A-->B\n click A \"javascript:alert(1)\"\n click B \"https://example.com/b\"";
        let figure = mermaid(source, "m").expect("it is valid");
        assert!(!figure.contains("javascript"), "{figure}");
        assert!(figure.contains("href=\"https://example.com/b\""), "{figure}");
        for address in
            ["javascript:x", " JavaScript:x", "data:text/html,x", "//evil.example", "java\nscript:x", "", "\\\\x"]
        {
            assert!(!is_safe(address), "{address}");
        }
    }

    #[test]
    fn markup_in_labels_stays_words() {
        let figure = mermaid("graph TD\n A[\"<img src=x onerror=alert(1)>\"] --> B[\"<script>x</script>\"]", "m");
        let figure = figure.unwrap_or_default();
        assert!(!figure.contains("<img") && !figure.contains("<script"), "{figure}");
    }

    #[test]
    fn what_is_no_diagram_is_an_error() {
        assert!(mermaid("no such thing\n a", "m").is_err());
        assert!(mermaid("", "m").is_err());
    }

    #[test]
    fn what_would_take_forever_is_refused() {
        let many = |letter: &str| (0..800).map(|at| format!("{letter}{at}")).collect::<Vec<_>>().join(" & ");
        let cases = [
            "graph TD\n".repeat(9_000),
            format!("graph TD\n{} --> {}", many("a"), many("b")),
            format!("graph TD\n a{}", "-->b".repeat(2_000)),
            "gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n t : a1, 2020-01-01, 99999999999d".to_owned(),
            "gantt\n dateFormat YYYY-MM-DD\n t : a1, 0001-01-01, 9d\n u : after a1, 9999y".to_owned(),
            "packet-beta\n0-4000000000: \"x\"".to_owned(),
            "radar-beta\n axis a,b,c\n curve x{1,2,3}\n ticks 2000000000".to_owned(),
            format!("zenuml\n{}", "a.b() {".repeat(2_000)),
        ];
        for case in &cases {
            assert!(mermaid(case, "m").is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_that_runs_comes_out(
            head in prop::sample::select(vec!["graph TD", "sequenceDiagram", "stateDiagram-v2", "classDiagram", "pie", "erDiagram"]),
            lines in prop::collection::vec(
                "(A|B|click A|style A|classDef x|A-->|A->>B:|note over A:|B\\[)?[ -~]{0,24}(javascript:|onload=|<style>|url\\(x\\)|\"|')?[a-z<>\"=:;&#]{0,12}",
                0..8,
            ),
        ) {
            if let Ok(figure) = mermaid(&format!("{head}\n{}", lines.join("\n")), "p") {
                let root = read(drawn(&figure));
                prop_assert!(only_allowed(&root.expect("what is written is well-formed")));
            }
        }
    }

    fn only_allowed(element: &Element) -> bool {
        let names = |name: &str| {
            PLAIN.contains(&name)
                || POINTERS.contains(&name)
                || ["id", "class", "href", "aria-labelledby", "aria-describedby"].contains(&name)
        };
        let links = element.get("href").is_none_or(|address| element.name == "a" && is_safe(address));
        let inner =
            element.children.iter().all(|child| !matches!(child, Child::Element(inner) if !only_allowed(inner)));
        ELEMENTS.contains(&element.name.as_str())
            && element.attributes.iter().all(|(name, _)| names(name))
            && links
            && inner
    }
}
