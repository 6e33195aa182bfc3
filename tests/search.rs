//! The site's search as files: a small site, written for `tests/browser/search.mjs` to open.
//!
//! The browser's test needs node and Chromium, so it runs apart: `node tests/browser/search.mjs target/tmp/search`.

use std::fs;
use std::path::Path;

use devops_docs::site::search::{Document, Section, Standing, build};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      worker-src 'self'; base-uri 'none'; form-action 'none'";

fn page(folder: &str, name: &str, title: &str, sections: &[(&str, &str, &str, &str)]) -> Document {
    let section = |&(id, heading, text, command): &(&str, &str, &str, &str)| Section {
        id: id.to_owned(),
        heading: heading.to_owned(),
        text: text.to_owned(),
        commands: if command.is_empty() { Vec::new() } else { vec![command.to_owned()] },
        names: Vec::new(),
    };
    let (kind, standing) = match folder {
        "runbooks" => ("Runbook", Standing::Raised),
        "incidents" => ("Incident", Standing::Record),
        _ => ("Workflow", Standing::Ordinary),
    };
    Document {
        address: format!("{folder}/{name}.html"),
        kind: kind.to_owned(),
        title: title.to_owned(),
        aliases: Vec::new(),
        standing,
        sections: sections.iter().map(section).collect(),
    }
}

fn site() -> Vec<Document> {
    let mut rollback = page(
        "runbooks",
        "rollback",
        "Roll back a release",
        &[
            ("", "", "Puts the previous release of web and worker back. No data is lost.", ""),
            ("when", "When to use this", "The error rate stays above 2 % after a rollout.", ""),
            ("undo", "Undo web and worker", "Both at once.", "kubectl -n parcel rollout undo deploy/web"),
        ],
    );
    rollback.aliases = vec!["KubeAPIErrorBudgetBurn".to_owned()];
    let mut deploy = page(
        "workflows",
        "deploy",
        "deploy.yml",
        &[("", "", "Runs on a tag and by hand: image, staging, production. Rollback: run the last good tag.", "")],
    );
    deploy.sections[0].names = vec!["REGISTRY_TOKEN".to_owned(), "API_TOKEN".to_owned(), "deploy".to_owned()];
    let rows = [("", "", "", ""), ("api-token", "API_TOKEN", "deploy.yml", "")];
    let mut settings = page("workflows", "secrets", "All settings", &rows);
    settings.sections[1].names = vec!["API_TOKEN".to_owned()];
    let mut pages = vec![
        rollback,
        deploy,
        page(
            "runbooks",
            "leader",
            "The cluster has no leader",
            &[("", "", "Members vote again and again; nothing can be written.", "etcdctl endpoint status")],
        ),
        page(
            "incidents",
            "0047",
            "INC-0047: queue of labels was full",
            &[("", "", "The queue of labels was full for an hour, so a release was rolled back.", "")],
        ),
        page(
            "runbooks",
            "queue",
            "Drain the queue",
            &[("", "", "Messages wait for longer than ten minutes: the queue of labels is full.", "")],
        ),
        page(
            "incidents",
            "printers",
            "Printers were quiet",
            &[
                ("", "", "Nobody saw that PaymentGatewayTimeout was on.", ""),
                ("who", "Escalation", "The duty of the platform team.", ""),
            ],
        ),
        settings,
        page("runbooks", "severities", "Severities", &[("", "", "How bad an outage is, from 1 to 4.", "")]),
        page("runbooks", "復旧", "データベースの復旧", &[("", "", "バックアップから戻します。", "")]),
        page(
            "runbooks",
            "hostile",
            "<img src=x onerror=alert(1)> & \"quotes\"",
            &[
                ("", "", "What pages say stays text.", ""),
                ("x\"><b>", "</script><script>alert(2)</script>", "\u{2028} hostile \\ text ${1}", "echo '<b>'"),
            ],
        ),
    ];
    pages.extend((0..40).map(|at| {
        let title = format!("Check number {at}");
        page("runbooks", &format!("check-{at:02}"), &title, &[("", "", "A page like the others of its kind.", "")])
    }));
    pages
}

/// What a theme gives a page, as far as search needs it.
fn html(root: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\" data-root=\"{root}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>Search</title>\n\
         <link rel=\"stylesheet\" href=\"{root}assets/tokens.css\">\n<link rel=\"stylesheet\" href=\"{root}assets/search.css\">\n\
         <script src=\"{root}assets/search.js\" defer></script>\n{body}\n</html>\n"
    )
}

#[test]
fn a_site_is_written_for_the_browser() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    };
    let documents = site();
    let files = build(&documents);
    for file in &files {
        write(&file.path, &file.bytes);
    }
    for document in &documents {
        write(&document.address, html("../", &format!("<main id=\"undo\">{}</main>", document.kind)).as_bytes());
    }
    write("search.html", html("", "<main></main><script src=\"assets/mount.js\" defer></script>").as_bytes());
    write("assets/mount.js", b"DevopsDocsSearch.mount(document.querySelector('main'))\n");
    write("assets/search.js", include_bytes!("../themes/default/assets/search.js"));
    write("assets/search.css", include_bytes!("../themes/default/assets/search.css"));
    write("assets/tokens.css", include_bytes!("browser/tokens.css"));
    write("words.json", include_bytes!("../src/site/search/words.json"));
    assert!(files.iter().all(|file| file.path.starts_with("search/") && file.path.ends_with(".js")));
    assert_eq!(files, build(&documents), "the same pages give the same bytes");
}
