//! What a run is about, by the paths it is given, and what lies where nothing can be read.

mod shop;

use std::fs;

use shop::Shop;

const BROKEN: &str = "# Shop\n\nSee [the guide](guide.md).\n";

#[test]
fn a_path_in_another_repository_is_judged_as_part_of_that_one() {
    let here = Shop::new();
    here.write("README.md", "# Here\n").commit(1);
    let other = Shop::new();
    other.write("docs/README.md", BROKEN).write("docs/other/README.md", BROKEN).commit(1);
    let folder = other.root().join("docs/other");
    let said = here.lint(&[folder.to_str().expect("a temporary path is UTF-8")]);
    assert!(said.out.starts_with("docs/other/README.md:3:17: error[broken-link]"), "{}", said.out);
    assert_eq!((said.out.lines().count(), said.code), (1, 1), "{}{}", said.out, said.err);
}

#[test]
fn a_folder_in_no_repository_is_judged_alone_and_told() {
    let here = Shop::new();
    here.write("README.md", "# Here\n").commit(1);
    let folder = Shop::bare();
    folder.write("README.md", BROKEN);
    let said = here.lint(&[folder.root().to_str().expect("a temporary path is UTF-8")]);
    assert!(said.out.starts_with("README.md:3:17: error[broken-link]"), "{}", said.out);
    assert!(said.err.contains("is in no git repository; it is judged alone"), "{}", said.err);
    assert_eq!(said.code, 1);
}

#[test]
fn a_path_that_is_no_part_of_the_repository_is_an_error() {
    let shop = Shop::new();
    shop.write(".gitignore", "out/\n").write("README.md", "# Shop\n").commit(1);
    shop.write("out/page.md", BROKEN);
    fs::create_dir(shop.root().join("empty")).expect("it is new");
    let beside = shop.beside("beside");
    fs::create_dir(&beside).expect("it is new");
    for (path, words) in [
        ("out", "nothing in out is part of the repository"),
        ("out/page.md", "nothing in out/page.md is part of the repository"),
        ("empty", "nothing in empty is part of the repository"),
        ("missing", "there is no missing"),
    ] {
        let said = shop.lint(&[path]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{path}: {}", said.err);
        assert!(said.err.contains(words), "{path}: {}", said.err);
    }
    let said = shop.lint(&["README.md", beside.to_str().expect("a temporary path is UTF-8")]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("is not in ") && said.err.contains("where the first path is"), "{}", said.err);
}

#[test]
fn paths_without_a_page_or_a_known_source_are_told() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write("src/main.c", "int main;\n").commit(1);
    let said = shop.lint(&["src"]);
    assert!(said.err.contains("nothing in src is read"), "{}", said.err);
    assert_eq!(said.code, 0);
    assert!(!shop.lint(&["src", "README.md"]).err.contains("is read"));
}

#[test]
fn what_lies_in_a_submodule_is_neither_read_nor_believed() {
    let other = Shop::new();
    other.write("README.md", "[gone](nowhere.md)\n").commit(1);
    let shop = Shop::new();
    let root = other.root();
    shop.git(&["submodule", "--quiet", "add", root.to_str().expect("UTF-8"), "lib/other"]);
    shop.write("README.md", "[other](lib/other) and [its page](lib/other/missing.md)\n").commit(1);
    let archive = Shop::bare();
    archive.write(".gitmodules", shop.read(".gitmodules")).write("README.md", shop.read("README.md"));
    for shop in [shop, archive] {
        let said = shop.lint(&["--explain-unjudged"]);
        assert_eq!((said.out.as_str(), said.code), ("", 0), "{}", said.err);
        let told = "README.md:1:35: lib/other/missing.md: it is in a submodule, which is another repository\n";
        assert!(said.err.starts_with(told), "{}", said.err);
        assert!(said.err.contains("1 claim holds"), "{}", said.err);
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_within_the_repository_and_circles_are_told() {
    for shop in [Shop::new(), Shop::bare()] {
        shop.write("docs/a.md", "# A\n");
        shop.write("README.md", "[a](docs/up/docs/a.md)\n[b](docs/up/docs/b.md)\n[c](docs/self.md)\n[d](far/d.md)\n");
        for (target, link) in [("..", "docs/up"), ("self.md", "docs/self.md"), ("/usr/share", "far")] {
            std::os::unix::fs::symlink(target, shop.root().join(link)).expect("a link");
        }
        let said = shop.lint(&["--explain-unjudged"]);
        let told: Vec<&str> = said.out.lines().collect();
        assert_eq!(
            told,
            [
                "README.md:2:5: error[broken-link] this link leads through a symbolic link to docs/b.md, which does not exist",
                "README.md:3:5: error[broken-link] this link leads to docs/self.md, where symbolic links lead in a circle",
                "docs/self.md: warning[unreadable-source] this symbolic link leads in a circle",
            ],
            "{}",
            said.err
        );
        let outside = "README.md:4:5: far/d.md: it is behind a symbolic link that leaves the repository\n";
        assert!(said.err.starts_with(outside), "{}", said.err);
    }
}

#[test]
fn commands_that_nobody_can_judge_are_listed_with_the_reason() {
    let shop = Shop::new();
    shop.write("Makefile", "test:\n\ttrue\n").write("package.json", "{\"scripts\": {\"build\": \"tsc\"}}\n");
    let commands = [
        ("make -f gone.mk release", "release: the Makefile that is named is not here"),
        ("make -C \"$DIR\" release", "release: the folder in which it runs is not known"),
        ("just -f \"$FILE\" release", "release: the justfile that is named is not here"),
        ("npm --prefix \"$DIR\" run release", "release: the folder in which it runs is not known"),
        ("docker compose -f a.yml -f b.yml up web", "web: several Compose files are read"),
        ("popd && make release", "release: the folder in which it runs is not known"),
        ("sudo -i make release", "release: the folder in which it runs is not known"),
        ("docker compose exec web make release", "release: it runs in a container"),
        ("docker run --rm node:22 sh -c 'npm run release'", "release: it runs in a container"),
        ("make --build release", "release: make has no such option"),
        ("make -f a.mk -f b.mk release", "release: several Makefiles are read"),
        ("task -g release", "release: it is a task of another Taskfile"),
        ("npm run release -w elsewhere", "release: no package here is called so"),
        ("npm run release --if-present", "release: it is run only where it is present"),
        ("pnpm --filter './packages/*' run release", "release: it is run in packages that a filter chooses"),
        ("cargo build --manifest-path gone/Cargo.toml --features tls", "tls: the manifest that is named is not here"),
    ];
    for (command, told) in commands {
        shop.write("README.md", format!("```sh\n{command}\n```\n"));
        let said = shop.lint(&["--explain-unjudged"]);
        assert_eq!(said.out, "", "{command}");
        assert!(said.err.lines().any(|line| line.ends_with(told)), "{command}: {}", said.err);
    }
}

#[test]
fn what_stands_under_the_name_of_another_repository_is_not_held_against_this_one() {
    let shop = Shop::new();
    shop.git(&["remote", "add", "origin", "https://github.com/acme/shop.git"]);
    let page =
        "# Parts\n\n## `acme/warehouse`\n\nRun `make serve`.\n\n## `acme/shop`\n\nRun `make lost` and `make build`.\n";
    shop.write("Makefile", "build:\n\ttrue\n").write("README.md", page).commit(1);
    let said = shop.lint(&[]);
    assert_eq!(said.out, "README.md:9:11: error[unknown-target] Makefile has no make target `lost`\n", "{}", said.err);
}

#[test]
fn a_command_is_read_from_where_it_runs_and_not_from_folders_between() {
    let shop = Shop::new();
    shop.write("packages/server/api/x", "\n")
        .write("packages/cli/src/main.c", "\n")
        .write("bin/old.sh", "\n")
        .commit(1);
    shop.git(&["rm", "--quiet", "packages/server/api/x", "packages/cli/src/main.c", "bin/old.sh"]);
    let page = "# Tool\n\n```sh\ntool ./server/api\ncat ./bin/old.sh ./src/main.c\n```\n";
    shop.write("bin/new.sh", "\n")
        .write("packages/cli/src/main.rs", "\n")
        .write("packages/cli/README.md", page)
        .commit(2);
    let said = shop.lint(&[]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", said.out);
    assert!(lines[0].contains("warning[unknown-path] bin/old.sh does not exist any more"), "{}", said.out);
    assert!(lines[1].contains("packages/cli/src/main.c does not exist any more"), "{}", said.out);
}

#[test]
fn what_gitattributes_marks_is_no_page() {
    let shop = Shop::new();
    shop.write(".gitattributes", "/api/*.md linguist-generated=true\nlib/** linguist-vendored\n")
        .write("lib/.gitattributes", "ours.md -linguist-vendored\n");
    for page in ["README.md", "api/shop.md", "lib/theirs.md", "lib/ours.md"] {
        shop.write(page, BROKEN);
    }
    shop.commit(1);
    let said = shop.lint(&[]);
    let pages: Vec<&str> = said.out.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(pages, ["README.md", "lib/ours.md"], "{}", said.out);
    let told = shop.run(&["config", "--pages"]).out;
    for line in [
        "api/shop.md: left out: generated, says .gitattributes\n",
        "lib/theirs.md: left out: vendored, says .gitattributes\n",
        "lib/ours.md: untyped\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    shop.write("devops-docs.toml", "[pages]\ninclude = [\"api/**\"]\n");
    assert!(shop.lint(&[]).out.contains("api/shop.md:3:17"), "what is asked for is read all the same");
}
