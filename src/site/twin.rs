//! The Markdown beside a page that nobody writes: what the page shows, without what only a browser needs.
//!
//! It reads our own pages, whose HTML is well-formed; a theme's templates are read the same way.

use super::words::escape_markdown;

/// Elements that say nothing to a program.
const LEFT_OUT: [&str; 8] = ["nav", "footer", "svg", "script", "style", "button", "input", "output"];

/// What stands between the marks of the main part of a page, as Markdown.
pub(super) fn of(html: &str) -> String {
    let main = html.split_once("<main").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut writer = Writer::default();
    let mut rest = main;
    while !rest.is_empty() {
        let Some((text, after)) = rest.split_once('<') else {
            writer.text(rest);
            break;
        };
        writer.text(text);
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = if let Some(name) = left_out(tag) {
            end_of(name, after)
        } else {
            writer.tag(tag);
            after
        };
    }
    writer.finish()
}

/// The name of an element that is left out with all that is in it.
fn left_out(tag: &str) -> Option<&'static str> {
    let name = name(tag);
    // The link of a heading to itself, the box of search, and the filter of a table.
    let class = attribute(tag, "class").unwrap_or_default();
    match name {
        "a" if class == "hash" || class.starts_with("ask") => Some("a"),
        "div" if class.starts_with("chips") => Some("div"),
        _ => LEFT_OUT.into_iter().find(|other| *other == name && !matches!(name, "input")),
    }
}

/// What follows the end of an element that begins before `html`; elements of its own name may stand in it.
fn end_of<'h>(name: &str, html: &'h str) -> &'h str {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut at) = (1, 0);
    while depth > 0 {
        let Some(end) = html[at..].find(&close).map(|end| at + end) else { return "" };
        depth += html[at..end].matches(&open).count();
        depth -= 1;
        at = end + close.len();
    }
    &html[at..]
}

fn name(tag: &str) -> &str {
    tag.split([' ', '\n', '/', '>']).next().unwrap_or_default()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Where links lead, innermost last; nothing once their words have ended.
    links: Vec<Option<String>>,
    /// The bullets of open lists.
    lists: Vec<&'static str>,
    /// The cells of the row that is open, and how many rows the table has.
    cells: Option<Vec<String>>,
    rows: usize,
    /// Whether each open `span` is a line of a listing.
    spans: Vec<bool>,
    /// Where the listing begins that is open.
    listing: Option<usize>,
}

impl Writer {
    fn text(&mut self, html: &str) {
        let text = plain(html);
        if self.listing.is_some() {
            return self.out.push_str(&text);
        }
        let begins_blank = text.starts_with(char::is_whitespace);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if self.is_code() { words } else { escape_markdown(&words) };
        let ends_blank = text.ends_with(char::is_whitespace) && !words.is_empty();
        if begins_blank {
            self.blank();
        }
        self.out.push_str(&words);
        if ends_blank {
            self.blank();
        }
    }

    fn is_code(&self) -> bool {
        self.out.rsplit('\n').next().is_some_and(|line| line.matches('`').count() % 2 == 1)
    }

    fn tag(&mut self, tag: &str) {
        match name(tag) {
            "" => self.end(&tag[1..]),
            "h1" => self.block("# "),
            "h2" => self.block("## "),
            "h3" => self.block("### "),
            "h4" | "h5" | "h6" => self.block("#### "),
            "ul" | "ol" => {
                self.block("");
                self.lists.push(if name(tag) == "ul" { "- " } else { "1. " });
            }
            "li" => {
                let depth = self.lists.len().saturating_sub(1);
                self.line(&format!("{}{}", "  ".repeat(depth), self.lists.last().copied().unwrap_or("- ")));
            }
            "dt" => self.line("- "),
            "dd" => self.out.push_str(": "),
            "table" => {
                self.block("");
                self.rows = 0;
            }
            "tr" => self.cells = Some(Vec::new()),
            "th" | "td" => self.block(""),
            "pre" => {
                self.block("");
                self.listing = Some(self.out.len());
            }
            "br" if self.cells.is_some() => self.out.push_str("<br>"),
            "br" => self.blank(),
            "code" if self.listing.is_none() => self.out.push('`'),
            "a" => {
                self.apart();
                self.links.push(Some(attribute(tag, "href").map(plain).unwrap_or_default()));
                self.out.push('[');
            }
            "span" => {
                let class = attribute(tag, "class").unwrap_or_default();
                self.spans.push(class == "l" || class.starts_with("l "));
                self.apart();
            }
            // In a list, what is small tells of what stands before it.
            "small" if !self.lists.is_empty() && !self.out.trim_end().ends_with([':', '-']) => {
                self.trim();
                self.out.push_str(": ");
            }
            "b" | "strong" | "small" | "time" => self.apart(),
            "summary" | "p" | "div" | "section" | "article" | "header" | "figure" | "figcaption" | "details" | "dl" => {
                self.block("");
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let is_line = name == "span" && self.spans.pop() == Some(true) && self.listing.is_some();
        match name {
            "ul" | "ol" => {
                self.lists.pop();
                self.block("");
            }
            "pre" => {
                self.fence();
                self.block("");
            }
            "code" if self.listing.is_none() => self.out.push('`'),
            "a" => match self.links.pop().flatten() {
                Some(dest) => self.out.push_str(&format!("]({})", led(&dest))),
                None => self.out.truncate(self.out.strip_suffix(": ").map_or(self.out.len(), str::len)),
            },
            // Of a link that is a whole entry of a list, its name is what leads there; the rest tells of it.
            "strong" => {
                if let Some(dest) = self.links.last_mut().and_then(Option::take) {
                    self.out.push_str(&format!("]({}): ", led(&dest)));
                }
            }
            "span" if is_line => self.out.push('\n'),
            "th" | "td" => self.cell(),
            "tr" => self.row(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div" | "section" | "article" | "header" | "table"
            | "dl" | "figure" | "details" | "summary" => {
                self.block("");
            }
            _ => {}
        }
    }

    /// Puts marks around a listing that are longer than any in it.
    fn fence(&mut self) {
        let Some(start) = self.listing.take() else { return };
        let listing = self.out.split_off(start);
        let longest = listing.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
        let marks = "`".repeat(longest.max(2) + 1);
        self.out.push_str(&format!("{marks}text\n{}\n{marks}", listing.trim_end()));
    }

    /// A cell's words were written like any others since its row began, as blocks of their own.
    fn cell(&mut self) {
        let Some(cells) = &mut self.cells else { return };
        let at = self.out.rfind("\n\n").map_or(0, |at| at + 2);
        let words = self.out.split_off(at);
        cells.push(words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|"));
    }

    fn row(&mut self) {
        let Some(cells) = self.cells.take() else { return };
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        self.out.push_str(if self.rows == 0 { "\n\n" } else { "\n" });
        self.out.push_str(&format!("| {} |", cells.join(" | ")));
        if self.rows == 0 {
            self.out.push_str(&format!("\n|{}", "---|".repeat(cells.len())));
        }
        self.rows += 1;
    }

    /// Begins a block, with an empty line before it.
    fn block(&mut self, mark: &str) {
        if self.listing.is_some() {
            return;
        }
        // What stands in an item of a list goes on in its line.
        if !self.lists.is_empty() {
            return self.blank();
        }
        self.trim();
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(mark);
    }

    /// Begins a line, right below the one before unless a block began.
    fn line(&mut self, mark: &str) {
        let begins = self.out.ends_with("\n\n");
        self.trim();
        if !self.out.is_empty() {
            self.out.push_str(if begins { "\n\n" } else { "\n" });
        }
        self.out.push_str(mark);
    }

    fn trim(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }

    /// Keeps words apart that only their places on the page keep apart.
    fn apart(&mut self) {
        if self.listing.is_none() && self.out.ends_with(|last: char| last.is_alphanumeric() || "`).]".contains(last)) {
            self.out.push(' ');
        }
    }

    fn finish(mut self) -> String {
        self.trim();
        self.out.push('\n');
        self.out
    }
}

/// Where a link of a page leads from its Markdown: to the Markdown of another page.
fn led(dest: &str) -> String {
    let (path, fragment) = dest.split_once('#').map_or((dest, String::new()), |(path, at)| (path, format!("#{at}")));
    match path.strip_suffix(".html") {
        Some(stem) if !dest.contains(':') && !matches!(stem.trim_start_matches("../"), "search" | "404") => {
            format!("{stem}.md{fragment}")
        }
        _ => dest.to_owned(),
    }
}

/// Text as its reader gets it.
fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_page_is_told_in_markdown() {
        let html = "<body><nav>x</nav><main id=\"Main\"><div class=\"page\"><nav class=\"crumbs\"><a href=\"index.html\">Home</a></nav>\
            <h1>Secrets &amp; keys</h1><p class=\"lead\">Who <b>has</b> a &lt;key&gt;.</p>\
            <h2 id=\"a\">All<a class=\"hash\" href=\"#a\">#</a></h2>\
            <div role=\"group\"><table><thead><tr><th>Name</th><th>On</th></tr></thead><tbody>\
            <tr><th><code>API_<wbr>TOKEN</code></th><td><span><a href=\"workflows/ci.html#j\">CI</a></span><span>a|b<br>c</span></td></tr>\
            <tr><th>B</th><td class=\"no\"></td></tr></tbody></table></div>\
            <ul><li><svg><use/></svg><span>One</span><time>5 May 2026</time><small><code>a1</code>, Kim</small></li><li>Three</li>\
            <li><a href=\"b.html\"><strong>Four</strong><small>is told</small></a></li><li><a href=\"c.html\"><strong>Five</strong></a></li></ul>\
            <dl><dt>Risk</dt><dd>high</dd></dl>\
            <pre><code><span class=\"l\"><span class=\"p\">git</span> tag</span><span class=\"l\">git push</span></code></pre>\
            <button>Copy</button></div></main>";
        let expected = "# Secrets & keys\n\nWho has a \\<key>.\n\n## All\n\n| Name | On |\n|---|---|\n\
            | `API_TOKEN` | [CI](workflows/ci.md#j) a\\|b<br>c |\n| B |  |\n\n- One 5 May 2026: `a1`, Kim\n- Three\n- [Four](b.md): is told\n- [Five](c.md)\n\n- Risk: high\n\n\
            ```text\ngit tag\ngit push\n```\n";
        assert_eq!(of(html), expected);
    }
}
