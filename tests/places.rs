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
