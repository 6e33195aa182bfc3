//! What pages say, and what is understood of it.

use crate::claims;
use crate::config::Config;
use crate::model::{Check, Effect, Reading, Repository, Stream};
use crate::text::{EntryKind, Files};
use proptest::prelude::*;

fn read(page: &str) -> Reading {
    let path = "_ai/devops/environments/local.md";
    let mut files = Files::new(vec![(path.to_owned(), EntryKind::File)]);
    let id = files.find(path).expect("it was given");
    files.set_text(id, page.as_bytes().to_vec());
    let (repository, config) = (Repository::default(), Config::defaults());
    let context = claims::Context::new(&files, &repository, &config);
    claims::read(files.whole(id).expect("it has text"), path, &context).1
}

/// The only check of a page, without mistakes.
fn one(page: &str) -> Check {
    let ws = read(page);
    assert_eq!(ws.mistakes, [], "{page}");
    assert_eq!(ws.checks.len(), 1, "{page}");
    ws.checks.into_iter().next().expect("there is one")
}

fn mistakes(page: &str) -> Vec<String> {
    let ws = read(page);
    assert!(ws.checks.iter().all(|check| check.wrong.is_some()), "{page}");
    ws.mistakes.iter().map(|mistake| format!("{} | {}", &page[mistake.span.range()], mistake.message)).collect()
}

#[test]
fn a_fence_with_attributes_is_a_check_and_the_next_output_fence_its_expectation() {
    let page = "# A\n\n```sh { check=read name=node-version timeout=7 every=30 tag=a:b tag=c stream=both }\nnode --version\n```\n\nIt says:\n\n```output\nv20\n[..]\n```\n";
    let check = one(page);
    assert_eq!((check.label().as_str(), check.timeout, check.every), ("node-version", 7, Some(30)));
    assert_eq!(check.tags, ["a", "b", "c"]);
    assert_eq!((check.declared, check.effect, check.stream), (Effect::Read, Effect::Read, Stream::Both));
    assert_eq!((check.script().as_str(), check.interpreter.as_str()), ("node --version", "sh"));
    assert_eq!(check.expected(), Some(vec!["v20", "[..]"]));
    assert_eq!(check.folder.as_deref(), Some(""));
    assert_eq!(check.hash.len(), 64);
}

#[test]
fn without_an_output_fence_only_the_exit_status_counts_and_an_empty_one_wants_nothing() {
    assert_eq!(one("```sh {check=read}\ntrue\n```\n\n```sh\nls\n```\n\n```output\nx\n```\n").expected(), None);
    assert_eq!(one("```sh {check=read}\ntrue\n```\n\n```output\n```\n").expected(), Some(vec![]));
    assert_eq!(one("```sh {check=read}\ntrue\n```\n\n# B\n\n```output\nx\n```\n").expected(), None);
}

#[test]
fn a_transcript_has_a_step_a_prompt() {
    let check = one("```console { check=read name=t }\n$ cat a \\\n  b\nhello\nworld\n$ false\n[1]\n$ true\n```\n");
    let steps: Vec<_> = check
        .steps
        .iter()
        .map(|step| {
            let lines =
                step.expected.as_ref().map(|lines| lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>());
            (step.script.as_str(), lines, step.exit)
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("cat a \\\n  b", Some(vec!["hello", "world"]), Some(0)),
            ("false", Some(vec![]), Some(1)),
            ("true", Some(vec![]), Some(0)),
        ]
    );
    let with_output = one("```sh { check=read }\n$ node --version\n```\n\n```output\nv20\n```\n");
    assert_eq!((with_output.script().as_str(), with_output.expected()), ("node --version", Some(vec!["v20"])));
}

#[test]
fn a_comment_above_a_fence_makes_it_a_check() {
    let check = one("- Do:\n\n  <!-- check: read name=x -->\n  ```bash\n  ls\n  ```\n");
    assert_eq!((check.label().as_str(), check.interpreter.as_str()), ("x", "bash"));
    assert!(read("<!-- check: this again -->\n```sh\nls\n```\n").checks.is_empty());
    let told = "<!-- check: read --> | no block of commands begins below this comment, so nothing runs";
    assert_eq!(mistakes("<!-- check: read -->\n\nWords.\n\n```sh\nls\n```\n"), [told]);
}

#[test]
fn the_effect_is_the_stricter_one() {
    let check = one("```sh { check=read }\nsudo systemctl restart shop\n```\n");
    assert_eq!(check.effect, Effect::Write);
    assert_eq!(check.raised_by.as_deref(), Some("`sudo` acts as somebody else"));
    let check = one("```sh { check=write excludeFromRunAll=true }\nls\n```\n");
    assert_eq!((check.effect, check.timeout), (Effect::Write, 60));
    assert_eq!(one("```sh { check=manual excludeFromRunAll=true }\nrm -rf x\n```\n").effect, Effect::Manual);
}

#[test]
fn typing_errors_are_mistakes_and_never_silence() {
    for (page, expected) in [
        ("```sh { chek=read }\nls\n```\n", "chek | `chek` is not `check`, so these commands never run"),
        ("```sh check=read\nls\n```\n", "check=read | attributes stand in braces, so this is no check and never runs"),
        (
            "```sh { check＝read }\nls\n```\n",
            "check＝read | what stands behind `check` is no `=`, so this is no check and never runs",
        ),
        (
            "```sh { name=x check&#61;read }\nls\n```\n",
            "check&#61;read | what stands behind `check` is no `=`, so this is no check and never runs",
        ),
        (
            "```sh { check=raed }\nls\n```\n",
            "raed | `raed` is none of read, write, destroy and manual, so this never runs",
        ),
        ("```sh { check }\nls\n```\n", "check | `check` says nothing of what the commands do, so they never run"),
        ("```sh { check=read timeuot=3 }\nls\n```\n", "timeuot | a check has no key `timeuot`"),
        ("```sh { check=read timeout=3 timeout=4 }\nls\n```\n", "timeout=4 | `timeout` stands here twice"),
        (
            "```sh { check=read timeout=soon }\nls\n```\n",
            "timeout=soon | `timeout` is to be a number of seconds from 1 to 3600",
        ),
        (
            "```sh { check=read cwd=../x }\nls\n```\n",
            "cwd=../x | `cwd` is to be tmp, or a folder below that of the page",
        ),
        (
            "```sh { check=write }\nls\n```\n",
            "{ check=write } | what does more than read carries `excludeFromRunAll=true`",
        ),
        ("```sh { check=read needs=x }\nls\n```\n", "{ check=read needs=x } | no check of this page is called x"),
        (
            "```python { check=read }\n1\n```\n",
            "{ check=read } | only a shell's commands can be checked; `interpreter=` names what else runs them",
        ),
        (
            "```sh { check=read env=production }\nls\n```\n",
            "{ check=read env=production } | this page is about another environment, and a check of it cannot be for production",
        ),
        (
            "```sh { check=read }\nls \u{200b}x\n```\n",
            "{ check=read } | a hidden character (U+200B) stands in this block, so it never runs",
        ),
        (
            "> ```sh { check=read }\n> ls\n> ```\n",
            "{ check=read } | this block is quoted, so it never runs; take it out of the quotation",
        ),
        ("<!-- chek: read -->\n```sh\nls\n```\n", "chek | `chek` is not `check`, so these commands never run"),
        ("<!-- check: reed name=x -->\n```sh\nls\n```\n", "reed | `reed` is none of read, write, destroy and manual"),
        (
            "```sh { check=read }\nls\n```\n```output\nnewest (semver)\n```\n",
            "newest (semver) | `newest` names no versions",
        ),
        ("```sh { check=read name=\"x\" }\nls\n```\n", "name=\"x\" | `name` is to be a word without a colon"),
    ] {
        assert_eq!(mistakes(page), [expected], "{page}");
    }
}

#[test]
fn names_are_unique_and_needs_stand_above() {
    let two = |first: &str, second: &str| {
        let ws = read(&format!("```sh {{ check=read {first} }}\nls\n```\n```sh {{ check=read {second} }}\nls\n```\n"));
        ws.mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>()
    };
    assert_eq!(two("name=a", "name=a"), ["another check of this page is called a"]);
    assert_eq!(two("name=a", "name=b needs=a"), [""; 0]);
    assert_eq!(two("name=a needs=b", "name=b"), ["b does not stand above the check that needs it"]);
    assert_eq!(two("name=build", "needs=biuld"), ["no check of this page is called biuld; did you mean build?"]);
}

#[test]
fn what_others_write_is_nobodys_business() {
    for page in [
        "```js { check=true }\nx\n```\n",
        "```sh {1,3}\nls\n```\n",
        "```sh title=\"check\"\nls\n```\n",
        "```sh { name=x interactive=false }\nls\n```\n",
        "```sh { checkout=read }\nls\n```\n",
        "```sh { checks=12 }\nls\n```\n",
        "<!-- checked: read it twice -->\n```sh\nls\n```\n",
    ] {
        let ws = read(page);
        assert!(ws.checks.is_empty() && ws.mistakes.is_empty(), "{page}: {:?}", ws.mistakes);
    }
}

#[test]
fn the_hash_changes_with_whatever_decides() {
    let base = one("```sh { check=read }\nls\n```\n").hash;
    for other in [
        "```bash { check=read }\nls\n```\n",
        "```sh { check=read }\nls .\n```\n",
        "```sh { check=read cwd=tmp }\nls\n```\n",
        "```sh { check=read exit=1 }\nls\n```\n",
        "```sh { check=read net=true }\nls\n```\n",
        "```sh { check=read }\nls\n```\n```output\nx\n```\n",
        "```sh { check=read secrets=A }\nls\n```\n",
        "```sh { check=read name=x }\nls\n```\n",
        "---\nenvironment: staging\n---\n\n```sh { check=read }\nls\n```\n",
    ] {
        assert_ne!(one(other).hash, base, "{other}");
    }
    assert_eq!(one("Words.\n\n```sh {  check=read }\nls\n```\n").hash, base);
    let in_session = |first: &str| {
        let page = format!(
            "```sh {{ check=read session=s }}\n{first}\n```\n\n```sh {{ check=write session=s }}\nrm -r a\n```\n"
        );
        read(&page).checks.pop().expect("there are two").hash
    };
    assert_ne!(in_session("cd /srv"), in_session("pwd"), "what stands before it in its shell counts");
    let effect = |text: &str| one(&format!("```console {{ check=read }}\n{text}```\n")).effect;
    assert_eq!((effect("$ ls\n$ ls a\n"), effect("$ ls \\\n$ ./x.sh\n")), (Effect::Read, Effect::Write));
    // What one step is expected to print is no command of the next.
    let steps = |text: &str| one(&format!("```console {{ check=read }}\n{text}```\n")).hash;
    assert_ne!(steps("$ ls a\nmv A B\n0\n"), steps("$ ls a\n$ mv A B\n"));
}

proptest! {
    #[test]
    fn a_fence_without_the_word_is_never_a_check(info in "[ -~]{0,40}", body in "(?s)[ -~\n]{0,60}") {
        prop_assume!(!info.contains("check"));
        let ws = read(&format!("~~~{}\n{body}\n~~~\n", info.replace('~', "")));
        prop_assert!(ws.checks.is_empty());
    }
}

#[test]
fn what_was_meant_to_be_a_check_in_another_form_is_told() {
    let fence = "```sh\nls\n```\n";
    let told = |page: String| -> Vec<String> {
        let reading = read(&page);
        assert!(reading.checks.iter().all(|check| check.wrong.is_some()), "{page}");
        reading.mistakes.iter().map(|mistake| page[mistake.span.range()].to_owned()).collect()
    };
    for (page, words) in [
        (format!("<!-- check read name=x -->\n{fence}"), "check read"),
        (format!("<!-- check=read name=x -->\n{fence}"), "check=read"),
        ("```sh\n# check=read name=x\nls\n```\n".to_owned(), "check=read"),
        ("```sh {check: read}\nls\n```\n".to_owned(), "check: read"),
        ("```sh title=\"x\" check=\"read\"\nls\n```\n".to_owned(), "check=\"read\""),
    ] {
        assert_eq!(told(page.clone()), [words], "{page}");
    }
    for page in [
        format!("<!-- check -->\n{fence}"),
        format!("<!-- check read access first -->\n{fence}"),
        format!("<!-- check this -->\n{fence}"),
        "```sh\n# check=read only then\nls\n```\n".to_owned(),
        "```sh\n# check: read the log\nls\n```\n".to_owned(),
        "```sh\nls # check=read\n```\n".to_owned(),
        "```yaml\n# check=read\na: b\n```\n".to_owned(),
        "<!-- check=read -->\n```yaml\na: b\n```\n".to_owned(),
        "    # check=read\n    ls\n".to_owned(),
    ] {
        let reading = read(&page);
        assert!(reading.checks.is_empty() && reading.mistakes.is_empty(), "{page}: {:?}", reading.mistakes);
    }
}
