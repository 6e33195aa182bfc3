//! The files for programs: each as its schema describes it, true to the repository, and the same on every run.

mod acme;
mod shop;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use shop::Shop;

/// The lists, by the names of their files.
const LISTS: [&str; 16] = [
    "checks",
    "commands",
    "diagnostics",
    "environments",
    "incidents",
    "intents",
    "jobs",
    "measures",
    "pages",
    "releases",
    "runbooks",
    "secrets",
    "services",
    "tools",
    "variables",
    "workflows",
];

fn built(shop: &Shop) -> PathBuf {
    let said = shop.run(&["index", "--output", "../site", "--today", "2024-03-10"]);
    assert_eq!(said.code, 0, "{}", said.err);
    shop.beside("site")
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|_| panic!("{file} is written"))
}

fn json(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&read(folder, file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The items of a list.
fn items(folder: &Path, list: &str) -> Vec<Value> {
    json(folder, &format!("index/{list}.json"))["items"].as_array().expect("a list has items").clone()
}

fn assert_described(folder: &Path) {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/index");
    let index = [("index", "index.json".to_owned())];
    for (name, file) in LISTS.map(|list| (list, format!("index/{list}.json"))).into_iter().chain(index) {
        let schema = json(&schemas, &format!("{name}.json"));
        let validator = jsonschema::validator_for(&schema).expect("our schema is a schema");
        let document = json(folder, &file);
        let wrong: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{file}");
        assert_eq!(document["version"], 1, "{file}");
    }
}

#[test]
fn every_file_is_as_its_schema_describes_it() {
    let shop = acme::shop();
    let site = built(&shop);
    assert_described(&site);
    for list in LISTS.iter().filter(|list| !["checks", "services", "diagnostics"].contains(list)) {
        assert!(!items(&site, list).is_empty(), "the shop has {list}");
    }
    let contents = json(&site, "index.json");
    for item in contents["items"].as_array().expect("it has items") {
        let file = item["file"].as_str().expect("it has a file");
        let bytes = fs::metadata(site.join(file)).expect("it is there").len();
        assert_eq!(item["bytes"], bytes, "{file}");
    }
    assert_eq!(contents["built"], "2024-03-01T12:00:00Z");
}

#[test]
fn our_own_files_are_as_their_schemas_describe_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = Command::new(env!("CARGO_BIN_EXE_devops-docs"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["index", "--output"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_described(folder.path());
}

#[test]
fn the_lists_say_what_the_repository_has() {
    let shop = acme::shop();
    let site = built(&shop);
    let find = |list: &str, key: &str, name: &str| {
        let found = items(&site, list).into_iter().find(|item| item[key] == name);
        found.unwrap_or_else(|| panic!("{list} has {name}"))
    };
    let token = find("secrets", "name", "REGISTRY_TOKEN");
    assert_eq!(token["environments"], serde_json::json!(["production", "staging"]));
    assert_eq!((&token["owner"], &token["rotation_due"]), (&"platform".into(), &"2024-04-14".into()));
    let production = find("environments", "name", "production");
    assert_eq!(production["secrets"], serde_json::json!(["KUBE_TOKEN", "REGISTRY_TOKEN"]));
    assert_eq!(production["jobs"][0]["jobs"], serde_json::json!(["production"]));
    let deploy = find("workflows", "file", "deploy.yml");
    assert_eq!(deploy["inputs"][0]["name"], "version");
    let test = find("jobs", "id", "test");
    assert_eq!(test["commands"], serde_json::json!(["make setup", "make test"]));
    let restore = find("runbooks", "title", "Restore the database");
    assert_eq!((&restore["risk"], &restore["approver"]), (&"high".into(), &"head of platform".into()));
    let versions: Vec<Value> = items(&site, "releases").into_iter().map(|item| item["version"].clone()).collect();
    assert_eq!(versions, ["1.4.0", "v1.3.2"].map(Value::from));
    let incident = &items(&site, "incidents")[0];
    assert_eq!(incident["times"]["mitigated"], "2024-02-11T09:41:00Z");
}

#[test]
fn the_same_repository_gives_the_same_bytes() {
    let shop = acme::shop();
    let first = contents_of(&built(&shop));
    fs::remove_dir_all(shop.beside("site")).expect("it was just made");
    assert_eq!(contents_of(&built(&shop)), first);
}

fn contents_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.expect("it can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).expect("it can be read"))).collect()
}

#[test]
fn a_twin_leads_on_from_where_it_lies() {
    let shop = acme::shop();
    shop.git(&["remote", "add", "origin", "git@github.com:acme/shop.git"]);
    let page = "# Links\n\n[a](deployments.md#rollback) [b](../../Makefile) [c](runbooks/) ![d](x.png) [e](#links)\n\
        [f](https://example.org/a.md) [g] <a href=\"environments/local.md\">h</a>\n\n[g]: ../../README.md\n";
    shop.write(
        "_ai/devops/notes/links.md",
        page.replace("](", "](../")
            .replace("](../#", "](#")
            .replace("](../https", "](https")
            .replace("]: ", "]: ../")
            .replace("href=\"", "href=\"../"),
    );
    shop.write("_ai/devops/x.png", "png").commit(8);
    let site = built(&shop);
    assert_eq!(
        read(&site, "notes/links.md"),
        "# Links\n\n[a](../deployments.md#rollback) [b](https://github.com/acme/shop/blob/HEAD/Makefile) \
         [c](https://github.com/acme/shop/tree/HEAD/_ai/devops/runbooks) \
         ![d](https://github.com/acme/shop/raw/HEAD/_ai/devops/x.png) [e](#links)\n\
         [f](https://example.org/a.md) [g] <a href=\"../environments/local.md\">h</a>\n\n[g]: ../readme.md\n"
    );
    assert!(read(&site, "environments/local.md").starts_with("---\ntitle: Local environment\n"));
}

#[test]
fn a_twin_leads_to_the_host_that_the_remote_names_and_says_the_path_where_none_is_known() {
    let shop = acme::shop();
    let page =
        "# Links\n\n[the *file*](../../../Makefile), [`Makefile`](../../../Makefile) and ![a picture](../x.png)\n";
    shop.write("_ai/devops/notes/links.md", page).write("_ai/devops/x.png", "png").commit(8);
    assert_eq!(
        read(&built(&shop), "notes/links.md"),
        "# Links\n\nthe *file* (`Makefile`), `Makefile` and a picture (`_ai/devops/x.png`)\n"
    );
    shop.git(&["remote", "add", "origin", "git@gitlab.example.org:acme/shop.git"]);
    let at = "https://gitlab.example.org/acme/shop/-";
    assert_eq!(
        read(&built(&shop), "notes/links.md"),
        format!(
            "# Links\n\n[the *file*]({at}/blob/HEAD/Makefile), [`Makefile`]({at}/blob/HEAD/Makefile) and \
             ![a picture]({at}/raw/HEAD/_ai/devops/x.png)\n"
        )
    );
}

#[test]
fn no_credential_gets_into_any_file() {
    let shop = acme::shop();
    // Put together here, so that this file holds nothing that looks like a token.
    let token = format!("glpat{}{}", '-', "aZ3kQ9xW2mB7nR5tY1uP");
    shop.write("_ai/devops/notes.md", format!("# Notes\n\n```sh\nexport TOKEN={token}\n```\n")).commit(8);
    for (path, bytes) in contents_of(&built(&shop)) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&token), "{}", path.display());
    }
}

#[test]
fn files_of_the_repository_are_never_replaced() {
    let shop = acme::shop();
    shop.write("public/llms.txt", "by hand\n").commit(8);
    let said = shop.run(&["index", "-o", "public"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("public/llms.txt is a file of the repository"), "{}", said.err);
    assert_eq!(fs::read_dir(shop.root().join("public")).expect("it is there").count(), 1);
    shop.write("_ai/devops/notes.md", "# Notes\n\nSee the [README](../../README.md).\n");
    let said = shop.run(&["index", "-o", "."]);
    assert_eq!(said.code, 2, "README.md is readme.md to some systems: {}", said.err);
}

#[test]
fn what_was_written_is_neither_read_nor_removed() {
    let shop = acme::shop();
    shop.write("_site/own.html", "kept").run(&["index"]);
    let first = contents_of(&shop.root().join("_site"));
    assert_eq!(shop.run(&["index"]).code, 0);
    assert_eq!(contents_of(&shop.root().join("_site")), first);
    assert_eq!(shop.read("_site/own.html"), b"kept");
}

#[test]
fn a_site_map_needs_the_address_of_the_site() {
    let shop = acme::shop();
    assert!(!built(&shop).join("sitemap.xml").exists());
    shop.write("devops-docs.toml", "[site]\nurl = \"https://ops.acme.example/shop/\"\n").commit(9);
    let map = read(&built(&shop), "sitemap.xml");
    assert!(
        map.contains(
            "<loc>https://ops.acme.example/shop/runbooks/api-is-down.html</loc><lastmod>2024-03-01T12:00:00Z</lastmod>"
        ),
        "{map}"
    );
}

#[test]
fn the_badge_counts_findings() {
    let shop = acme::shop();
    assert_eq!(json(&built(&shop), "badge.json")["message"], "in step");
    shop.write("_ai/devops/notes.md", "# Notes\n\nSee [there](gone.md).\n").commit(9);
    let site = built(&shop);
    assert_eq!(json(&site, "badge.json")["message"], "1 finding");
    assert!(read(&site, "badge.svg").contains("<title>ops docs: 1 finding</title>"));
}

#[test]
fn one_list_goes_to_standard_output() {
    let shop = acme::shop();
    let said = shop.run(&["index", "secrets", "--today", "2024-03-10"]);
    assert_eq!(said.out, read(&built(&shop), "index/secrets.json"));
    assert_eq!(said.out.lines().filter(|line| line.contains("REGISTRY_TOKEN")).count(), 1, "an item is a line");
}

#[test]
fn a_command_is_documented_in_any_spelling() {
    let shop = Shop::new();
    shop.write("Makefile", "deploy:\n\ttrue\nother:\n\ttrue\n")
        .write("package.json", r#"{"scripts": {"test": "x", "start": "x", "seed": "x", "fmt": "x", "gone": "x"}}"#)
        .write("sub/justfile", "pack:\n  true\nship:\n  true\n")
        .write("manage.py", "import django\n")
        .write("app/management/commands/load_shop.py", "")
        .write("app/management/commands/dump_shop.py", "")
        .write("app/management/commands/wipe_shop.py", "")
        .write(
            "README.md",
            "# Shop\n\n```sh\nmake ENV=prod deploy\nnpm test\nnpm start\nyarn fmt\nnpm run-script seed\n./manage.py load_shop\n\
             uv run manage.py dump_shop\njust sub/pack\n```\n",
        )
        .commit(1);
    let commands = items(&built(&shop), "commands");
    let mut on_no_page: Vec<&str> = commands
        .iter()
        .filter(|item| item["kind"] != "page" && item["documented"].is_null())
        .map(|item| item["command"].as_str().expect("a command is text"))
        .collect();
    on_no_page.sort_unstable();
    assert_eq!(on_no_page, ["just ship", "make other", "npm run gone", "python manage.py wipe_shop"]);
    // What a package manager does without a script is no mistake of the page.
    shop.write("package.json", r#"{"scripts": {}}"#).commit(2);
    let lint = shop.run(&["lint", "--select", "unknown-package-script", "--format", "concise"]);
    assert!(!lint.out.contains("npm start") && !lint.out.contains("npm test"), "{}", lint.out);
}

#[test]
fn a_command_has_what_its_file_says_of_it() {
    let shop = Shop::new();
    shop.write("Makefile", "deploy: build ## Brings it to the cluster\n\ttrue\n## Makes it\nbuild:\n\ttrue\n# old\nother:\n\ttrue\n")
        .write("justfile", "# Packs it\npack:\n  true\n\nship:\n  true\n")
        .write(
            "Taskfile.yml",
            "version: 3\ntasks:\n  seed:\n    cmds: [x]\n    desc: \"Fills the database\"\n  bare:\n    cmds: [x]\n  last:\n    desc: Last\n",
        )
        .write("mise.toml", "[tasks.look]\nrun = \"x\"\ndescription = \"Looks\"\n[tasks.plain]\nrun = \"x\"\n")
        .write("README.md", "# Shop\n\nThe shop.\n")
        .commit(1);
    let commands = items(&built(&shop), "commands");
    let said = commands.iter().filter_map(|item| Some((item["command"].as_str()?, item["description"].as_str()?)));
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            ("just pack", "Packs it"),
            ("make build", "Makes it"),
            ("make deploy", "Brings it to the cluster"),
            ("mise run look", "Looks"),
            ("task last", "Last"),
            ("task seed", "Fills the database"),
        ]
    );
    shop.run(&["build"]);
    assert!(String::from_utf8_lossy(&shop.read("_site/commands.html")).contains("Brings it to the cluster"));
    let said = shop.run(&["route", "fill the database", "--format", "json"]);
    assert!(said.out.contains("task seed"), "{}", said.out);
}

#[test]
fn a_tool_is_documented_where_a_page_names_it_with_a_version() {
    let shop = Shop::new();
    shop.write("go.mod", "module example.org/shop\n\ngo 1.25\n");
    shop.write(
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: azure/setup-helm@v4\n        with: { version: v3.14.2 }\n",
    );
    shop.write("AGENTS.md", "# Agents\n\nGo 1.25, the only tier that is not TypeScript. Charts: Helm 3.14.\n");
    shop.write(".nvmrc", "20.1.0\n");
    shop.write("README.md", "# Shop\n\n## Requirements\n\n- [Node.js](https://nodejs.org/en/) >= 20.0.0\n").commit(1);
    let tools = items(&built(&shop), "tools");
    let told: Vec<_> = tools.iter().map(|tool| (&tool["name"], tool["documented"][0]["line"].as_u64())).collect();
    assert_eq!(told, [(&"Go".into(), Some(3)), (&"Helm".into(), Some(3)), (&"Node".into(), Some(5))]);
    assert_eq!(tools[1]["stated"][0]["version"], "v3.14.2");
}
