use super::*;
use crate::syntax::hostile;
use proptest::prelude::*;

fn read(text: &str) -> Dockerfile {
    parse(hostile::excerpt(text))
}

fn images(dockerfile: &Dockerfile) -> Vec<(&str, Option<&str>, bool)> {
    dockerfile.stages.iter().map(|stage| (stage.image.as_str(), stage.name.as_deref(), stage.computed)).collect()
}

#[test]
fn images_are_filled_in_from_arguments() {
    let text = "# syntax=docker/dockerfile:1\r\nARG VERSION=20 BASE=\"node:${VERSION}\"\r\nARG NONE\r\n\
                FROM --platform=$BUILDPLATFORM node:${VERSION}-slim AS build\r\nARG VERSION\r\nFROM $BASE\r\n\
                from build as x\r\nFROM a:${NONE}\r\nFROM b:${NONE:-1}\r\nFROM \\\r\n  # why\r\n  c:$VERSION \\\r\n  AS last\r\n";
    let dockerfile = read(text);
    assert_eq!(
        images(&dockerfile),
        [
            ("node:20-slim", Some("build"), false),
            ("node:20", None, false),
            ("build", Some("x"), false),
            ("a:${NONE}", None, true),
            ("b:1", None, false),
            ("c:20", Some("last"), false),
        ]
    );
    let source = hostile::excerpt(text);
    assert_eq!(hostile::words(source, dockerfile.stages[0].image_span), "node:${VERSION}-slim");
    let args: Vec<_> = dockerfile.args.iter().map(|arg| (arg.name.as_str(), arg.default.as_deref())).collect();
    assert_eq!(args, [("VERSION", Some("20")), ("BASE", Some("node:20")), ("NONE", None), ("VERSION", None)]);
    assert_eq!(hostile::words(source, dockerfile.args[0].span), "VERSION");
}

#[test]
fn variables_and_ports_are_listed() {
    let text = "FROM x\nARG P=90\nENV A=1 B=\"two words\" \\\n    # note\n    PORT=8080\nENV OLD any words a=b\n\
                EXPOSE 80/tcp 443 $PORT ${P}/udp 3000-3002 $UNKNOWN nonsense 99999\n";
    let dockerfile = read(text);
    let envs: Vec<_> = dockerfile.envs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(envs, ["A", "B", "PORT", "OLD"]);
    let ports: Vec<_> = dockerfile.exposes.iter().map(|(port, _)| *port).collect();
    assert_eq!(ports, [80, 443, 8080, 90, 3000, 3001, 3002]);
    assert_eq!(hostile::words(hostile::excerpt(text), dockerfile.exposes[2].1), "$PORT");
}

#[test]
fn instructions_go_on_over_lines_and_comments() {
    let text = "FROM x\nRUN a \\\n  # no\n\n  && b\nRUN <<EOF cat > y\nFROM no\nEOF\nCOPY <<-'A' <<B /\nENV n=1\nA\nx\nB\ncmd [\"z\"]\n";
    let dockerfile = read(text);
    let source = hostile::excerpt(text);
    let list: Vec<_> =
        dockerfile.instructions.iter().map(|it| (it.keyword.as_str(), hostile::words(source, it.args))).collect();
    assert_eq!(
        list,
        [
            ("FROM", "x"),
            ("RUN", "a \\\n  # no\n\n  && b"),
            ("RUN", "<<EOF cat > y"),
            ("COPY", "<<-'A' <<B /"),
            ("CMD", "[\"z\"]")
        ]
    );
    assert_eq!(hostile::words(source, dockerfile.instructions[4].span), "cmd [\"z\"]");
}

#[test]
fn another_escape_is_known() {
    assert_eq!(images(&read("# escape=`\nFROM `\n  x:1\nRUN c:\\\nENV A=1\n")), [("x:1", None, false)]);
}

#[test]
fn what_grows_without_end_is_cut() {
    let doubling = "ARG A=$A$A\n".repeat(100);
    assert!(read(&format!("ARG A=xx\n{doubling}FROM $A\n")).stages[0].computed);
    for piece in
        ["RUN <<A\n", "\\\n", "#\n", "FROM \\\n", "ENV A='\\", "$", "EXPOSE 1-65535\n", "${", "ARG A=\"", "<<A "]
    {
        read(&piece.repeat(100_000 / piece.len()));
        read(&format!("RUN {}", piece.repeat(100_000 / piece.len())));
        read(&format!("FROM {}", piece.repeat(100_000 / piece.len())));
    }
}

const PIECES: &[&str] = &[
    "FROM ",
    "ARG ",
    "ENV ",
    "EXPOSE ",
    "RUN ",
    "COPY ",
    "node:20",
    " AS ",
    "x",
    "A=1",
    "$A",
    "${A:-2}",
    "${A",
    "\\\n",
    "\\\r\n",
    "`\n",
    "# escape=`\n",
    "# c\n",
    "\n",
    "<<EOF",
    "<<-'E'",
    "EOF\n",
    "\"",
    "'",
    "--platform=",
    "80",
    "1-9",
    "/tcp",
    "=",
    "\\",
];

proptest! {
    #[test]
    fn no_file_is_too_strange(text in hostile::snippets(PIECES)) {
        let source = hostile::excerpt(&text);
        let dockerfile = parse(source);
        let spans = dockerfile.stages.iter().map(|stage| stage.image_span);
        let spans = spans.chain(dockerfile.args.iter().map(|arg| arg.span));
        let spans = spans.chain(dockerfile.envs.iter().map(|(_, span)| *span));
        let spans = spans.chain(dockerfile.exposes.iter().map(|(_, span)| *span));
        for span in spans.chain(dockerfile.instructions.iter().flat_map(|it| [it.span, it.args])) {
            hostile::words(source, span);
        }
    }
}
