//! Versions in sentences, list items and tables: a tool that this repository asks for, and which one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::speech::Speech;
use crate::kinds::{Column, Page, is_of_versions, plain};
use crate::model::{How, Role, Tool, ToolVersion, Version};
use crate::syntax::markdown::{Block, BlockKind, Table};
use crate::text::Span;

/// A tool followed by a version, with what may stand between them.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    let names = Tool::all_names()
        .into_iter()
        .map(|name| regex::escape(name).replace(' ', r"\s+"))
        .collect::<Vec<_>>()
        .join("|");
    let number = r"v?(?P<version>\d+(?:\.(?:\d+|x|\*)){0,3})";
    let before = r"(?P<least>>=|≥|>|at\s+least|minimum|min\.?|newer\s+than|higher\s+than)?";
    let after = r"(?P<more>(?:\s*\(?LTS\)?)?(?:\s*\+|\s*\(?(?:or|and)\s+(?:a\s+)?(?:any\s+)?(?:newer|later|higher|greater|above|superior|up|upwards?|more\s+recent)\b|\s*\(?minimum\b))?";
    Regex::new(&format!(
        r"(?ix)(?P<floor>at\s+least\s+|minimum\s+(?:of\s+)?)?(?P<tool>{names})(?P<suffix>\.js|\s+SDK|\s+runtime|\s+compiler|\s+toolchain|\s+lang(?:uage)?)?(?P<between>[\s:,(=]{{0,4}}\s*(?:at\s+)?(?:\(?\s*(?:version|v\.|release)\s*:?\s*|--version\s+should\s+(?:return|print|be|output)\s+)?){before}\s*{number}{after}"
    ))
    .expect("a valid expression")
});

/// Headings under which versions are what one needs here.
static REQUIREMENTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:pre-?requisites?|requirements?|required|set-?up|setting up|install(?:ation|ing)?|getting started|quick ?start|develop(?:ment|ing|ers?)?|dependenc(?:y|ies)|tool(?:ing|s|chain)?|environment|build(?:ing)?|contribut(?:e|ing)|local(?:ly)?|running|tech(?:nology)? stack|stack|msrv|supported rust|rust version|minimum)\b")
        .expect("a valid expression")
});

/// Headings under which every version is needed, however it is said.
static ARE_NEEDED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:pre-?requisites?|requirements?)\b").expect("a valid expression"));

/// Headings under which several versions are tried or compared, or those of one measurement are told.
static OTHER_VERSIONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:different|multiple|other|matrix|compatib\w*|versions|test(?:ing)? environment|benchmark\w*)\b",
    )
    .expect("a valid expression")
});

/// The end of a commit's title: the number of what it came with.
static OF_A_COMMIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\(#\d+\)\W*$").expect("a valid expression"));

/// Words that make a version one that is needed here.
static NEEDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:requires?|required|requirements?|pre-?requisites?|needs?|must|uses?|using|we use|built (?:with|on)|written in|install|installed|pinned|make sure|ensure|should (?:return|print|be|have|use)|minimum|msrv|supports?|supported|runs? on|developed (?:with|on)|tested (?:with|on|against)|currently|targets?|primary language)\b")
        .expect("a valid expression")
});

/// Words after which a version is no demand.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:fail(?:s|ed|ing)?|bug|issue|error|broken|incompatible|not (?:support(?:ed)?|work(?:ing)?|compatible)|avoid|anything but|other than|cannot|can[’']t|breaks?|crash(?:es)?|users of|unsupported|features? (?:of|in)|since|introduced|added in|available (?:in|from|since)|supported (?:as well )?(?:from|since)|onwards?|starting (?:with|from|in)|as of|still supports?|for (?:users|people)|only|except|both|either|multiple|various|any|looking for|managed|hosted|cloud provider|branch(?:es)?|LTS release|output|prints?)\b")
        .expect("a valid expression")
});

/// Words that make what is said before or with them hold only sometimes; behind a comma they tell of something more.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:in case|if you(?:’re|'re| are)? (?:on|running|have|use|using)|when using|unless)\b")
        .expect("a valid expression")
});

/// Words that tell what somebody tried, which a version of three parts is about: that it works with another is no drift.
static TESTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\btested\s+(?:with|on|against)\b").expect("a valid expression"));

/// Words that give a condition under which something else works: "With Go 1.16+, you can install …".
static OF_SOMETHING_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:with|on|from|using) [^,;]{1,40},\s+(?:you|one|it) (?:can|could|may|might)\b")
        .expect("a valid expression")
});

/// Words behind a version that say why no older one will do, so that it is the lowest: "is required because of …".
static REASON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:is|are)\s+(?:required|needed|necessary)\s+(?:because|for|by|due\s+to|since|as)\b")
        .expect("a valid expression")
});

/// A version that a sentence seems to claim.
struct Candidate {
    version: ToolVersion,
    span: Span,
    section: Option<usize>,
}

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    let markdown = &page.markdown;
    if speech.site.is_some() && !IS_ABOUT_NEEDS.is_match(&page.path.to_lowercase()) || is_only_a_site(speech) {
        return;
    }
    let in_tables: HashSet<usize> = markdown.tables.iter().flat_map(|table| table.blocks.clone()).collect();
    let mut candidates = Vec::new();
    for (at, block) in markdown.blocks.iter().enumerate() {
        let is_cell = in_tables.contains(&at);
        if !matches!(block.kind, BlockKind::Html) && speech.speaks(block) && !is_cell {
            sentences(speech, block, &mut candidates);
        }
    }
    // Several versions of one tool under one heading are those that are supported, or a history.
    let mut lines: HashMap<(Option<usize>, Tool), (Version, bool)> = HashMap::new();
    for Candidate { version, section, .. } in &candidates {
        let Some(lowest) = version.spec.lowest() else { continue };
        let (first, several) = lines.entry((*section, version.tool)).or_insert_with(|| (lowest.clone(), false));
        *several |= !first.is_of_the_line_of(lowest);
    }
    for Candidate { version, span, section } in candidates {
        match lines.get(&(section, version.tool)) {
            Some((_, true)) => speech.leave_open("the page gives several versions of it", |speech| {
                speech.claim_version(version, span, How::Prose);
            }),
            _ => speech.claim_version(version, span, How::Prose),
        }
    }
    for table in &markdown.tables {
        if speech.is_now(table.section) {
            rows(speech, table);
        }
    }
}

/// Whether the repository is a site of Middleman and nothing else: what is pinned builds the site, and its pages tell of
/// other projects.
fn is_only_a_site(speech: &Speech) -> bool {
    speech.page.path.starts_with("source/") && speech.context.files.find("config.rb").is_some()
}

/// Pages of a site, which is mostly for the users of what is built here, that say what one needs.
static IS_ABOUT_NEEDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"requirement|install|prerequisite|contribut|develop|setup|building|readme|getting.?started|quick.?start",
    )
    .expect("a valid expression")
});

fn sentences(speech: &Speech, block: &Block, candidates: &mut Vec<Candidate>) {
    let page = speech.page;
    let headings = &page.markdown.headings;
    let under = |heading: Option<usize>| {
        let mut at = heading;
        while let Some(index) = at {
            if OTHER_VERSIONS.is_match(&headings[index].text) {
                return false;
            }
            if headings[index].level > 1 && REQUIREMENTS.is_match(&headings[index].text) {
                return true;
            }
            at = headings[index].parent;
        }
        false
    };
    for found in VERSION.captures_iter(&block.prose) {
        let whole = found.get(0).expect("a match has all of it");
        let start = found.name("tool").expect("the expression names it").start();
        let has_reason = REASON.is_match(&block.prose[whole.end()..]);
        let Some((tool, version)) = claim(&found, has_reason) else { continue };
        // `mysql2` and `postgresql17` are names; `python3.12` and `jdk17` are how people write versions.
        let is_name = found["between"].is_empty()
            && found["version"].bytes().all(|b| b.is_ascii_digit())
            && !matches!(tool.id, "node" | "java" | "php" | "python");
        // `POSTGRES=1` switches something on.
        let is_setting = found["between"] == *"=" && !found["tool"].contains(|c: char| c.is_lowercase());
        let is_sdk = found.name("suffix").is_some_and(|words| words.as_str().ends_with("SDK"));
        if is_setting
            || is_name
            || is_when_something_came(&block.prose, whole.range(), &found, tool)
            || is_of_something_else(&block.prose, start, is_sdk)
            || is_of_another_release(&block.prose, start)
            || is_quoted(&block.prose, start)
            || brought_something(&block.prose[whole.end()..])
            || tool.id == "dotnet" && is_of_a_shown_project(page, &found["version"])
            || !is_word_before(&block.prose, start)
            || !is_word_after(&block.prose, whole.end())
            || !is_tool(&found, tool)
        {
            continue;
        }
        let number = found.name("version").expect("the expression names it");
        // With the tool's name before it a version is never rewritten: what gives a reason is not true of every other.
        let span = if has_reason { at(block, start..number.end()) } else { at(block, number.range()) };
        // An item of a list is short: what it says of another time, it says of all of it.
        let is_short = block.kind == BlockKind::ListItem && block.prose.len() < 1000;
        let range = if is_short { 0..block.prose.len() } else { Speech::sentence_range(block, span) };
        let sentence = &block.prose[range.clone()];
        let is_conditional = || {
            let number_ends = whole.end().min(range.end);
            let end = number_ends + end_of_clause(&block.prose[number_ends..range.end]);
            CONDITION.is_match(&block.prose[range.start..end])
        };
        // A heading names what it is about: "Sites that use Node 18".
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let needed = (NEEDED.is_match(sentence) && !is_heading)
            || (block.kind == BlockKind::ListItem && (under(block.section) || is_of_requirements(page, block)))
            || block.section.is_some_and(|at| ARE_NEEDED.is_match(&headings[at].text));
        let otherwise = is_of_former_versions(page, block)
            || Speech::is_elsewhen(sentence)
            || Speech::is_sample(sentence)
            || OTHER.is_match(sentence)
            || is_conditional()
            || number.as_str().matches('.').count() > 1 && TESTED.is_match(sentence)
            || OF_A_COMMIT.is_match(sentence)
            || OF_SOMETHING_ELSE.is_match(sentence);
        if needed && !otherwise && !is_alternative(&block.prose, whole.end()) {
            candidates.push(Candidate { version, span, section: block.section });
        }
    }
}

/// Where, behind a version, a clause begins that tells of something more: ", which is chosen if you use …".
fn end_of_clause(behind: &str) -> usize {
    static MORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i),[^,]{0,80},\s+(?:which|that)\b|,\s+(?:which|that|so|and|otherwise)\b|\s(?:which|that)\s")
            .expect("a valid expression")
    });
    MORE.find(behind).map_or(behind.len(), |more| more.start())
}

/// Every tool that a page names with a version, whatever it says of it.
pub fn named_versions(page: &Page) -> impl Iterator<Item = (Tool, Span)> {
    let prose = page.markdown.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Html));
    prose.flat_map(|block| {
        VERSION.captures_iter(&block.prose).filter_map(|found| {
            let whole = found.get(0).expect("a match has all of it");
            let start = found.name("tool").expect("the expression names it").start();
            let (tool, _) = claim(&found, false)?;
            let is_one = is_word_before(&block.prose, start)
                && is_word_after(&block.prose, whole.end())
                && is_tool(&found, tool)
                && !is_of_something_else(&block.prose, start, false);
            is_one.then(|| (tool, at(block, start..whole.end())))
        })
    })
}

/// Whether somebody's words are told at a place: they stand between quotation marks.
fn is_quoted(prose: &str, at: usize) -> bool {
    let from = prose.floor_char_boundary(at.saturating_sub(200));
    let before = &prose[from..at];
    before.matches('"').count() % 2 == 1 || before.rfind('“') > before.rfind('”')
}

/// Whether an item stands in a list that tells of former versions: "Previous versions:".
fn is_of_former_versions(page: &Page, item: &Block) -> bool {
    static FORMER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:previous|earlier|older|past|archived|legacy|former)\b.*:\s*$")
            .expect("a valid expression")
    });
    item.kind == BlockKind::ListItem && Speech::lead(page, item).is_some_and(|lead| FORMER.is_match(&lead.prose))
}

/// Whether an item stands in a list under words that serve as its heading: "Requirements:".
fn is_of_requirements(page: &Page, item: &Block) -> bool {
    static NEEDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\s*(?:(?:[a-z0-9_-]+\s+){0,3}(?:pre-?requisites?|requirements?|dependenc(?:y|ies))(?:\s+[a-z0-9_-]+){0,3}|you(?:[’']ll|\s+will)?\s+(?:also\s+)?need(?:\s+[a-z0-9_-]+){0,4})\s*(?P<colon>:)?\s*$")
            .expect("a valid expression")
    });
    let Some(lead) = Speech::lead(page, item).filter(|lead| lead.kind == BlockKind::Paragraph) else { return false };
    let Some(found) = NEEDS.captures(&lead.prose) else { return false };
    // Marks around all of it, which are blanked in its prose, make it bold.
    let is_bold = lead.prose.starts_with("  ") && lead.prose.ends_with("  ");
    let is_heading = found.name("colon").is_some() || is_bold;
    is_heading
        && !OTHER_VERSIONS.is_match(&lead.prose)
        && !OTHER.is_match(&lead.prose)
        && !Speech::is_elsewhen(&lead.prose)
}

/// Tables with a tool in one column and its version in another.
fn rows(speech: &mut Speech, table: &Table) {
    let page = speech.page;
    let header: Vec<String> = table.header.iter().map(|cell| plain(&cell.text)).collect();
    let named = [Column::Tool, Column::Name].into_iter().find_map(|column| column.find(&header)).unwrap_or_default();
    let column = header.iter().position(|words| is_of_versions(words));
    let Some(column) = column.filter(|column| *column != named) else { return };
    // One column a release, or a column of old versions beside, tells of other times.
    if header.iter().filter(|words| words.contains("version")).count() > 1 && !page.is_typed() {
        return;
    }
    // What comes from a repository of charts or packages has the version of its package, not that of the program.
    if header.iter().any(|words| words == "repository") {
        return;
    }
    for row in &table.rows {
        let (Some(name), Some(cell)) = (row.cells.get(named), row.cells.get(column)) else { continue };
        let Some(tool) = Tool::named(name.text.trim()) else { continue };
        let words = cell.text.trim().trim_start_matches(['v', '`']).trim_end_matches('`').to_owned();
        let floor = words.ends_with('+')
            || words.to_lowercase().contains("or ")
            || words.starts_with('≥')
            || Column::LeastVersion.is(&header[column]);
        let number = words
            .trim_end_matches('+')
            .trim_start_matches('≥')
            .split(" or ")
            .next()
            .unwrap_or(&words)
            .trim()
            .to_owned();
        let number =
            if floor && number.starts_with(|c: char| c.is_ascii_digit()) { format!(">={number}") } else { number };
        if let Some(mut version) = ToolVersion::read(tool, &number, Role::Claimed) {
            version.words.clone_from(&words);
            speech.claim_version(version, cell.span, How::Table);
        }
    }
}

/// The tool and version of a match, which is a lowest one if its words say so, or what follows gives a reason for it.
fn claim(found: &Captures, has_reason: bool) -> Option<(Tool, ToolVersion)> {
    let tool = Tool::named(&found["tool"])?;
    let number = &found["version"];
    let floor = has_reason
        || found.name("floor").is_some()
        || found.name("least").is_some()
        || found.name("more").is_some()
        || found["tool"].eq_ignore_ascii_case("msrv");
    let words = if floor { format!(">={number}") } else { number.to_owned() };
    let mut version = ToolVersion::read(tool, &words, Role::Claimed)?;
    number.clone_into(&mut version.words);
    Some((tool, version))
}

fn at(block: &Block, found: Range<usize>) -> Span {
    let start = block.span.start as usize;
    Span::new(block.span.file, start + found.start, start + found.end)
}

/// Whether the tool's name is a word of its own: neither `cargo` nor `example.go`.
fn is_word_before(prose: &str, at: usize) -> bool {
    prose[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '@' | '+')))
}

/// Whether a language's name is part of that of a library for it (`AWS SDK for Go v2`, `AWS Java SDK v2`), or its version is
/// only compared with: "requires more than PHP 7.0.3".
fn is_of_something_else(prose: &str, at: usize, is_sdk: bool) -> bool {
    let before = prose[prose.floor_char_boundary(at.saturating_sub(24))..at].trim_end();
    let is_name = |word: &str| word.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    if is_sdk && before.rsplit(' ').next().is_some_and(is_name) {
        return true;
    }
    let before = before.to_lowercase();
    ["sdk", "sdk for", "client", "library", "bindings for", "than"].iter().any(|words| before.ends_with(words))
}

/// Whether a release of something else is what has the version: "Kubernetes v1.32 uses Go".
fn is_of_another_release(prose: &str, at: usize) -> bool {
    static HAS_IT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bv?\d+(?:\.\d+)+\s+(?:(?:which|that)\s+)?(?:currently\s+)?(?:uses|depends\s+on|is\s+built\s+(?:with|on)|needs|requires|ships(?:\s+with)?)\W*$")
            .expect("a valid expression")
    });
    HAS_IT.is_match(&prose[prose.floor_char_boundary(at.saturating_sub(60))..at])
}

/// Whether what follows a version tells what came with it: "Python 3.10 added the ability to …".
fn brought_something(behind: &str) -> bool {
    static BROUGHT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i-u)^\s+(?:has\s+)?(?:added|adds|introduced|introduces|brought|brings|dropped|drops|removed|removes|deprecated|deprecates|changed)\b")
            .expect("a valid expression")
    });
    BROUGHT.is_match(behind)
}

/// Whether a page shows the project of its reader, which is made for this version of .NET.
fn is_of_a_shown_project(page: &Page, version: &str) -> bool {
    let framework = format!("<TargetFramework>net{}.", version.split('.').next().unwrap_or(version));
    page.markdown.fences.iter().any(|fence| fence.text.contains(&framework))
}

/// Whether the version ends there: neither `18px` nor `3.2-beta` nor `8:30`.
fn is_word_after(prose: &str, at: usize) -> bool {
    let mut rest = prose[at..].chars();
    match rest.next() {
        None => true,
        Some(':') => rest.next().is_none_or(|c| !c.is_ascii_digit()),
        Some('.') => rest.next().is_none_or(|c| !c.is_alphanumeric()),
        Some(c) => !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '%' | '$' | '–')),
    }
}

/// Whether a lowest version stands alone in brackets behind what came with it: "`log/slog` of the standard library (Go 1.21+)".
fn is_when_something_came(prose: &str, at: Range<usize>, found: &Captures, tool: Tool) -> bool {
    static CAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:standard library|stdlib|built[- ]?in|syntax|package|feature|function|method|api|interface|pattern|module|support)s?\W*$")
            .expect("a valid expression")
    });
    let before = prose[prose.floor_char_boundary(at.start.saturating_sub(160))..at.start].trim_end();
    let Some(before) = before.strip_suffix('(').filter(|_| prose[at.end..].starts_with(')')) else { return false };
    let is_named =
        || Tool::all_names().into_iter().any(|name| before.contains(name) && Tool::named(name) == Some(tool));
    found.name("more").is_some() && CAME.is_match(before) && !is_named()
}

/// Whether other versions follow at once: `18, 20 and 22`, `3.9 to 3.12`, `1.2/1.3`.
fn is_alternative(prose: &str, at: usize) -> bool {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:,|/|and|or|to|-|–|through|\||&)\s*(?:and|or)?\s*v?\d").expect("a valid expression")
    });
    NEXT.is_match(&prose[at..])
}

/// Names that are also plain words need more to be a tool.
fn is_tool(found: &Captures, tool: Tool) -> bool {
    let written = &found["tool"];
    let dotted = found["version"].contains('.');
    let said = found["between"].to_ascii_lowercase().contains("version") || found.name("suffix").is_some();
    match tool.id {
        "go" => written == "Go" || written.eq_ignore_ascii_case("golang") || dotted && said,
        "just" | "mise" | "uv" | "bun" | "poetry" | "helm" | "zig" | "hugo" | "task" => dotted || said,
        "java" | "node" | "python" | "ruby" | "rust" | "php" => {
            !written.starts_with(|c: char| c.is_lowercase()) || dotted || said
        }
        "erlang" if written.eq_ignore_ascii_case("otp") => said || written == "OTP",
        _ => true,
    }
}
