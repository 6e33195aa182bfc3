//! Makefiles: which targets there are, and whether that can be known at all.

mod scan;
mod variables;

use crate::text::{Excerpt, Span};
use scan::{Separator, Words};
use std::ops::Range;
use variables::{UNKNOWN, Values};

/// What a makefile offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Makefile {
    /// The targets that have rules, once for each rule; names with `$(VAR)` are expanded.
    pub targets: Vec<Target>,
    /// What `.PHONY` lists, whether or not there is a rule.
    pub phony: Vec<Target>,
    /// The pattern rules, `build-%`, and names of which a part is computed: `$(OUT)/x` is `%/x`.
    ///
    /// There may be several `%`; see [`Makefile::makes`].
    pub patterns: Vec<String>,
    /// The files it includes.
    pub includes: Vec<Include>,
    /// The variables it sets, in order, in all branches of its conditionals.
    pub variables: Vec<Variable>,
    /// Whether some target names are computed, so that absence proves nothing.
    pub computed: bool,
    /// Whether a `%:` or `.DEFAULT` rule takes every target.
    pub delegates: bool,
    /// The lines that are no rule, no assignment and no directive.
    pub broken: Vec<Span>,
}

impl Makefile {
    /// Whether it has a rule for `name`, a catch-all apart.
    pub fn makes(&self, name: &str) -> bool {
        let named = self.targets.iter().any(|target| target.name == name);
        named || self.patterns.iter().any(|pattern| pattern != "%" && matches(pattern, name))
    }
}

/// Whether `name` is what `pattern` says, each `%` being anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('%');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// A name that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name.
    pub name: String,
    /// Where it stands; a `$(VAR)` that gives several names is the place of them all.
    pub span: Span,
}

/// A file to read as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The path, which may be a glob; as written if it is computed.
    pub path: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it may be missing.
    pub optional: bool,
    /// Whether the path cannot be known.
    pub computed: bool,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value, unexpanded, with continued lines joined.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

/// Words that begin a line which is neither a rule nor an assignment.
const DIRECTIVES: [&str; 7] = ["export", "unexport", "override", "private", "load", "define", "include"];

/// Reads a makefile.
pub fn parse(source: Excerpt) -> Makefile {
    let mut reader = Reader {
        source,
        text: source.text,
        makefile: Makefile::default(),
        values: Values::default(),
        recipe_prefix: b'\t',
        in_rule: false,
        defines: 0,
        conditionals: 0,
    };
    let mut at = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < source.text.len() {
        let end = scan::logical_line_end(source.text, at);
        reader.line(at..end);
        at = end;
    }
    reader.makefile
}

struct Reader<'a> {
    source: Excerpt<'a>,
    text: &'a str,
    makefile: Makefile,
    values: Values,
    /// What a recipe's lines begin with.
    recipe_prefix: u8,
    /// Whether a rule came before, so that a recipe may follow.
    in_rule: bool,
    /// How many `define` are open.
    defines: usize,
    /// How many conditionals are open; make passes over what they exclude.
    conditionals: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: Range<usize>) {
        if self.in_rule && self.defines == 0 && self.text.as_bytes()[line.start] == self.recipe_prefix {
            return;
        }
        let line = scan::without_comment(self.text, line);
        let Some(first) = self.words(line.clone()).next() else { return };
        let mut rest = first.end..line.end;
        let mut word = &self.text[first];
        if self.defines > 0 {
            match word {
                "define" => self.defines += 1,
                "endef" => self.defines -= 1,
                _ => {}
            }
            return;
        }
        let mut statement = line;
        // `export`, `override` and `private` may stand before what matters, unless they are names themselves.
        while matches!(word, "export" | "override" | "private" | "unexport") && self.is_directive(&rest) {
            statement = rest.clone();
            let Some(next) = self.words(rest.clone()).next() else { return };
            rest.start = next.end;
            word = &self.text[next];
        }
        if self.is_directive(&rest) {
            match word {
                "define" => {
                    self.defines = 1;
                    return;
                }
                "include" => return self.include(rest, false),
                "-include" | "sinclude" => return self.include(rest, true),
                "ifeq" | "ifneq" | "ifdef" | "ifndef" => return self.conditionals += 1,
                "endif" => return self.conditionals = self.conditionals.saturating_sub(1),
                "else" | "vpath" | "undefine" | "endef" => return,
                _ => {}
            }
        }
        self.statement(statement);
    }

    /// Whether a word with `rest` behind it is a directive, rather than the name of a target or variable.
    fn is_directive(&self, rest: &Range<usize>) -> bool {
        let rest = self.text[rest.clone()].trim_start();
        let assigns = ["=", ":=", "::=", "?=", "+=", "!="].iter().any(|operator| rest.starts_with(operator));
        !assigns && !rest.starts_with(':')
    }

    fn words(&self, range: Range<usize>) -> Words<'_> {
        Words::new(self.text, range)
    }

    fn statement(&mut self, line: Range<usize>) {
        match scan::separator(self.text, line.clone()) {
            Some(Separator::Assignment { operator, value }) => self.assignment(line.start..operator, value..line.end),
            Some(Separator::Rule { colon, rest }) => self.rule(line.start..colon, rest..line.end),
            None => {
                let place = line.clone();
                let text = self.text[line].trim_start();
                let harmless = ["$(info", "$(warning", "$(error", "$(shell"].iter().any(|call| text.starts_with(call));
                if text.starts_with('$') && !harmless && !self.called(text, place.clone()) {
                    self.makefile.computed = true;
                }
                // Other programs fill in what stands in braces, and other kinds of make begin their words with a sign.
                let written = &self.text[place.clone()];
                let is_first = place.start == 0 || self.text.as_bytes()[place.start - 1] == b'\n';
                let is_plain = is_first
                    && self.conditionals == 0
                    && written.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && !written.contains(['$', '{', '<', '%']);
                if is_plain && !DIRECTIVES.contains(&text.split_whitespace().next().unwrap_or_default()) {
                    let place = scan::trimmed(self.text, place);
                    self.makefile.broken.push(self.source.span(place));
                }
            }
        }
    }

    /// Takes in the rule that a line such as `$(call help,make test)` makes; whether all of its names are known.
    fn called(&mut self, line: &str, place: Range<usize>) -> bool {
        let Some((name, _)) = line.strip_prefix("$(call ").and_then(|call| call.split_once(',')) else { return false };
        let Some(function) = self.makefile.variables.iter().rfind(|variable| variable.name == name.trim()) else {
            return false;
        };
        let Some((targets, _)) = function.value.split_once(':') else { return !function.value.contains('$') };
        let targets: Vec<String> = targets.split_whitespace().map(str::to_owned).collect();
        let span = self.source.span(scan::trimmed(self.text, place));
        let are_plain = targets.iter().all(|target| !target.contains(['$', '%']));
        if are_plain {
            self.makefile.targets.extend(targets.into_iter().map(|name| Target { name, span }));
        }
        are_plain
    }

    fn assignment(&mut self, name: Range<usize>, value: Range<usize>) {
        let text = self.text;
        let operator = text[name.clone()].trim_end();
        let appends = text[..value.start].ends_with("+=");
        let runs = text[..value.start].ends_with("!=");
        let name = operator.trim_end_matches([':', '+', '?', '!']).trim();
        let place = scan::trimmed(text, value);
        let value = scan::joined(&text[place.clone()]);
        self.makefile.computed |= value.contains("$(eval") || value.contains("${eval");
        if name == ".RECIPEPREFIX" {
            self.recipe_prefix = value.bytes().next().unwrap_or(b'\t');
        }
        if runs {
            self.values.forget(name);
        } else {
            self.values.set(name, &value, appends);
        }
        self.makefile.variables.push(Variable { name: name.to_owned(), value, span: self.source.span(place) });
        self.in_rule = false;
    }

    fn include(&mut self, paths: Range<usize>, optional: bool) {
        let words: Vec<Range<usize>> = self.words(paths).collect();
        for word in words {
            let span = self.source.span(word.clone());
            let include = |path: &str, computed| Include { path: path.to_owned(), span, optional, computed };
            let raw = &self.text[word];
            match self.values.expand(raw) {
                Some(words) if !words.iter().any(|word| word.contains(UNKNOWN)) => {
                    self.makefile.includes.extend(words.iter().map(|path| include(path, false)));
                }
                _ => self.makefile.includes.push(include(raw, true)),
            }
        }
    }

    fn rule(&mut self, targets: Range<usize>, rest: Range<usize>) {
        self.in_rule = true;
        let inline = memchr::memchr(b';', &self.text.as_bytes()[rest.clone()]);
        let rest = rest.start..inline.map_or(rest.end, |length| rest.start + length);
        // `target: VAR = x` sets a variable for a target and makes no rule.
        if inline.is_none() && matches!(scan::separator(self.text, rest.clone()), Some(Separator::Assignment { .. })) {
            return;
        }
        let words: Vec<Range<usize>> = self.words(targets).collect();
        for word in words {
            match &self.text[word.clone()] {
                ".PHONY" => self.phony(rest.clone()),
                // Only a recipe takes what has no rule; prerequisites alone do nothing.
                ".DEFAULT" => self.makefile.delegates |= self.text[rest.clone()].trim().is_empty(),
                special if is_special(special) => {}
                raw => {
                    let Some(names) = self.values.expand(raw) else {
                        self.makefile.computed = true;
                        continue;
                    };
                    let span = self.source.span(word);
                    for name in names {
                        self.target(&name, span);
                    }
                }
            }
        }
    }

    fn target(&mut self, name: &str, span: Span) {
        if name.contains(UNKNOWN) {
            // A path of which a part is unknown is still no plain name.
            if name.contains('/') {
                self.makefile.patterns.push(name.replace(UNKNOWN, "%"));
            } else {
                self.makefile.computed = true;
            }
        } else if name.contains('%') {
            self.makefile.delegates |= name == "%";
            self.makefile.patterns.push(name.to_owned());
        } else {
            self.makefile.targets.push(Target { name: scan::unescaped(name), span });
        }
    }

    fn phony(&mut self, names: Range<usize>) {
        let words: Vec<Range<usize>> = self.words(names).collect();
        for word in words {
            let span = self.source.span(word.clone());
            let names = self.values.expand(&self.text[word]).unwrap_or_default();
            let known = names.into_iter().filter(|name| !name.contains(UNKNOWN));
            self.makefile.phony.extend(known.map(|name| Target { name, span }));
        }
    }
}

/// Whether a name such as `.PHONY` means something to make itself.
fn is_special(name: &str) -> bool {
    name.strip_prefix('.')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hostile;
    use proptest::prelude::*;

    fn read(text: &str) -> Makefile {
        parse(hostile::excerpt(text))
    }

    fn names(targets: &[Target]) -> Vec<&str> {
        targets.iter().map(|target| target.name.as_str()).collect()
    }

    #[test]
    fn rules_of_every_kind_have_targets() {
        let makefile = read(
            "all: build test ## help: here\nbuild test:\n\tmake x: y\n\nclean:: ; rm -rf z\na b &: c | d\n\
             lib/%.o: %.c\nx.o: %.o: %.c\n.env: .env.example\nodd\\:name: ;\nlast:\\\n  more\n",
        );
        assert_eq!(
            names(&makefile.targets),
            ["all", "build", "test", "clean", "a", "b", "x.o", ".env", "odd:name", "last"]
        );
        assert_eq!(makefile.patterns, ["lib/%.o"]);
        assert!(!makefile.computed && !makefile.delegates);
    }

    #[test]
    fn a_target_knows_its_place() {
        let text = "# größe\r\nA = 1\r\n\r\nbuild \\\r\n  test: x\r\n\techo\r\n";
        let source = hostile::excerpt(text);
        let makefile = parse(source);
        let places: Vec<_> = makefile.targets.iter().map(|target| hostile::words(source, target.span)).collect();
        assert_eq!(places, ["build", "test"]);
        assert_eq!(hostile::words(source, makefile.variables[0].span), "1");
    }

    #[test]
    fn phony_names_are_kept_apart() {
        let makefile = read(".PHONY: a b\n.SUFFIXES:\n.DELETE_ON_ERROR:\na: ; x\n");
        assert_eq!((names(&makefile.targets), names(&makefile.phony)), (vec!["a"], vec!["a", "b"]));
    }

    #[test]
    fn variables_in_target_names_are_expanded() {
        let makefile = read("P := app\nALL = $(P)-a ${P}-b\nALL += c\n$(ALL) $P.d: x\n$P.log:\n");
        assert_eq!(names(&makefile.targets), ["app-a", "app-b", "c", "app.d", "app.log"]);
        assert!(!makefile.computed);
    }

    #[test]
    fn both_branches_of_a_condition_count() {
        let makefile = read("ifeq ($(OS),x)\nE = .exe\na:\n\tx\nelse\nE =\nb:\nendif\nrun$(E):\n");
        assert_eq!(names(&makefile.targets), ["a", "b", "run.exe", "run"]);
    }

    #[test]
    fn computed_names_are_admitted() {
        for text in [
            "$(addprefix a-,$(X)): b\n",
            "$(UNKNOWN): b\n",
            "X = $(shell ls)\n$(X): b\n",
            "X != ls\n$(X): b\n",
            "$(foreach x,$(L),$(eval $(call R,$(x))))\n",
            "$(eval a: b)\n",
            "_ := $(eval a: b)\n",
        ] {
            assert!(read(text).computed, "{text}");
        }
        assert!(read("R = $(1): ; @$(2)\n$(call R,a,b)\n").computed);
        let makefile = read("help = help::; @echo $(1)\n$(call help,make a,do it)\na:\n\ttrue\n");
        assert!(!makefile.computed && makefile.makes("help") && makefile.makes("a"));
        assert!(!read("$(info a: b)\n$(error x)\n$(warning y)\n$(shell cp a b)\na: $(X)\nY = $(shell ls)\n").computed);
    }

    #[test]
    fn paths_with_computed_parts_are_patterns() {
        let makefile =
            read("T = $(CURDIR)/.tools\nL := $(T)/lint\n$(L): x\nout/$(V).tar.gz $(A)/$(B): x\n%.o lib-%:\n");
        assert_eq!(makefile.patterns, ["%/.tools/lint", "out/%.tar.gz", "%/%", "%.o", "lib-%"]);
        assert!(!makefile.computed && !makefile.makes("test"));
        assert!(makefile.makes("out/1.2.tar.gz") && makefile.makes("lib-x") && makefile.makes("a/b"));
        assert!(!makefile.makes("out.tar.gz") && !makefile.makes("lib"));
    }

    #[test]
    fn catch_alls_delegate() {
        assert!(read("%:\n\t$(MAKE) -C x $@\n").delegates);
        assert!(read(".DEFAULT:\n\tx\n").delegates);
    }

    #[test]
    fn settings_are_no_targets() {
        let makefile = read(
            "A = b: c\nB ?= c\nC := d\nD ::= e\nE :::= f\nF += g\nt: V = x\nt: V := x:y\nt: export V = z\n\
             export G\nexport H = i \\\n  j # k\ndefine X\nno: x\nendef\noverride define Y =\nno:\nendef\nunexport I\nexport: x\n",
        );
        assert_eq!(names(&makefile.targets), ["export"]);
        let variables: Vec<_> = makefile.variables.iter().map(|set| format!("{}={}", set.name, set.value)).collect();
        assert_eq!(variables, ["A=b: c", "B=c", "C=d", "D=e", "E=f", "F=g", "H=i j"]);
    }

    #[test]
    fn includes_are_listed() {
        let makefile = read("D = mk\ninclude a.mk $(D)/*.mk\n-include .env\nsinclude $(wildcard x)\ninclude: y\n");
        let list: Vec<_> =
            makefile.includes.iter().map(|file| (file.path.as_str(), file.optional, file.computed)).collect();
        assert_eq!(
            list,
            [("a.mk", false, false), ("mk/*.mk", false, false), (".env", true, false), ("$(wildcard x)", true, true)]
        );
        assert_eq!(names(&makefile.targets), ["include"]);
    }

    #[test]
    fn another_recipe_prefix_is_known() {
        assert_eq!(names(&read(".RECIPEPREFIX = >\na:\n> b: c\n").targets), ["a"]);
    }

    #[test]
    fn what_grows_without_end_is_cut() {
        let doubling: String = (1..60)
            .map(|n| ["A", &"a".repeat(n), " = $(A", &"a".repeat(n - 1), ") $(A", &"a".repeat(n - 1), ")\n"].concat())
            .collect();
        assert!(read(&format!("A = x\n{doubling}$(A{}): y\n", "a".repeat(59))).computed);
        assert!(read("A = $(A)\n$(A): x\n").computed);
        for piece in ["$(", "a:", "\\\n", "define x\n", "$(A) ", "${", "A += $(A)\n", "a ", "A = x\n", "# ", "\\"] {
            read(&piece.repeat(100_000 / piece.len()));
            read(&format!("A = b\n{}: x\n", piece.repeat(100_000 / piece.len())));
        }
    }

    const PIECES: &[&str] = &[
        "all",
        ": ",
        ":: ",
        "&: ",
        " = ",
        " := ",
        " += ",
        "$(A)",
        "${A}",
        "$A",
        "$(",
        ")",
        "A",
        "\n",
        "\n\t",
        "\\\n",
        "\r\n",
        "#",
        "\\#",
        "define x\n",
        "endef\n",
        "include ",
        "-include ",
        "export ",
        ".PHONY: ",
        "%",
        ";",
        "|",
        "ifdef A\n",
        "endif\n",
        "$(eval ",
        "$$",
        "$(info x)",
        ".RECIPEPREFIX = >\n",
        "override ",
        "!= ",
        "\\:",
    ];

    proptest! {
        #[test]
        fn no_file_is_too_strange(text in hostile::snippets(PIECES)) {
            let source = hostile::excerpt(&text);
            let makefile = parse(source);
            let targets = makefile.targets.iter().chain(&makefile.phony).map(|target| target.span);
            let includes = makefile.includes.iter().map(|include| include.span);
            for span in targets.chain(includes).chain(makefile.variables.iter().map(|set| set.span)) {
                hostile::words(source, span);
            }
        }
    }
}
