//! The site that `build` writes for the small repository in `tests/site`: what is in it, what is not, and how it gets there.

mod shop;
#[path = "shop/token.rs"]
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use shop::Shop;
use token::token;

/// A day on which reviews of that repository are late, and others are not.
const TODAY: &str = "2026-11-23";

/// That repository, with a history.
fn parcel() -> Shop {
    let shop = Shop::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
    for path in files(&folder) {
        shop.write(&path, fs::read(folder.join(&path)).expect("it was listed"));
    }
    shop.commit(1);
    shop
}

/// The paths of all files in a folder, from there.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inside)).expect("the folder is there") {
            let entry = entry.expect("it can be read");
            let path = inside.join(entry.file_name());
            if entry.file_type().expect("it has a type").is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_str().expect("names are UTF-8").replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn build(shop: &Shop, output: &str) -> BTreeMap<String, Vec<u8>> {
    let said = shop.run(&["build", "--today", TODAY, "--output", output]);
    assert_eq!(said.code, 0, "{}", said.err);
    let folder = shop.root().join(output);
    files(&folder)
        .into_iter()
        .map(|path| (path.clone(), fs::read(folder.join(&path)).expect("it was listed")))
        .collect()
}

/// The pages of a site as text.
fn pages(site: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    site.iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("pages are UTF-8")))
}

#[test]
fn the_same_repository_gives_the_same_bytes() {
    let shop = parcel();
    let first = build(&shop, "one");
    let second = build(&shop, "two");
    assert!(first.len() > 50, "{} files", first.len());
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path} differs");
    }
}

#[test]
fn no_byte_shows_a_key_that_somebody_wrote_down() {
    let shop = parcel();
    let token = token();
    let page = format!("# Keys\n\nUse `{token}`.\n\n```sh\nexport REGISTRY_TOKEN={token}\n```\n");
    shop.write("docs/keys.md", page).write(".env.example", format!("REGISTRY_TOKEN={token}\n"));
    shop.commit(2);
    for (path, bytes) in build(&shop, "_site") {
        let found = bytes.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "{path} shows it");
    }
}

#[test]
fn no_byte_shows_a_password_that_only_its_name_tells() {
    let shop = parcel();
    let page = "# Keys\n\nThe **password**: `Sw0rdfish-1`, for `DB_PASSWORD=changeme` too.\n\n\
        | Variable | Value | Why |\n|---|---|---|\n| `DB_PASSWORD` | `Sw0rdfish-2` | the database |\n\n\
        ```sh\nPGPASSWORD=Sw0rdfish-3 psql -h db\nmysql -u root -pSw0rdfish-4 shop\nparcel --password Sw0rdfish-5\n\
        curl -H 'Authorization: Bearer Sw0rdfish-6' https://parcel.example/v1\n\
        psql postgres://parcel:Sw0rdfish-7@db:5432/parcel\n```\n\n\
        ```yaml\npassword: Sw0rdfish-8\n```\n\nSee [it](gone.md), with `DB_PASSWORD=Sw0rdfish-9`.\n";
    let env = "  web:\n    image: web\n    environment:\n      ADMIN_PASSWORD: Sw0rdfish-0\n";
    shop.write("docs/keys.md", page).write("compose.override.yaml", format!("services:\n{env}"));
    shop.commit(2);
    let site = build(&shop, "_site");
    for (path, bytes) in &site {
        let shown = bytes.windows(9).any(|window| window.eq_ignore_ascii_case(b"Sw0rdfish"));
        assert!(!shown, "{path} shows one");
    }
    let keys = String::from_utf8_lossy(&site["docs/keys.html"]).into_owned();
    assert!(keys.contains("DB_PASSWORD=changeme"), "a placeholder can be read");
    let said = shop.run(&["lint", "--profile", "strict"]);
    let told = said.out + &said.err;
    assert!(told.contains("DB_PASSWORD=xxxxxxxxxxx") && !told.contains("Sw0rdfish"), "{told}");
}

#[test]
fn captured_logs_are_not_published() {
    let site = build(&parcel(), "_site");
    for (path, bytes) in &site {
        assert!(!String::from_utf8_lossy(bytes).contains("NEVER_PUBLISHED"), "{path} holds a log");
    }
    assert!(!site.keys().any(|path| path.starts_with("logs/")));
}

#[test]
fn the_text_of_an_application_is_no_documentation() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write("content/setup.md", "# Setup\n");
    shop.write("web/src/content/compare/others.md", "# Others\n").write("web/docs/content/deploy.md", "# Deploy\n");
    shop.commit(1);
    let site = build(&shop, "_site");
    assert!(site.contains_key("content/setup.html") && site.contains_key("web/docs/content/deploy.html"));
    assert!(!site.keys().any(|path| path.contains("compare")), "{:?}", site.keys());
}

#[test]
fn every_page_has_its_markdown_beside_it() {
    let site = build(&parcel(), "_site");
    let link =
        Regex::new(r#"<link rel="alternate" type="text/markdown" href="(?:\.\./)*([^"]+)">"#).expect("it is valid");
    let inside = Regex::new(r"\]\(([^()#: ]+\.md)").expect("it is valid");
    for (path, html) in pages(&site) {
        let is_way = html.contains("http-equiv=\"refresh\"") || ["404.html", "search.html"].contains(&path);
        let Some(found) = link.captures(html) else {
            assert!(is_way, "{path} has none");
            continue;
        };
        let twin = String::from_utf8_lossy(&site[&found[1]]).into_owned();
        // What stands in a listing is no link.
        let twin: String =
            twin.split("\n```").filter(|part| !part.trim_start_matches('`').starts_with("text\n")).collect();
        // In pages that people wrote, links may be broken.
        if !path.contains('/') || path.starts_with("workflows/") {
            for link in inside.captures_iter(&twin) {
                let target = from(path, &link[1]);
                assert!(site.contains_key(&target), "{path}: {target} is not there");
            }
        }
    }
    let text = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let secrets = text("secrets.md");
    assert!(secrets.starts_with("# Secrets and variables\n") && secrets.contains("| `REGISTRY_TOKEN` |"), "{secrets}");
    let home = text("index.md");
    assert!(home.contains("## I want to") && home.contains("](deployments.md"), "{home}");
    assert!(text("workflows/deploy.md").contains("| `production`"), "{}", text("workflows/deploy.md"));
    for path in ["findings.md", "environments.md", "topology.md", "tools.md", "gates.md", "pages.md"] {
        let page = text(path);
        assert!(page.starts_with("# ") && !page.contains("<div") && !page.contains("</"), "{path}: {page}");
    }
}

#[test]
fn the_same_words_that_nobody_can_judge_are_one_row() {
    let site = build(&parcel(), "_site");
    let html = String::from_utf8_lossy(&site["unjudged.html"]).into_owned();
    assert_eq!(html.matches("<code>deploy.yml</code>").count(), 1);
    assert!(html.contains("<code>deploy.yml</code> <span class=\"age\">2 times</span>"), "{html}");
    assert!(html.contains("2 claims in the same words"), "{html}");
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    assert_links_lead_somewhere(&build(&parcel(), "_site"));
    let bare = Shop::new();
    bare.write("README.md", "# Shop\n\nSells.\n").commit(1);
    assert_links_lead_somewhere(&build(&bare, "_site"));
}

fn assert_links_lead_somewhere(site: &BTreeMap<String, Vec<u8>>) {
    let link = Regex::new(r#"(?:href|src)="([^"]*)""#).expect("it is valid");
    let id = Regex::new(r#" id="([^"]*)""#).expect("it is valid");
    let ids: BTreeMap<&str, BTreeSet<String>> = pages(site)
        .map(|(path, html)| (path, id.captures_iter(html).map(|found| plain(&found[1])).collect()))
        .collect();
    let mut broken = Vec::new();
    for (path, html) in pages(site) {
        for found in link.captures_iter(html) {
            let address = plain(&found[1]);
            // The page for what is missing is shown at any depth, so it knows where the site is.
            let address = address.strip_prefix("https://parcel.example/some/base/").unwrap_or(&address);
            if address.contains(':') {
                continue;
            }
            let (target, fragment) = address.split_once('#').unwrap_or((address, ""));
            let target = if target.is_empty() { path.to_owned() } else { from(path, target) };
            let holds = site.contains_key(&target)
                && (fragment.is_empty() || ids.get(target.as_str()).is_none_or(|ids| ids.contains(fragment)));
            if !holds {
                broken.push(format!("{path} → {address}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Text of an attribute as its reader gets it.
fn plain(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#x2f;", "/")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
}

/// Where a link of a page leads.
fn from(page: &str, link: &str) -> String {
    let mut steps: Vec<&str> = page.split('/').collect();
    steps.pop();
    for step in link.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[test]
fn no_page_needs_what_its_policy_refuses() {
    let site = build(&parcel(), "_site");
    let script = Regex::new(r"<script\b[^>]*>([^<]*)").expect("it is valid");
    let handler = Regex::new("<[^>]* on[a-z]+=").expect("it is valid");
    let outside =
        Regex::new(r#"<(?:script|img|link|source|iframe)\b[^>]*(?:src|srcset)="(?:[a-z]+:)?//"#).expect("it is valid");
    for (path, html) in pages(&site) {
        assert!(html.contains("http-equiv=\"Content-Security-Policy\""), "{path} has no policy");
        assert!(!html.contains(" style=\""), "{path} has a style of its own");
        assert!(!handler.is_match(html), "{path} has a handler");
        assert!(!html.contains("href=\"javascript:"), "{path} has a script for a link");
        assert!(!outside.is_match(html), "{path} asks another host");
        for found in script.captures_iter(html) {
            assert!(found[0].contains(" src=\"") && found[1].is_empty(), "{path}: {}", &found[0]);
        }
    }
}

#[test]
fn a_page_called_as_one_of_ours_gets_another_address() {
    let shop = parcel();
    shop.write("_ai/devops/search.md", "# Our search\n").write("_ai/devops/404.md", "# Our 404\n");
    let site = build(&shop, "_site");
    let of = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    assert!(of("search-page.html").contains("Our search") && !of("search.html").contains("<h1>Our search"));
    assert!(of("404-page.html").contains("Our 404") && of("404.html").contains("This page is not here"));
}

#[test]
fn old_addresses_lead_to_the_page() {
    let site = build(&parcel(), "_site");
    let page = String::from_utf8_lossy(&site["runbooks/undo.html"]).into_owned();
    assert!(page.contains("http-equiv=\"refresh\"") && page.contains("rollback.html"), "{page}");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let shop = parcel();
    shop.write("public/mine.txt", "mine\n");
    let said = shop.run(&["build", "--output", "public"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("did not write"), "{}", said.err);
    assert_eq!(shop.read("public/mine.txt"), b"mine\n");
}

#[test]
fn a_new_site_replaces_the_old_one_whole() {
    let shop = parcel();
    build(&shop, "_site");
    fs::remove_file(shop.root().join("_ai/devops/runbooks/rollback.md")).expect("it is there");
    let site = build(&shop, "_site");
    assert!(!site.contains_key("runbooks/rollback.html") && site.contains_key("index.html"));
    assert!(!shop.root().join("_site/runbooks/rollback.md").exists());
}

#[test]
fn what_others_put_into_the_site_is_kept_and_named() {
    let shop = parcel();
    build(&shop, "_site");
    let theirs = ["CNAME", ".git", "downloads/big/list.csv", "runbooks/notes.txt"];
    for path in theirs {
        shop.write(&format!("_site/{path}"), format!("{path} of somebody\n"));
    }
    fs::create_dir(shop.root().join("_site/empty")).expect("it can be made");
    for _ in 0..2 {
        let said = shop.run(&["build", "--today", TODAY]);
        assert_eq!(said.code, 0, "{}", said.err);
        let inside = Path::new("runbooks").join("notes.txt");
        let kept = format!("not written by devops-docs: .git, CNAME, downloads, empty, {}\n", inside.display());
        assert!(said.err.contains(&kept), "{}", said.err);
        for path in theirs {
            assert_eq!(shop.read(&format!("_site/{path}")), format!("{path} of somebody\n").as_bytes());
        }
        assert!(shop.root().join("_site/empty").is_dir());
    }
    // What is committed from its folder is not ignored there.
    assert!(!shop.root().join("_site/.gitignore").exists());
}

#[test]
fn a_page_does_not_take_the_place_of_what_others_put_there() {
    let shop = parcel();
    build(&shop, "_site");
    shop.write("_site/runbooks/new.html", "mine\n");
    shop.write("_ai/devops/runbooks/new.md", "# New\n");
    let said = shop.run(&["build"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("new.html was not written by devops-docs"), "{}", said.err);
    assert_eq!(shop.read("_site/runbooks/new.html"), b"mine\n");
    assert!(!shop.root().join("_site/runbooks/new.md").exists());
}

#[test]
fn what_index_wrote_is_replaced_by_a_build() {
    let shop = parcel();
    let said = shop.run(&["index", "--today", TODAY]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = shop.run(&["build", "--today", TODAY]);
    assert!(said.code == 0 && !said.err.contains("kept in it"), "{}", said.err);
    shop.write("_ai/devops/runbooks/new.md", "# New\n");
    shop.run(&["index", "--today", TODAY]);
    assert!(shop.root().join("_site/runbooks/new.md").exists());
    fs::remove_file(shop.root().join("_ai/devops/runbooks/new.md")).expect("it was written");
    assert!(!build(&shop, "_site").contains_key("runbooks/new.md"));
}

#[test]
fn a_site_in_a_repository_of_its_own_can_be_committed_there() {
    let shop = parcel();
    shop.git(&["init", "--quiet", "--initial-branch=gh-pages", "_site"]);
    build(&shop, "_site");
    shop.git(&["-C", "_site", "add", "--all"]);
    let added = shop.git(&["-C", "_site", "status", "--short"]);
    assert!(added.contains("A  index.html"), "{added}");
}

#[test]
fn a_build_that_was_killed_between_two_renames_is_undone() {
    let shop = parcel();
    build(&shop, "_site");
    shop.write("_site/CNAME", "ops.example.org\n");
    fs::rename(shop.root().join("_site"), shop.root().join(".devops-docs-old-_site")).expect("it can be moved");
    build(&shop, "_site");
    assert_eq!(shop.read("_site/CNAME"), b"ops.example.org\n");
    assert!(!shop.root().join(".devops-docs-old-_site").exists());
}

#[test]
fn a_build_that_fails_leaves_the_old_site() {
    let shop = parcel();
    let before = build(&shop, "_site");
    shop.write("theme/templates/page.html", "{% if %}\n");
    let said = shop.run(&["build", "--theme", "theme"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert_eq!(files(&shop.root().join("_site")).len(), before.len());
    let beside = fs::read_dir(shop.root()).expect("it is there");
    let names = beside.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let left: Vec<String> = names.filter(|name| name.starts_with(".devops-docs-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_build_that_is_killed_leaves_the_old_site() {
    let shop = parcel();
    let before = build(&shop, "_site");
    shop.write("README.md", "# Parcel\n\nNow with more words.\n");
    // Killed at many moments, from before it reads to after it wrote: the site is the old one or the new one, and whole.
    for step in 0..12_u64 {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"))
            .args(["build", "--today", TODAY])
            .current_dir(shop.root())
            .env("XDG_CACHE_HOME", shop.beside("cache"))
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(std::time::Duration::from_millis(step * step * 6));
        let _ = child.kill();
        child.wait().expect("it ends");
        let folder = shop.root().join("_site");
        let now = files(&folder);
        assert_eq!(now, before.keys().cloned().collect::<Vec<_>>(), "after {step}");
        let is_old = fs::read(folder.join("readme.html")).expect("it is there") == before["readme.html"];
        let said = fs::read_to_string(folder.join("readme.html")).expect("it is there");
        assert!(is_old || said.contains("Now with more words"), "after {step}");
    }
}

#[test]
fn a_strict_build_with_findings_writes_nothing() {
    let shop = parcel();
    let said = shop.run(&["build", "--strict", "--today", TODAY]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("nothing is written"), "{}", said.err);
    assert!(!shop.root().join("_site").exists());
}

/// The pages that one comes to by following "next", with their titles.
fn followed(site: &BTreeMap<String, Vec<u8>>, first: &str) -> Vec<String> {
    let next = Regex::new("<a rel=\"next\" href=\"([^\"]*)\"").expect("it is valid");
    let mut seen = vec![first.to_owned()];
    loop {
        let at = seen.last().expect("it begins with one").clone();
        let html = String::from_utf8_lossy(&site[&at]).into_owned();
        let Some(found) = next.captures(&html) else { return seen };
        seen.push(from(&at, &found[1]));
        assert!(seen.len() < 50, "it goes round: {seen:?}");
    }
}

#[test]
fn documents_are_read_in_the_order_that_the_repository_states() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSells.\n")
        .write("CONTRIBUTING.md", "# Contributing\n\nHelp.\n")
        .write(
            "mkdocs.yml",
            "site_name: Shop\nnav:\n  - index.md\n  - Run it:\n      - Second: b.md\n      - Deep:\n          - a.md\n  - last.md\n",
        )
        .write("docs/index.md", "# Welcome\n\nHello.\n")
        .write("docs/a.md", "# A\n\nOne.\n")
        .write("docs/b.md", "# B\n\nTwo.\n")
        .write("docs/last.md", "# Last\n\nThree.\n")
        .write("docs/left/y.md", "---\nweight: 2\n---\n# Y\n\nFour.\n")
        .write("docs/left/x.md", "---\nweight: 10\n---\n# X\n\nFive.\n")
        .write("docs/left/README.md", "# Left\n\nSix.\n")
        .write("book/src/SUMMARY.md", "# Summary\n\n# Begin\n\n- [Two](two.md)\n  - [One](one.md)\n")
        .write("book/src/one.md", "# One\n\nSeven.\n")
        .write("book/src/two.md", "# Two\n\nEight.\n")
        .commit(1);
    let site = build(&shop, "_site");
    assert_eq!(
        followed(&site, "readme.html"),
        [
            "readme.html",
            "CONTRIBUTING.html",
            "book/src/two.html",
            "book/src/one.html",
            "docs/index.html",
            "docs/last.html",
            "docs/b.html",
            "docs/a.html",
            "docs/left/index.html",
            "docs/left/y.html",
            "docs/left/x.html",
        ]
    );
    assert!(!site.contains_key("book/src/SUMMARY.html"), "a table of contents is no page");
    let list = String::from_utf8_lossy(&site["documents.html"]);
    let titles: Vec<&str> = list.split("<h2 id=\"c").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect();
    assert_eq!(titles, ["This repository", "Begin", "Shop", "Run it", "Left"]);
}

#[test]
fn the_sidebar_of_docusaurus_gives_the_order() {
    let shop = Shop::new();
    let sidebars = "module.exports = {\n  // the only one\n  docs: [\n    'intro',\n    {type: 'category', label: 'Run it', items: \
                    ['second', {type: 'doc', id: 'first', label: 'The first'}]},\n  ],\n}\n";
    shop.write("README.md", "# Shop\n\nSells.\n")
        .write("website/sidebars.js", sidebars)
        .write("website/docs/intro.md", "# Intro\n\nHello.\n")
        .write("website/docs/first.md", "# First\n\nOne.\n")
        .write("website/docs/second.mdx", "# Second\n\nTwo.\n")
        .write("website/docs/alpha/a.md", "# A\n\nThree.\n")
        .write("website/docs/beta/b.md", "# B\n\nFour.\n")
        .write("website/docs/beta/_category_.json", "{\"label\": \"Before all\", \"position\": 1}\n")
        .write("website/docs/alpha/_category_.json", "{\"position\": 2}\n")
        .commit(1);
    let site = build(&shop, "_site");
    let order = [
        "readme",
        "website/docs/intro",
        "website/docs/second",
        "website/docs/first",
        "website/docs/beta/b",
        "website/docs/alpha/a",
    ];
    assert_eq!(followed(&site, "readme.html"), order.map(|page| format!("{page}.html")));
    let list = String::from_utf8_lossy(&site["documents.html"]);
    assert!(list.contains(">Run it") && list.contains(">Before all"), "{list}");
}

#[test]
fn a_long_list_is_cut_and_says_how_much_there_is() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSells.\n");
    for number in 0..520 {
        shop.write(&format!("docs/p{number}.md"), format!("# Procedure {number}\n"));
    }
    shop.commit(1);
    let site = build(&shop, "_site");
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    assert!(page("pages.html").contains("href=\"pages-2.html\""));
    assert!(page("pages-1.html").contains("500 of 52"), "{}", &page("pages-1.html")[..2_000]);
    assert!(page("documents.html").contains("<summary>488 more of 520</summary>"));
    assert!(page("documents.html").contains("500 of 520 are listed"));
    let sidebar = page("docs/p7.html").matches("/p").count();
    assert!(sidebar < 60, "{sidebar} pages stand in the sidebar");
    assert_links_lead_somewhere(&site);
}

#[test]
fn a_job_that_is_needed_and_not_there_is_told_and_not_linked() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSells.\n")
        .write(
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  test:\n    needs: [build, gone]\n    runs-on: x\n    steps: []\n  build:\n    runs-on: x\n    steps: []\n",
        )
        .commit(1);
    let site = build(&shop, "_site");
    let page = String::from_utf8_lossy(&site["workflows/ci.html"]).into_owned();
    assert!(page.contains("href=\"#job-build\"") && page.contains("no such job"), "{page}");
    assert_links_lead_somewhere(&site);
}

#[test]
fn a_file_that_no_theme_uses_is_told() {
    let shop = parcel();
    shop.write("theme/templates/hmoe.html", "").write("theme/assets/own.css", ":root{--r:0}");
    let said = shop.run(&["build", "--today", TODAY, "--theme", "theme"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.err.contains("the theme's templates/hmoe.html is not used; did you mean templates/home.html?"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("own.css"), "{}", said.err);
}

#[test]
fn a_drawing_that_runs_something_is_linked_at_the_host_and_not_copied() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\n![Plain](a.svg) ![Armed](b.svg) ![Far](c.svg)\n")
        .write("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"1\" height=\"1\"/></svg>\n")
        .write("b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>\n")
        .write("c.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"https://far.example/a.png\"/></svg>\n")
        .write("devops-docs.toml", "[site]\nedit = \"https://git.example/shop/edit/main/{path}\"\n")
        .commit(1);
    let site = build(&shop, "_site");
    assert!(site.contains_key("files/a.svg"));
    assert!(!site.contains_key("files/b.svg") && !site.contains_key("files/c.svg"));
    let (_, page) = pages(&site).find(|(_, page)| page.contains("files/a.svg")).expect("a page shows it");
    assert!(!page.contains("files/b.svg") && !page.contains("files/c.svg"), "{page}");
    assert!(page.contains("Armed (not shown: too large, or more than a drawing)"), "{page}");
}

#[test]
fn a_link_without_a_scheme_leads_to_its_host_from_disk_too() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSee [status](//status.example/x).\n").commit(1);
    let site = build(&shop, "_site");
    assert!(pages(&site).any(|(_, page)| page.contains("href=\"https://status.example/x\"")));
    assert!(!pages(&site).any(|(_, page)| page.contains("href=\"//")));
}

#[test]
fn where_a_secret_is_documented_stands_beside_its_name() {
    let site = build(&parcel(), "_site");
    let page = String::from_utf8_lossy(&site["secrets.html"]).into_owned();
    assert!(page.contains("<th scope=\"col\">Name</th><th scope=\"col\">Documented</th>"), "{page}");
    // Of what a knowledge base tells of, it says who owns it and when it is renewed, or that it does not.
    let row = |name: &str| {
        let row = page.split("<tr").find(|row| row.contains(&format!("<code>{name}</code></th>")));
        read(row.expect("it is listed"))
    };
    assert!(row("KUBE_TOKEN").contains("no owner written"), "{page}");
    assert!(row("OLD_TOKEN").contains("no rotation written"), "{page}");
    assert!(!row("REGISTRY_TOKEN").contains("written") && !row("PAGER_KEY").contains("written"), "{page}");
}

#[test]
fn what_a_killed_build_left_is_removed_and_nothing_else() {
    let shop = parcel();
    let folder = |name: &str| shop.root().join(name);
    let mark = |name: &str| folder(name).join(".devops-docs-site");
    for name in [".devops-docs-new-killed", ".devops-docs-new-living", ".devops-docs-new-others"] {
        fs::create_dir(folder(name)).expect("it can be made");
    }
    fs::write(mark(".devops-docs-new-killed"), "").expect("it can be written");
    fs::write(folder(".devops-docs-new-others").join("notes.txt"), "").expect("it can be written");
    let living = fs::File::create(mark(".devops-docs-new-living")).expect("it can be made");
    living.lock().expect("it can be locked");
    build(&shop, "_site");
    assert!(!folder(".devops-docs-new-killed").exists());
    assert!(folder(".devops-docs-new-living").exists() && folder(".devops-docs-new-others").exists());
    drop(living);
    build(&shop, "_site");
    assert!(!folder(".devops-docs-new-living").exists());
}

#[test]
fn an_incident_began_when_its_record_says_and_the_worst_open_one_stands_first() {
    let shop = parcel();
    shop.write(
        "_ai/devops/incidents/2026-11-22-no-parcels.md",
        "---\ntitle: No parcels leave\nseverity: 1\nstatus: TODO(owner)\nstarted: 2026-11-18T05:00:00Z\nmitigated: 2026-11-19T06:00:00Z\nresolved: TODO(owner)\nrelease: v1.5.0\n---\n\n# No parcels leave\n\n## Actions\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n| Buy a van | Kim | 2026-12-01 | open |\n| Tell all | Kim | 2026-11-19 | done |\n",
    )
    .write(
        "_ai/devops/releases/2026-11-21-v1.5.0.md",
        "---\nversion: v1.5.0\ndate: 2026-11-21\nstatus: candidate\ncommit: 0123456789abcdef0123456789abcdef01234567\n---\n\n# v1.5.0\n",
    )
    .commit(2);
    let site = build(&shop, "_site");
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let home = page("index.html");
    let (worst, other) = (home.find("No parcels leave</a></h2>"), home.find("Labels are late</a></h2>"));
    assert!(worst.is_some() && worst < other, "{home}");
    assert!(home.contains("data-tone=\"info\"><b class=\"n\">v1.5.0</b>"), "a candidate is not green: {home}");
    let list = page("incidents.html");
    let row = &list[list.find("No parcels leave").expect("it is listed")..];
    let row = &row[..row.find("</tr>").expect("the row ends")];
    for words in ["datetime=\"2026-11-18T05:00:00Z\"", "unknown", "data-h=\"Open actions\"><span>1</span>"] {
        assert!(row.contains(words), "{words}: {row}");
    }
    let incident = page("incidents/2026-11-22-no-parcels.html");
    let strip = &incident[incident.find("<dl class=\"facts\">").expect("it has facts")..];
    let strip = &strip[..strip.find("</dl>").expect("they end")];
    for words in ["<dt>Severity</dt><dd>1", "unknown", "2026-11-18T05", "2026-11-19T06", "<dt>Release</dt><dd>v1.5.0"] {
        assert!(strip.contains(words), "{words}: {strip}");
    }
    assert!(!strip.contains("Resolved") && !strip.contains("TODO"), "{strip}");
    let release = page("releases/2026-11-21-v1.5.0.html");
    for words in ["</svg>candidate</span>", "<dt>Version</dt><dd>v1.5.0", "<dt>Date</dt>", "<code>0123456789</code>"] {
        assert!(release.contains(words), "{words}: {release}");
    }
    assert!(!page("releases.html").contains(">0123456789a"), "commits are short");
}

#[test]
fn a_long_procedure_leads_with_its_first_command_unless_something_warns_before_it() {
    let shop = Shop::new();
    let page = |note: &str| {
        let why = "Yanking keeps others from choosing a version that must not be used. ".repeat(8);
        format!(
            "---\ntitle: Yank\n---\n\n# Yank\n\n## When\n\n{why}\n\n{note}## Diagnosis\n\n```sh\ngit tag --list\n```\n"
        )
    };
    shop.write("_ai/devops/runbooks/yank.md", page(""))
        .write("_ai/devops/runbooks/warns.md", page("> [!WARNING]\n> Ask first.\n\n"))
        .commit(1);
    let site = build(&shop, "_site");
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let yank = page("runbooks/yank.html");
    let (lead, when) = (yank.find("class=\"firsts\""), yank.find("<h2 id=\"when\""));
    assert!(lead.is_some() && lead < when, "{yank}");
    assert!(!page("runbooks/warns.html").contains("class=\"firsts\""));
}

#[test]
fn pages_that_git_ignores_are_named() {
    let shop = Shop::new();
    shop.write(".gitignore", "releases/\n").write("_ai/devops/README.md", "# Operations\n\nAll of it.\n").commit(1);
    shop.write("_ai/devops/releases/v1.md", "---\nversion: v1\n---\n\n# v1\n");
    let said = shop.run(&["build", "--today", TODAY]);
    assert!(said.err.contains("left out, since git ignores it: _ai/devops/releases/v1.md\n"), "{}", said.err);
}

#[test]
fn nothing_is_green_that_nobody_dated_and_a_wish_stands_once() {
    let shop = Shop::new();
    let wish = "| I want to | Where |\n|---|---|\n| Contribute | [Setup](local.md#setup), [tests](local.md#tests) |\n";
    shop.write("_ai/devops/README.md", format!("# Operations\n\n## I want to…\n\n{wish}"))
        .write("_ai/devops/local.md", "# Local\n\n## Setup\n\nOne.\n\n## Tests\n\nTwo.\n")
        .commit(1);
    let site = build(&shop, "_site");
    let home = String::from_utf8_lossy(&site["index.html"]);
    assert!(home.contains("<strong>dates</strong>") && !home.contains("<strong>overdue</strong>"), "{home}");
    assert_eq!(home.matches("<strong>Contribute</strong>").count(), 1);
}

#[test]
fn a_page_in_arabic_reads_from_right_to_left() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nWords.\n")
        .write("docs/restore.md", "# استعادة قاعدة البيانات\n\nنفذ هذا الأمر أولا: `make restore`.\n")
        .commit(1);
    let site = build(&shop, "_site");
    assert!(String::from_utf8_lossy(&site["docs/restore.html"]).contains("dir=\"rtl\""));
    assert!(!String::from_utf8_lossy(&site["readme.html"]).contains("dir=\"rtl\""));
}

#[test]
fn newcomers_are_sent_to_pages_that_say_something() {
    let shop = Shop::new();
    let words = "It says enough for somebody to begin with it, in words of its own, one after the other.";
    shop.write("README.md", format!("# Shop\n\n{words} First.\n"))
        .write("CONTRIBUTING.md", format!("# Contributing\n\nSee [ Base ][shop.Base]. {words} Second.\n"));
    for set in ["one", "two"] {
        let link = "Link to the set of data, where all that there is to know about its columns is told.\n";
        shop.write(&format!("docs/{set}.md"), format!("# The set {set}\n\n{link}"));
    }
    shop.commit(1);
    let home = String::from_utf8_lossy(&build(&shop, "_site")["index.html"]).into_owned();
    let read = &home[home.find("id=\"read\"").expect("there is something to read")..];
    let read = &read[..read.find("</section>").expect("it ends")];
    assert!(!read.contains("The set") && read.contains("See Base. It says"), "{read}");
}

#[test]
fn a_folder_that_holds_nearly_every_part_is_listed_by_the_folders_in_it() {
    let shop = Shop::new();
    for module in 0..27 {
        let block = |at| format!("resource \"aws_sqs_queue\" \"queue{at}\" {{\n  name = aws_vpc.main.id\n}}\n");
        let queues: String = (0..9).map(block).collect();
        shop.write(&format!("aws/module{module}/main.tf"), format!("resource \"aws_vpc\" \"main\" {{}}\n{queues}"));
    }
    shop.commit(1);
    let site = build(&shop, "_site");
    let page = String::from_utf8_lossy(&site["topology.html"]);
    assert_eq!(page.matches("<details id=\"f-").count(), 27);
    assert!(page.contains("<b>aws/module3</b><span class=\"age\">10 parts"), "a row a module");
    assert!(page.contains("<code>aws_vpc.main</code>"), "what is needed is told with its type");
}

#[test]
fn numbers_and_words_of_lists_are_right() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nTo see what there is, read these pages in this order:\n\n- one\n")
        .write("_ai/devops/deployments.md", "# How we deploy\n\nBy hand.\n")
        .write(".env.example", "SHOP_PORT=1\nSHOP_COLOUR=red\n")
        .write(
            "_ai/devops/environments/local.md",
            "# Local\n\n## Configuration\n\n| Variable | What |\n|---|---|\n| `SHOP_PORT` | its port |\n",
        )
        .write(
            "_ai/devops/maintenance.md",
            "# Maintenance\n\n## Secrets\n\n| Secret | Owner | Rotation |\n|---|---|---|\n| `SHOP_TOKEN` | Kim | yearly |\n",
        )
        .write(
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: ./t\n        env:\n          T: ${{ secrets.SHOP_TOKEN }}\n",
        )
        .commit(1);
    let site = build(&shop, "_site");
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let home = page("index.html");
    let entry = &home[home.find("href=\"secrets.html\"").expect("the sidebar has it")..];
    let entry = &entry[..entry.find("</a>").expect("it ends")];
    assert!(entry.contains("Secrets") && entry.contains(">1<"), "{entry}");
    let row = page("environments.html");
    assert!(row.contains("data-h=\"Variables\"><span>1</span>"), "{row}");
    let secrets = page("secrets.html");
    assert!(secrets.contains(">yearly</span>") && !secrets.contains("every yearly"), "{secrets}");
    let all = page("pages.html");
    let main = &all[all.find("<main").expect("it has one")..];
    assert_eq!(main.matches("href=\"deployments.html\"").count(), 1, "{main}");
    let index = String::from_utf8_lossy(&site["index/pages.json"]).into_owned();
    assert!(index.contains("read these pages in this order\""), "{index}");
}

#[test]
fn no_page_skips_a_level_of_headings() {
    let one = Shop::new();
    one.write("README.md", "# Shop\n\nSells.\n")
        .write("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n")
        .commit(1);
    let heading = Regex::new(r"<h([1-6])[ >]").expect("it is valid");
    for site in [build(&parcel(), "_site"), build(&one, "_site")] {
        assert!(site.contains_key("topology.html"));
        for (path, html) in pages(&site).filter(|(path, _)| !path.starts_with("docs/")) {
            let main = html.find("<main").map_or(html, |at| &html[at..]);
            let mut last = 0;
            for found in heading.captures_iter(main) {
                let level: u32 = found[1].parse().expect("it is a digit");
                assert!(level <= last + 1, "{path} goes from {last} to {level}");
                last = level;
            }
        }
    }
}

#[test]
fn the_page_for_what_is_missing_may_be_loaded_again_under_serve() {
    let site = build(&parcel(), "_site");
    let page = String::from_utf8_lossy(&site["404.html"]).into_owned();
    assert!(page.contains("script-src 'self'; connect-src 'self'"), "{page}");
}

#[test]
fn other_systems_that_build_are_named_and_not_read() {
    let shop = Shop::new();
    shop.write("README.md", "# Operations\n\nHow it runs.\n")
        .write(".gitlab-ci.yml", "build:\n  script: make\n")
        .commit(1);
    let site = build(&shop, "out");
    let page = |path: &str| String::from_utf8(site[path].clone()).expect("pages are UTF-8");
    let workflows = page("workflows.html");
    assert!(workflows.contains("Also here, and not read:") && workflows.contains("GitLab CI, "), "{workflows}");
    assert!(!workflows.contains("<table"), "{workflows}");
    assert!(page("index.html").contains("href=\"workflows.html\""));
    assert!(!page("index.html").to_lowercase().contains("operations operations"));
}

/// A piece of a page as people read it.
fn read(html: &str) -> String {
    plain(&Regex::new("<[^>]*>").expect("it is valid").replace_all(html, ""))
}

#[test]
fn a_job_that_only_runs_in_an_environment_is_no_deployment_to_it() {
    let shop = parcel();
    let workflow = |name: &str, jobs: &str| {
        shop.write(&format!(".github/workflows/{name}.yml"), format!("on: push\njobs:\n{jobs}"));
    };
    workflow(
        "jira",
        "  sync:\n    runs-on: ubuntu-24.04\n    environment: production\n    steps: [{run: ./jira.sh}]\n",
    );
    workflow("ship", "  hand-over:\n    uses: ./.github/workflows/inner.yml\n    with: {environment: production}\n");
    shop.write(
        ".github/workflows/inner.yml",
        "on: {workflow_call: {inputs: {environment: {type: string}}}}\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    \
         environment: ${{ inputs.environment }}\n    steps: [{run: ./deploy.sh}]\n",
    );
    let site = build(&shop, "_site");
    let page = String::from_utf8_lossy(&site["environments.html"]).into_owned();
    let cell = |title: &str| {
        let row =
            page.split("<tr").skip(1).find(|row| row.contains("environments/production.html")).expect("it is listed");
        let cell = row.split("<td").find(|cell| cell.contains(&format!("data-h=\"{title}\""))).expect("it is a column");
        read(cell)
    };
    assert!(cell("Also runs there").contains("jira.yml: sync"), "{page}");
    assert!(!cell("Deployed by").contains("jira.yml"), "{page}");
    for user in ["deploy.yml: production", "ship.yml: hand-over"] {
        assert!(cell("Deployed by").contains(user), "{user} in {page}");
    }
    let card = read(&String::from_utf8_lossy(&site["deployments.html"]));
    assert!(card.contains("hand-over of ship.yml") && !card.contains("sync of jira.yml"), "{card}");
}

#[test]
fn the_way_back_is_what_takes_back_and_not_what_stands_first_on_the_page_for_it() {
    let shop = parcel();
    shop.write(
        "_ai/devops/runbooks/rollback.md",
        "# Yank\n\n## Diagnosis\n\n```sh\ncargo install parcel\n```\n\n## Steps\n\n```sh\ncargo yank parcel\n```\n\n\
         ## Rollback\n\n```sh\ncargo yank --undo parcel\n```\n",
    );
    let card = |shop: &Shop| {
        let site = build(shop, "_site");
        let page = String::from_utf8_lossy(&site["deployments.html"]).into_owned();
        let from = page.find("Roll back").expect("there is a card");
        read(&page[from..from + page[from..].find("Last drill").expect("it ends with the drill")])
    };
    let words = card(&shop);
    assert!(words.contains("cargo yank parcel") && !words.contains("install") && !words.contains("undo"), "{words}");
    // Without steps, what only finds the cause is not shown for them.
    shop.write("_ai/devops/runbooks/rollback.md", "# Yank\n\n## Diagnosis\n\n```sh\ncargo install parcel\n```\n");
    let words = card(&shop);
    assert!(words.contains("Procedure") && !words.contains("cargo"), "{words}");
}

#[test]
fn what_only_looks_is_no_way_back() {
    let shop = parcel();
    shop.write(
        "_ai/devops/deployments.md",
        "---\nenvironment: production\n---\n\n# Deployments\n\n## Steps\n\n```sh\ngit push origin v1\n```\n\n## Rollback\n\n```sh\n\
         git tag --sort=-creatordate | head\n```\n\nTODO(owner): what takes a version back?\n",
    );
    let page = String::from_utf8_lossy(&build(&shop, "_site")["deployments.html"]).into_owned();
    let from = page.find("Roll back").expect("there is a card");
    let card = read(&page[from..from + page[from..].find("</section>").expect("it ends")]);
    assert!(card.contains("not written yet") && !card.contains("git tag"), "{card}");
}

#[test]
fn the_home_page_begins_with_the_commands_that_people_come_for() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nRun `make test`.\n")
        .write("Makefile", "_gen:\n\t:\nall:\n\t:\ndb-wipe:\n\t:\ndeploy:\n\t:\nsetup:\n\t:\ntest:\n\t:\n")
        .commit(1);
    let site = build(&shop, "_site");
    let page = |path: &str| read(&String::from_utf8_lossy(&site[path]));
    let home = page("index.html");
    let places: Vec<_> =
        ["Set upmake setup", "Testmake test", "Deploymake deploy"].map(|words| home.find(words)).into();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {home}");
    assert!(!home.contains("make _gen") && !home.contains("make db-wipe"), "{home}");
    let all = page("commands.html");
    assert!(all.contains("make db-wipe destroys"), "{all}");
    assert!(all.find("make test") < all.find("make _gen"), "{all}");
}

#[test]
fn nobody_starts_with_the_licence() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSells.\n")
        .write("docs/install.md", "# Install it\n\nUnpack it.\n")
        .write("LICENSE.md", "# Licence\n\nDo what you want.\n")
        .write("CODE_OF_CONDUCT.md", "# How we behave\n\nWell.\n")
        .write("SECURITY.md", "# Reporting\n\nTo us.\n")
        .commit(1);
    let site = build(&shop, "_site");
    let home = String::from_utf8_lossy(&site["index.html"]).into_owned();
    let start = &home[home.find("id=\"read\"").expect("it says where to start")..];
    let start = read(&start[..start.find("</section>").expect("it ends")]);
    assert!(start.contains("Shop") && start.contains("Install it"), "{start}");
    for other in ["Licence", "How we behave", "Reporting"] {
        assert!(!start.contains(other), "{other} in {start}");
    }
    assert!(read(&String::from_utf8_lossy(&site["documents.html"])).contains("Reporting"), "the list has all");
}

#[test]
fn a_release_says_what_it_brought_where_its_tag_is_and_what_publishes_it() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nSells.\n")
        .write(
            ".github/workflows/publish.yml",
            "name: To npm\non: {push: {tags: ['v*']}}\njobs:\n  npm:\n    runs-on: x\n    steps: [{run: npm publish}]\n",
        )
        .write(".github/workflows/test.yml", "name: Tests\non: push\njobs:\n  t: {runs-on: x, steps: [{run: ./t}]}\n")
        .write("_ai/devops/releases/2024-03-05-v1.1.0.md", "---\nversion: v1.1.0\nstatus: verified\n---\n\n# v1.1.0\n")
        .commit(1);
    shop.git(&["remote", "add", "origin", "https://github.com/shop/shop"]);
    shop.git(&["tag", "v1.0.0"]);
    shop.commit(4).commit(5);
    shop.git(&["tag", "v1.1.0"]);
    shop.commit(6);
    shop.git(&["tag", "v1.1.1"]);
    let page = String::from_utf8_lossy(&build(&shop, "_site")["releases.html"]).into_owned();
    let words = read(&page);
    assert!(words.contains("To npm publishes: A tag that matches v* is pushed."), "{words}");
    assert!(!words.contains("Tests publishes"), "{words}");
    for part in [
        "<a href=\"https://github.com/shop/shop/compare/v1.1.0...v1.1.1\">1 commit</a> since v1.1.0",
        "<a href=\"https://github.com/shop/shop/compare/v1.0.0...v1.1.0\">2 commits</a> since v1.0.0",
        "<a href=\"https://github.com/shop/shop/releases/tag/v1.1.1\">v1.1.1</a>",
        "<a href=\"https://github.com/shop/shop/releases/tag/v1.1.0\">tag v1.1.0</a>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(words.matches("no record").count(), 2, "{words}");
}

#[test]
fn each_environment_leads_with_the_workflow_that_can_be_told_it() {
    let shop = parcel();
    let workflow = |name: &str, options: &str| {
        shop.write(
            &format!(".github/workflows/{name}.yml"),
            format!(
                "name: {name}\non:\n  push:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        \
                 options: [{options}]\njobs:\n  {name}:\n    runs-on: ubuntu-24.04\n    if: github.ref_name == 'main'\n    \
                 environment: ${{{{ needs.pick.outputs.to }}}}\n    steps: [{{run: helm upgrade shop ./chart}}]\n"
            ),
        );
    };
    workflow("image", "lab, field");
    workflow("redeploy", "field");
    shop.write(
        "_ai/devops/deployments.md",
        "# Deployments\n\n## Steps\n\n### Image\n\n```sh\ngh workflow run image.yml -f environment=\"${ENVIRONMENT}\"\n```\n\n\
         ### Redeploy\n\n```sh\ngh workflow run redeploy.yml -f environment=\"${ENVIRONMENT}\"\n```\n",
    );
    let site = build(&shop, "_site");
    let page = String::from_utf8_lossy(&site["deployments.html"]).into_owned();
    let card = |name: &str| {
        let from = page.find(&format!("Deploy to {name}")).expect("there is a card");
        read(&page[from..from + page[from..].find("All of it").expect("it ends with the way to the page")])
    };
    assert!(card("lab").contains("gh workflow run image.yml -f environment=lab"), "{}", card("lab"));
    assert!(!card("lab").contains("redeploy.yml -f"), "{}", card("lab"));
    assert!(card("field").contains("gh workflow run redeploy.yml -f environment=field"), "{}", card("field"));
    let jobs = read(&String::from_utf8_lossy(&site["workflows/image.html"]));
    assert!(jobs.contains("Only if") && jobs.contains("github.ref_name =="), "{jobs}");
}

#[test]
fn addresses_of_a_generator_lead_to_the_pages_that_they_mean() {
    let shop = Shop::new();
    shop.write("docs/.vitepress/config.ts", "export default {}\n");
    shop.write(
        "docs/guide/index.md",
        "# Guide\n\n[Why](./why), [options](/config/server#server-port), [here](#first-step)\n\n## First.Step\n",
    );
    shop.write("docs/guide/why.md", "# Why\n");
    shop.write("docs/config/server.md", "# Server\n\n## server.port\n");
    shop.commit(1);
    let site = build(&shop, "_site");
    let page = String::from_utf8_lossy(&site["docs/guide/index.html"]).into_owned();
    for address in ["why.html\"", "config/server.html#serverport\"", "\"#firststep\""] {
        assert!(page.contains(address), "{address}: {page}");
    }
}
