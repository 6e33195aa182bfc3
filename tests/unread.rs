//! What a run is given and cannot use: names that are no text, links to nothing, configuration that does not count, git that
//! is not there, places where nothing can be written. Each is told by the name that a person knows it by.

mod shop;

use std::fs;

use shop::Shop;

#[cfg(target_os = "linux")]
#[test]
fn a_page_whose_name_is_not_utf8_is_told_and_the_run_goes_on() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    for shop in [Shop::new(), Shop::bare()] {
        shop.write("README.md", "# Shop\n\n[gone](nowhere.md)\n").write("docs/a.md", "# A\n");
        let name = |bytes: &[u8]| shop.root().join(OsStr::from_bytes(bytes));
        fs::write(name(b"docs/caf\xe9.md"), "[gone](nowhere.md)\n").expect("Linux takes any bytes");
        // Nobody would have read it.
        fs::write(name(b"docs/caf\xe9.png"), "").expect("Linux takes any bytes");
        let told = "README.md:3:8: error[broken-link] this link leads to nowhere.md, which does not exist\n\
            docs/caf\u{fffd}.md: warning[unreadable-source] the name of this file is not UTF-8, so it is not read\n";
        assert_eq!(shop.lint(&[]).out, told);
        if shop.root().join(".git").exists() {
            shop.commit(1);
            assert_eq!(shop.lint(&[]).out, told, "it is tracked");
            fs::remove_file(name(b"docs/caf\xe9.md")).expect("it is there");
            assert_eq!(shop.lint(&[]).out.lines().count(), 1, "it is deleted");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_page_that_is_a_link_to_nothing_is_told() {
    use std::os::unix::fs::symlink;
    for shop in [Shop::new(), Shop::bare()] {
        shop.write("GUIDE.md", "# Guide\n");
        for (target, link) in [
            ("gone.md", "README.md"),
            ("GUIDE.md", "docs.md"),
            ("/usr/share/doc/x.md", "far.md"),
            ("../beside/x.md", "beyond.md"),
            ("gone.png", "logo.png"),
        ] {
            symlink(target, shop.root().join(link)).expect("a link");
        }
        let told = "README.md: warning[unreadable-source] this symbolic link leads to gone.md, which does not exist\n";
        assert_eq!(shop.lint(&[]).out, told);
    }
    // What a build makes is there when people read it.
    let shop = Shop::new();
    shop.write(".gitignore", "build/\n").write("GUIDE.md", "# Guide\n");
    symlink("build/api.md", shop.root().join("API.md")).expect("a link");
    assert_eq!(shop.lint(&[]).out, "");
}

#[test]
fn a_second_configuration_is_told_with_the_one_that_counts() {
    let shop = Shop::new();
    shop.write("README.md", "[a](a.md)\n").write("a.md", "# A\n");
    shop.write("devops-docs.toml", "profile = \"default\"\n")
        .write("_ai/devops/devops-docs.toml", "profile = \"strict\"\n");
    let told = "_ai/devops/devops-docs.toml: error[unknown-configuration] this file has no effect, since devops-docs.toml is \
        read; move its settings there and remove it\n";
    let said = shop.lint(&[]);
    assert_eq!((said.out.as_str(), said.code), (told, 1), "{}", said.err);
    let asked = shop.lint(&["--config", "_ai/devops/devops-docs.toml"]);
    assert!(!asked.out.contains("unknown-configuration"), "who asks for one knows: {}", asked.out);
    fs::remove_file(shop.root().join("devops-docs.toml")).expect("it is there");
    assert!(!shop.lint(&[]).out.contains("unknown-configuration"));
}

#[test]
fn a_configuration_that_is_no_file_is_told() {
    let shop = Shop::new();
    shop.write("README.md", "[a](a.md)\n").write("a.md", "# A\n").write("devops-docs.toml/notes.txt", "x\n");
    let told = "devops-docs.toml: error[unknown-configuration] this is a folder, and the configuration is a file\n";
    let said = shop.lint(&[]);
    assert_eq!((said.out.as_str(), said.code), (told, 1), "{}", said.err);
    for (path, words) in [
        ("devops-docs.toml", "cannot read devops-docs.toml: it is a folder, and the configuration is a file"),
        (".", "cannot read .: it is a folder, and the configuration is a file"),
        ("other.toml", "cannot read other.toml: "),
    ] {
        let said = shop.lint(&["--config", path]);
        assert_eq!((said.out.as_str(), said.code), ("", 2));
        assert!(said.err.contains(words), "{}", said.err);
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_behind_a_link_is_told() {
    let shop = Shop::new();
    shop.write("README.md", "[a](a.md)\n").write("a.md", "# A\n").write("settings/lint.toml", "profile = \"strict\"\n");
    std::os::unix::fs::symlink("settings/lint.toml", shop.root().join("devops-docs.toml")).expect("a link");
    let said = shop.lint(&[]);
    let told = "devops-docs.toml: error[unknown-configuration] the configuration is not read through a symbolic link";
    assert!(said.out.starts_with(told), "{}", said.out);
}

#[test]
fn what_needs_git_says_so_without_it() {
    let shop = Shop::bare();
    shop.write("README.md", "[gone](nowhere.md)\n");
    for (words, option) in [(&["--since", "main"][..], "--since"), (&["--staged"], "--staged")] {
        let said = shop.lint(words);
        assert_eq!((said.out.as_str(), said.code), ("", 2));
        assert!(
            said.err.starts_with(&format!("devops-docs: {option} needs git: not a git repository")),
            "{}",
            said.err
        );
        let repository = Shop::new();
        repository.write("README.md", "[gone](nowhere.md)\n").commit(1);
        let empty = repository.beside("empty");
        fs::create_dir(&empty).expect("it is new");
        let path = empty.to_str().expect("a temporary path is UTF-8");
        let lint = [&["lint"], words].concat();
        let said = repository.run_at(&repository.root(), &lint, &[("PATH", path)]);
        assert_eq!((said.out.as_str(), said.code), ("", 2));
        assert!(said.err.starts_with(&format!("devops-docs: {option} needs git: git cannot be run")), "{}", said.err);
    }
    let repository = Shop::new();
    repository.write("README.md", "# Shop\n").commit(1);
    let said = repository.lint(&["--since", "nowhere"]);
    assert_eq!((said.err.as_str(), said.code), ("devops-docs: git knows no revision nowhere\n", 2));
}

#[test]
fn what_cannot_be_written_is_called_by_its_name() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").commit(1);
    let said = shop.lint(&["--output-file", "README.md/out.json"]);
    assert_eq!((said.err.as_str(), said.code), ("devops-docs: cannot write README.md/out.json: not a directory\n", 2));
}

#[test]
fn a_workflow_that_calls_itself_many_times_is_read() {
    let call = |n: usize| {
        format!(
            "  call{n}:\n    uses: ./.github/workflows/a.yml\n    with:\n      env: ${{{{ inputs.env }}}}\n    secrets: inherit\n"
        )
    };
    let calls: String = (0..60).map(call).collect();
    let workflow = format!(
        "on:\n  workflow_call:\n    inputs:\n      env:\n        type: string\njobs:\n  ship:\n    runs-on: ubuntu-24.04\n    \
         environment: ${{{{ inputs.env }}}}\n    steps:\n      - run: ./ship.sh ${{{{ secrets.TOKEN }}}}\n{calls}"
    );
    let shop = Shop::new();
    shop.write(".github/workflows/a.yml", &workflow).write("README.md", "# Shop\n\n[gone](nowhere.md)\n");
    assert_eq!(
        shop.lint(&[]).out,
        "README.md:3:8: error[broken-link] this link leads to nowhere.md, which does not exist\n"
    );
}
