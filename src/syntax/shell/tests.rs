use super::*;
use crate::syntax::hostile;
use proptest::prelude::*;

fn read(text: &str) -> Script {
    parse(hostile::excerpt(text))
}

/// The commands as people would list them, `?` for a word that is not literal.
fn commands(script: &Script) -> Vec<String> {
    script
        .commands
        .iter()
        .map(|command| {
            let sets =
                command.assignments.iter().map(|set| format!("{}={}", set.name, set.value.as_deref().unwrap_or("?")));
            let words = command.words.iter().map(|word| word.text.clone().unwrap_or_else(|| "?".into()));
            sets.chain(words).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn redirected_output_is_noted_and_a_shell_knows_no_placeholders() {
    let script = read("a > b 2>&1; c >> \"d e\" 2>/dev/null; f <in; { g; } &>h; i <name>\n");
    let writes: Vec<&str> = script.writes.iter().map(|word| word.raw.as_str()).collect();
    assert_eq!(writes, ["b", "\"d e\"", "/dev/null", "h"]);
    let exact = parse_exact(hostile::excerpt("i <name>out\n"));
    assert_eq!(exact.writes.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>(), ["out"]);
}

#[test]
fn what_input_comes_from_is_noted() {
    let script = read("a < b; c <'d e' <<< f; while read x; do y; done < \"$z\"; g <<E <&3\nh\nE\n");
    let reads: Vec<&str> = script.reads.iter().map(|word| word.raw.as_str()).collect();
    assert_eq!(reads, ["b", "'d e'", "f", "\"$z\"", "h\n"]);
    let tested = read("[[ -f a && \"$b\" == c* || d -nt 'e f' ]]");
    let tests: Vec<&str> = tested.tests.iter().map(|word| word.raw.as_str()).collect();
    assert_eq!(tests, ["'e f'", "d", "\"$b\"", "a"]);
}

#[test]
fn what_is_evaluated_once_more_is_noted() {
    for (text, evaluated) in [
        ("(( x > 1 ))", "x > 1"),
        ("echo $((a + 1))", "a + 1"),
        ("echo $[b]", "b"),
        ("for ((i = n;;)); do c; done", "i = n"),
        ("[[ $n -eq 0 ]]", "$n"),
        ("[[ 'a[$(c)]' -eq 0 ]]", "'a[$(c)]'"),
        ("[[ x == y && 3 -lt \"$n\" ]]", "\"$n\""),
        ("[[ -v 'a[$(c)]' ]]", "'a[$(c)]'"),
        ("[[ -v $n ]]", "$n"),
        ("echo ${a[$i]}", "$i"),
        ("a[i]=b", "i"),
        ("a=([i]=b)", "i"),
        ("echo ${a:n:2}", "n"),
        ("echo \"${a:0:$n}\"", "$n"),
        ("echo ${!a}", "a"),
        ("echo ${!a:-b}", "a"),
        ("echo ${a@P}", "a"),
        ("cat <<E\n$((n))\nE\n", "n"),
        ("echo \"$(echo $((n)))\"", "n"),
    ] {
        let script = read(text);
        assert_eq!(script.evaluates, [evaluated], "{text}");
    }
    let constant = read(
        "echo $((1 + 2 * (3 - 1))) $# ${#a} ${a[0]} ${a[@]} ${#a[*]} ${a:0:6} ${a: -3} ${a:-b} ${a@Q} ${!a@}\n\
         (( $# > 1 ))\n[[ $? -eq 0 && -n $a && $a == b* && $a =~ ^v ]]\n[[ -v HOME ]]\na[0]=b\ncat <<'E'\n$((n))\nE\n",
    );
    assert_eq!(constant.evaluates, [""; 0]);
    assert!(constant.clean);
}

fn names(list: &[(String, Span)]) -> Vec<&str> {
    list.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn every_command_of_a_list_is_seen_in_order() {
    let script = read("make a && make b || make c; make d | make e &\nmake f");
    assert_eq!(commands(&script), ["make a", "make b", "make c", "make d", "make e", "make f"]);
    let piped: Vec<bool> = script.commands.iter().map(|command| command.piped).collect();
    assert_eq!(piped, [false, false, false, false, true, false]);
    assert!(script.clean);
}

#[test]
fn commands_inside_compounds_functions_and_substitutions_are_seen() {
    let script = read(
        "f() { in_f; }\nif a; then b; elif c; then d; else e; fi\nfor x in 1; do g; done\nwhile h; do i; done\n\
         case z in k) j ;; esac\n{ l; }\necho \"$(m $(n))\" `o` <(p)\ncat <<EOF\n$(q)\nEOF\n[[ -n $(r) ]]\n",
    );
    assert_eq!(
        commands(&script),
        [
            "in_f",
            "a",
            "b",
            "c",
            "d",
            "e",
            "x=?",
            "g",
            "h",
            "i",
            "j",
            "l",
            "echo ? ? ?",
            "m ?",
            "n",
            "o",
            "p",
            "cat",
            "q",
            "r"
        ]
    );
    assert_eq!(script.functions, ["f"]);
    assert!(script.commands[0].in_function && !script.commands[1].in_function);
    assert!(script.clean);
}

#[test]
fn what_a_test_of_a_file_decides_about_is_guarded() {
    let script = read(
        "if [ -f a ]; then b; elif c; then d; else e; fi\n[[ -x f ]] && f\ntest -d g || h\nif [ \"$X\" ]; then i; fi; j && k",
    );
    let guarded: Vec<&str> = script
        .commands
        .iter()
        .filter(|command| command.guarded)
        .filter_map(|command| Some(command.words.first()?.raw.as_str()))
        .collect();
    assert_eq!(guarded, ["b", "c", "d", "e", "f", "h"]);
}

#[test]
fn words_of_other_commands_test_no_file() {
    let script = read(
        "npm test && docker run -d app && a\ngo test ./... && docker compose up -d && x\n[ -f x ] && b && c\n! [ -e x ] || d\n{ [ -d x ]; } && e\nif [ -z x ] && [ -f x ]; then f; fi",
    );
    let names = script.commands.iter().filter(|command| command.guarded).filter_map(|command| command.words.first());
    assert_eq!(names.map(|name| name.raw.as_str()).collect::<Vec<_>>(), ["b", "c", "d", "e", "f"]);
}

#[test]
fn a_cd_in_a_subshell_stays_there() {
    let script = read("(cd a && (cd b)); make; x=$(cd c)");
    let groups: Vec<usize> = script.commands.iter().map(|command| command.group.len()).collect();
    assert_eq!(groups, [1, 2, 0, 0, 1]);
    assert_eq!(script.commands[0].group[0], script.commands[1].group[0]);
    assert_ne!(script.commands[0].group[0], script.commands[4].group[0]);
}

#[test]
fn assignments_have_values_where_they_are_literal() {
    let script = read("A=b\nB=\"c d\" C=$D cmd\nexport E=f G\nH=\nI+=x\nJ=(a b)\nlocal K='l'\n");
    assert_eq!(commands(&script), ["A=b", "B=c d C=? cmd", "E=f export G", "H=", "I=?", "J=?", "K=l local"]);
    assert!(script.commands[0].words.is_empty());
}

#[test]
fn wrappers_stay_words() {
    let script = read("time sudo env A=b make\n! exit 3\nFOO=1 return 2\n");
    assert_eq!(commands(&script), ["time sudo env A=b make", "exit 3", "FOO=1 return 2"]);
}

#[test]
fn quotes_go_and_what_is_not_literal_has_no_text() {
    let script = read(r#"cmd 'a b' "c\"d" e\ f $'g\n' "$h" i* {j,k} ~/l [m] n[0] [ ... …"#);
    assert_eq!(commands(&script), ["cmd a b c\"d e f g\n ? ? ? ? ? ? [ ... …"]);
    assert_eq!(script.commands[0].words[1].raw, "'a b'");
}

#[test]
fn placeholders_and_workflow_expressions_are_words_without_text() {
    let script = read("deploy <env> --to=<the host> ${{ inputs.a && 'x }}' }}/b <a|b>\nsort < in > out\n");
    assert_eq!(commands(&script), ["deploy ? ? ? ?", "sort"]);
    assert_eq!(script.commands[0].words[2].raw, "--to=<the host>");
    assert_eq!(script.commands[0].words[3].raw, "${{ inputs.a && 'x }}' }}/b");
    assert!(script.clean);
}

#[test]
fn variables_are_used_and_required() {
    let script = read(
        "echo $A \"${B:-$C}\" '$no' ${D:?set D} ${E?} $1 $? $((F + $G)) ${#H} ${I[$J]} ${K%$L} ${M/$N/$O}\n\
         cat <<EOF >$P\n$Q ${R:?}\nEOF\ncat <<'EOF'\n$no\nEOF\n[[ $S == \"$T\" ]] && (( $U > 1 )) # $no\n",
    );
    assert_eq!(
        names(&script.uses),
        ["A", "B", "C", "D", "E", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U"]
    );
    assert_eq!(names(&script.required), ["D", "E", "R"]);
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "docker run \\\r\n  -p 80 \\\r\n  é\r\ncat <<EOF\r\nbody\r\nEOF\r\nA=b\r\necho \"x\"\r\n";
    let script = read(text);
    assert_eq!(commands(&script), ["docker run -p 80 é", "cat", "A=b", "echo x"]);
    assert!(script.clean);
    let source = hostile::excerpt(text);
    assert_eq!(hostile::words(source, script.commands[0].words[4].span), "é");
    assert_eq!(hostile::words(source, script.commands[3].span), "echo \"x\"");
    assert_eq!(hostile::words(source, script.commands[2].assignments[0].span), "A");
}

#[test]
fn a_prompt_is_no_part_of_a_command() {
    let script = read("  $ make a\n$ make b\n$HOME/x\n");
    assert_eq!(commands(&script), ["make a", "make b", "?"]);
}

#[test]
fn an_error_loses_little() {
    let script = read("make a\nif then fi fi\nmake b\n");
    assert!(!script.clean);
    let commands = commands(&script);
    assert_eq!((commands.first(), commands.last()), (Some(&"make a".into()), Some(&"make b".into())));
}

#[test]
fn an_open_quote_leaves_words_to_look_at() {
    let script = read("make a\necho don't\nmake b --c 'd e'\nif x; then\n  make f\n");
    assert!(!script.clean);
    let commands = commands(&script);
    for expected in ["make a", "make b --c d e", "x", "make f"] {
        assert!(commands.iter().any(|command| command == expected), "{expected} is in {commands:?}");
    }
}

#[test]
fn prose_with_parentheses_is_not_clean() {
    assert!(!read("Use foo (or bar)\n").clean);
    assert!(read("(a; b)\n( c )\nd && (e)\n").clean);
}

#[test]
fn depth_and_length_are_survived() {
    let many = 100_000;
    for piece in ["(", "$(", "${a:-", "{a,", "{{", "time ", "coproc ", "if ", "`", "\"$(", "a|", "'", "<<x\n"] {
        read(&piece.repeat(many / piece.len()));
    }
    read(&format!("shopt -s expand_aliases\nalias t=time\n{}", "t ".repeat(many)));
    read(&format!("shopt -s expand_'alias'es\nalias t=time\n{}", "t ".repeat(many)));
    read(&format!("shopt -s $'expand_\\x61liases'\nalias t=time\n{}", "t ".repeat(many)));
    let long = "make 'a b'\n".repeat(40_000);
    assert!(read(&long).commands.len() == 40_000);
}

const PIECES: &[&str] = &[
    "make a",
    "$X",
    "${X:?",
    "${X:-y}",
    "}",
    "$(",
    ")",
    "(",
    "`",
    "'",
    "\"",
    "if ",
    "; then ",
    "fi",
    "for x in ",
    "; do ",
    "done",
    "case x in ",
    "esac",
    ";;",
    "<<EOF\n",
    "EOF\n",
    "<env>",
    "${{ a }}",
    "${{",
    "}}",
    "&&",
    "||",
    "|",
    "&",
    ";",
    "\\",
    "{",
    "f() ",
    "export ",
    "A=b",
    "A=(",
    "[[ ",
    " ]]",
    "((",
    "))",
    "$((",
    "# ",
    "$ ",
    "> ",
    "*",
    "$'",
    "<(",
    ">",
    "2>&1",
    "time ",
    "! ",
    "function ",
    "${#X}",
    "${X[0]}",
    "${X/a/b}",
    "{a,b}",
];

fn sound(text: &str, script: &Script) {
    let source = hostile::excerpt(text);
    for command in &script.commands {
        hostile::words(source, command.span);
        for word in &command.words {
            assert_eq!(hostile::words(source, word.span), word.raw);
            assert!(command.span.contains(word.span));
        }
        for set in &command.assignments {
            assert_eq!(hostile::words(source, set.span), set.name);
        }
    }
    for (name, span) in script.uses.iter().chain(&script.required) {
        assert_eq!(hostile::words(source, *span), name);
    }
    assert!(script.commands.is_sorted_by_key(|command| command.span.start));
}

proptest! {
    #[test]
    fn no_script_is_too_strange(text in hostile::snippets(PIECES)) {
        let source = hostile::excerpt(&text);
        sound(&text, &parse(source));
        sound(&text, &parse_console(source));
        let masked = Masked::new(&text, &[]);
        let mut builder = Builder::new(source, &masked);
        lines::read(&mut builder, 0..masked.text().len());
        sound(&text, &builder.finish());
    }
}
