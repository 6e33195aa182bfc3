//! A repository on disk, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A repository in a temporary folder, with a home and a folder of user data of its own.
pub struct Repo {
    place: tempfile::TempDir,
}

/// What one run said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The results of `--format json`, by name.
    pub fn check(&self, name: &str) -> serde_json::Value {
        let document: serde_json::Value =
            serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err));
        let checks = document["checks"].as_array().expect("there are checks");
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name} in {}", self.out)).clone()
    }

    pub fn status(&self, name: &str) -> String {
        self.check(name)["status"].as_str().expect("each has a status").to_owned()
    }
}

impl Repo {
    /// A repository with one page.
    pub fn with(page: &str) -> Self {
        let repo = Self { place: tempfile::tempdir().expect("there is room") };
        std::fs::create_dir_all(repo.root()).expect("there is room");
        std::fs::create_dir_all(repo.place.path().join("home")).expect("there is room");
        repo.write("README.md", page);
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    pub fn root(&self) -> PathBuf {
        self.place.path().canonicalize().expect("it is there").join("repo")
    }

    /// A file in the home of whoever runs the program.
    pub fn read_at_home(&self, path: &str) -> String {
        std::fs::read_to_string(self.place.path().join("home").join(path)).unwrap_or_default()
    }

    /// Writes a file in that home.
    pub fn write_at_home(&self, path: &str, text: &str) {
        self.write(&format!("../home/{path}"), text);
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("there is room");
        std::fs::write(path, text).expect("there is room");
    }

    pub fn executable(&self, path: &str) {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(self.root().join(path), mode).expect("it is there");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap_or_default()
    }

    pub fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.root()).args(["-c", "user.name=t", "-c", "user.email=t@localhost"]).args(arguments);
        let out = command.output().expect("git is there");
        assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    }

    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "x"]);
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devops-docs"));
        command.current_dir(self.root()).args(arguments).env_clear();
        command.env("PATH", std::env::var_os("PATH").expect("there is a path"));
        command.env("HOME", self.place.path().join("home")).env("XDG_DATA_HOME", self.place.path().join("data"));
        command.env("XDG_CACHE_HOME", self.place.path().join("cache"));
        command.envs(variables.iter().copied()).stdin(std::process::Stdio::null());
        let Output { status, stdout, stderr } = command.output().expect("the program starts");
        Said {
            code: status.code().expect("it ends by itself"),
            out: String::from_utf8(stdout).expect("it prints UTF-8"),
            err: String::from_utf8(stderr).expect("it prints UTF-8"),
        }
    }

    /// Fails unless an output is what the schema of that name says.
    pub fn is_by_schema(&self, name: &str, said: &Said) {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
        let schema = jsonschema::validator_for(&json(&self.run(&["schema", name]).out)).expect("a schema");
        let errors: Vec<String> = schema.iter_errors(&json(&said.out)).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}: {}", said.out);
    }

    /// The program at a terminal, where these lines are typed.
    pub fn at_terminal(&self, arguments: &str, typed: &str) -> String {
        use std::io::Write;
        let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_devops-docs"));
        let mut child = Command::new("script")
            .current_dir(self.root())
            .args(["-qec", &command, "/dev/null"])
            .env_remove("CI")
            .env("XDG_DATA_HOME", self.place.path().join("data"))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("util-linux is there");
        child.stdin.take().expect("it was asked for").write_all(typed.as_bytes()).expect("it reads");
        let out = child.wait_with_output().expect("it ends");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// A file of approvals for all that the page plans now.
    pub fn approve(&self) -> String {
        let plan = self.run(&["check", "README.md", "--plan", "--format", "json"]);
        let approvals = self.place.path().join("approvals.json");
        std::fs::write(&approvals, approvals_of(&plan.out)).expect("there is room");
        approvals.to_str().expect("our folders are UTF-8").to_owned()
    }

    /// `check`, in JSON unless told otherwise, with what a person would approve approved, whatever it does.
    pub fn approved(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let approvals = self.approve();
        let mut all = vec!["check", "README.md", "--approvals", &approvals];
        all.extend(arguments);
        if !arguments.contains(&"--format") {
            all.extend(["--format", "json"]);
        }
        self.run_with(&all, variables)
    }
}

/// Approvals for all that is planned.
pub fn approvals_of(plan: &str) -> String {
    let plan: serde_json::Value = serde_json::from_str(plan).expect("a plan is JSON");
    let one = |check: &serde_json::Value| serde_json::json!({ "approval": check["approval"], "approver": "Ada", "expires": "2999-01-01", "environment": "local" });
    let approvals: Vec<_> = plan["checks"].as_array().expect("it has checks").iter().map(one).collect();
    serde_json::json!({ "version": 1, "approvals": approvals }).to_string()
}

/// The processes of this machine whose command line holds a word.
pub fn processes_with(word: &str) -> Vec<String> {
    numbered(word).into_iter().map(|(_, text)| text).collect()
}

/// Those of them that are there now and do not end: what tests beside this one have started ends soon.
pub fn survivors(word: &str) -> Vec<String> {
    let mut found = numbered(word);
    let until = Instant::now() + Duration::from_secs(30);
    while !found.is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(100));
        let now = numbered(word);
        found.retain(|process| now.contains(process));
    }
    found.into_iter().map(|(_, text)| text).collect()
}

/// The number and the command line of each.
fn numbered(word: &str) -> Vec<(String, String)> {
    let folders = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let read = |folder: &Path| Some((folder.to_str()?.to_owned(), std::fs::read(folder.join("cmdline")).ok()?));
    let all = folders.filter_map(|entry| read(&entry.path()));
    let texts = all.map(|(number, bytes)| (number, String::from_utf8_lossy(&bytes).into_owned()));
    texts.filter(|(_, text)| text.contains(word)).collect()
}

/// A fence that is a check.
pub fn fence(attributes: &str, script: &str) -> String {
    format!("```bash {{ {attributes} }}\n{script}\n```\n\n")
}
