//! Values that only the name beside them tells to be secret: `DB_PASSWORD=…`, `--password …`, `Authorization: Bearer …`.
//!
//! They are covered, and not reported: nobody can tell whether one opens anything. What stands for a value (`changeme`,
//! `<password>`, `$VAR`), what computes one, and what everybody's machine has (`postgres`) stays readable. A name that is
//! often something else (`token`, `key`) needs a value that looks random.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::mask::Mask;
use super::placeholder::is_placeholder;

/// Words with which such names end, in small letters and without marks between them; and whether what they name is hardly
/// ever anything but a secret.
const NAMES: &[(&str, bool)] = &[
    ("password", true),
    ("passwd", true),
    ("passphrase", true),
    ("mysqlpwd", true),
    ("dbpwd", true),
    ("dbpass", true),
    ("userpass", true),
    ("rootpass", true),
    ("adminpass", true),
    ("secret", false),
    ("token", false),
    ("apikey", false),
    ("accesskey", false),
    ("secretkey", false),
    ("privatekey", false),
    ("signingkey", false),
    ("encryptionkey", false),
    ("masterkey", false),
    ("authkey", false),
    ("accountkey", false),
    ("keybase", false),
];

/// Names that end like one and are places in a list, or names of things.
const OTHERS: &[&str] = &[
    "nexttoken",
    "pagetoken",
    "continuetoken",
    "continuationtoken",
    "cancellationtoken",
    "csrftoken",
    "idtoken",
    "existingsecret",
    "pullsecret",
    "tlssecret",
    "publicaccesskey",
];

/// What every one of them has in it, in any case of letters.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["passw", "passphrase", "pwd", "pass", "secret", "token", "key", "bearer ", "basic "];
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a set of words")
});

/// A name, what binds a value to it, and the value, quoted or not.
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?P<dashes>--?)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)";
    let mark = r#"(?:\\?["'`]|\*\*|__|\*)?"#;
    let bind = r"(?P<bind>[ \t]*(?::=|=>|=|:)[ \t]*|[ \t]+is[ \t]+|\r?\n[ \t]*value:[ \t]*|>|[ \t]+\|[ \t]*|[ \t]+)";
    let value = r#"(?:\\?"(?P<double>(?:[^"\\\n]|\\[^"\n])+)|'(?P<single>[^'\n]+)'|`(?P<code>[^`\n]+)`|(?P<bare>[^\s"'`,;|&<>(){}\[\]]+))"#;
    Regex::new(&format!(r"^{name}{mark}{bind}(?:\*\*?[ \t]*)?{value}")).expect("a valid expression")
});

/// What a request says of who sends it.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\bauthorization["'`]?\s*[:=]\s*["'`]?(?:bearer|basic|token)[ \t]+(?P<value>[A-Za-z0-9._~+/=-]{6,})"#,
    )
    .expect("a valid expression")
});

/// Commands that are given a password without a name for it: words that each has, in any case of letters, and an
/// expression whose one group is the password.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["mysql", "mariadb"],
        r#"\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mariadb-admin)\b[^\n|;&]*?[ \t]-p["']?([^\s"'`|;&<>()]+)"#,
    ),
    (&["sshpass"], r#"\bsshpass[ \t]+-p[ \t]*["']?([^\s"'`|;&<>()]+)"#),
    (&["redis-cli"], r#"\bredis-cli\b[^\n|;&]*?[ \t]-a[ \t]+["']?([^\s"'`|;&<>()]+)"#),
    (
        &["login"],
        r#"\b(?:docker|podman|nerdctl|helm registry|oras|az acr|cf|oc)[ \t]+login\b[^\n|;&]*?[ \t]-p[ \t]+["']?([^\s"'`|;&<>()]+)"#,
    ),
    (&["gh secret"], r#"\bgh[ \t]+secret[ \t]+set\b[^\n|;&]*?[ \t](?:-b|--body)[ =]["']?([^\s"'`|;&<>()]+)"#),
    (&["pass:"], r#"\bopenssl\b[^\n|;&]*?[ \t]pass:([^\s"'`|;&<>()]+)"#),
    (&["password '", "by '"], r"(?i:\bwith[ \t]+(?:\w+[ \t]+)*password|\bidentified[ \t]+by)[ \t]+'([^'\n]+)'"),
];

/// The words of all commands.
static COMMAND_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = COMMANDS.iter().flat_map(|(words, _)| *words);
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a set of words")
});

/// All commands in one expression, of which one group matches.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<&str> = COMMANDS.iter().map(|(_, expression)| *expression).collect();
    Regex::new(&all.join("|")).expect("a valid expression")
});

/// The values in `text` that are secret by their names, in their order.
pub(super) fn find(text: &str) -> Vec<Mask> {
    let mut found: Vec<Mask> = Vec::new();
    let mut past = 0;
    let mut has_header = false;
    for hit in WORDS.find_iter(text) {
        has_header |= text.as_bytes()[hit.end() - 1] == b' ';
        if hit.start() < past {
            continue;
        }
        let start = name_start(text, hit.start());
        // A name that begins before the last value ended is part of it.
        if start < past {
            continue;
        }
        if let Some(mask) = bound(text, start).filter(|mask| !is_a_name_too(text, &text[mask.start..mask.end])) {
            past = mask.end;
            found.push(mask);
        }
    }
    if has_header {
        let values = HEADER.captures_iter(text).filter_map(|header| header.name("value"));
        let values = values.filter(|value| !value.as_str().contains("..") && !is_placeholder(value.as_str()));
        found.extend(values.map(|value| mask(value.start(), value.end())));
    }
    if COMMAND_WORDS.is_match(text) {
        found.extend(COMMAND.captures_iter(text).filter_map(|command| {
            let value = command.iter().skip(1).flatten().next()?;
            let is_port = value.as_str().contains(':') && value.as_str().starts_with(|c: char| c.is_ascii_digit());
            (!is_port && !is_placeholder(value.as_str())).then(|| mask(value.start(), value.end()))
        }));
    }
    found.sort_by_key(|mask| (mask.start, mask.end));
    found.dedup_by(|next, kept| next.start < kept.end);
    found
}

fn mask(start: usize, end: usize) -> Mask {
    Mask { start, end, kept: 0, what: None }
}

/// Where the name begins that a word is part of, with the dashes of an option.
fn name_start(text: &str, at: usize) -> usize {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    at - text.as_bytes()[..at].iter().rev().take(64).take_while(|byte| is_name(**byte)).count()
}

fn bound(text: &str, start: usize) -> Option<Mask> {
    let all = BOUND.captures(text.get(start..)?)?;
    let (name, bind) = (&all["name"], all.name("bind")?.as_str());
    let is_sure = kind(name)?;
    let is_option = all.name("dashes").is_some_and(|dashes| dashes.as_str() == "--");
    let (quoted, value) = match ["double", "single", "code"].iter().find_map(|quote| all.name(quote)) {
        Some(value) => (true, value),
        None => (false, all.name("bare")?),
    };
    let words = value.as_str().trim_end_matches('\\');
    let end = start + value.start() + words.len();
    let rest = text[end..].lines().next().unwrap_or_default();
    let before = text[..start].rsplit('\n').next().unwrap_or_default();
    // `${PASSWORD:+…}` computes one.
    if before.ends_with("${") {
        return None;
    }
    let is_value = match bind.trim() {
        "" if bind.contains('|') => false,
        "" => is_option && (quoted || is_odd(words)),
        "|" => is_sure && has_both(words) && rest.trim_start_matches('`').trim_start().starts_with('|'),
        ">" => before.ends_with('<') && rest.starts_with("</"),
        bind if bind.starts_with("is") => is_sure && quoted && !words.contains(' '),
        bind if bind.starts_with("value") => before.trim_end_matches(['"', '\'']).ends_with("name: "),
        _ => is_assigned(name, bind, words, quoted, before, rest),
    };
    // In running text, and in what programs are written in, a word without anything odd is a word.
    let is_value = is_value && (is_sure || looks_random(words)) && !is_placeholder(words) && !is_computed(words, rest);
    is_value.then(|| mask(start + value.start(), end))
}

/// Whether what stands behind `=` or `:` is a value rather than a word of a sentence or of a program.
fn is_assigned(name: &str, bind: &str, words: &str, quoted: bool, before: &str, rest: &str) -> bool {
    if quoted {
        // A sentence about a password is longer than one.
        return !words.contains(' ') || is_odd(words) && words.split(' ').count() <= 4;
    }
    let ends = rest.trim_start_matches(['`', '*', '"', '\'', '\\']).trim_start();
    let alone = ends.is_empty() || ends.starts_with('#');
    let is_variable = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let tight = bind == "=";
    // The badge of a private repository shows nothing else.
    if before.ends_with(".svg?") {
        return false;
    }
    // `pass: 5 of 6`, in a sentence.
    if matches!(name, "pass" | "pwd") && !tight && !(alone && before.trim().is_empty()) {
        return false;
    }
    if is_variable && (tight || alone) {
        return true;
    }
    // `spring.datasource.password=swordfish`, a line of its own.
    (tight && alone && before.trim().is_empty()) || is_odd(words)
}

/// Whether a plain word is also the name of the user or the database, as on everybody's own machine.
fn is_a_name_too(text: &str, words: &str) -> bool {
    let is_bound = |at: usize| {
        let before = text[..at].trim_end_matches([' ', '"', '\'']);
        let name =
            before.strip_suffix([':', '=']).map(|name| name.trim_end_matches(['"', '\'', ' ']).to_ascii_lowercase());
        name.is_some_and(|name| ["user", "username", "db", "database", "name"].iter().any(|end| name.ends_with(end)))
    };
    let ends = |at: usize| !text[at + words.len()..].starts_with(|c: char| c.is_alphanumeric());
    words.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-')
        && text.match_indices(words).any(|(at, _)| ends(at) && is_bound(at))
}

/// Whether a name is that of a secret, and if so, whether hardly ever of anything else.
fn kind(name: &str) -> Option<bool> {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let bare = bare.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if OTHERS.iter().any(|other| bare.ends_with(other)) {
        return None;
    }
    if matches!(bare, "pwd" | "pass") {
        // `PWD` is the folder in a shell, `PASS` the word of a test.
        return (!matches!(name, "PWD" | "PASS" | "Pass")).then_some(true);
    }
    NAMES.iter().find(|(word, _)| bare.ends_with(word)).map(|(_, sure)| *sure)
}

/// Whether a value is a reference, an expression, a path or an address rather than a secret itself.
fn is_computed(words: &str, rest: &str) -> bool {
    let starts = [
        "((", "$", "@", "!", "/", "./", "../", "~/", "<", "{", "%", "op:", "vault:", "ssm:", "arn:", "file:", "env:",
        "env.", "urn:", " ", "--", "-",
    ];
    let holds = ["${", "$(", "{{", "%(", "://", "...", "…", "->", "::", "<", "\\n", "\\u"];
    starts.iter().any(|start| words.starts_with(start))
        || holds.iter().any(|part| words.contains(part))
        || rest.starts_with(['(', '[', '{'])
        || rest.starts_with('<') && !rest.starts_with("</")
        || rest.starts_with("...")
        || rest.starts_with('…')
        || is_member(words)
}

/// `settings.password2`: a part of something that a program knows.
fn is_member(words: &str) -> bool {
    let mut parts = words.split('.');
    let is_word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    words.contains('.') && parts.all(is_word)
}

/// Whether a word has in it what words of a sentence have not: digits, marks, capitals in the middle.
fn is_odd(words: &str) -> bool {
    let words = words.trim_end_matches(['.', ':', '!', '?', '*', '\\']);
    words.len() >= 3 && (words.contains(|c: char| c.is_ascii_digit() || "!@#%^*+=~".contains(c)))
}

fn has_both(words: &str) -> bool {
    words.len() >= 6
        && words.contains(|c: char| c.is_ascii_digit())
        && words.contains(|c: char| c.is_ascii_alphabetic())
        && !words.contains([' ', '('])
}

/// Whether a value was made by a machine: letters and digits in one, and no words with numbers behind them.
fn looks_random(words: &str) -> bool {
    let parts = words.split(['-', '_', '.', '/']);
    // `shop-tls-2024` and `v1` are names.
    let is_plain = |part: &str| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        word.chars().all(|c| c.is_ascii_lowercase()) || word.chars().all(|c| c.is_ascii_uppercase())
    };
    words.len() >= 10 && has_both(words) && !parts.into_iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::super::mask::cover;
    use super::*;

    fn covered(text: &str) -> String {
        cover(text, &find(text))
    }

    #[test]
    fn a_password_is_told_by_its_name() {
        for (text, shown) in [
            ("DB_PASSWORD=hunter2", "DB_PASSWORD=xxxxxxx"),
            ("export DB_PASSWORD=swordfish", "export DB_PASSWORD=xxxxxxxxx"),
            ("PGPASSWORD=swordfish psql -h db", "PGPASSWORD=xxxxxxxxx psql -h db"),
            ("MYSQL_PWD='sword fish 1' mysql", "MYSQL_PWD='xxxxx xxxx x' mysql"),
            ("password: hunter2", "password: xxxxxxx"),
            ("password: \"swordfish\"", "password: \"xxxxxxxxx\""),
            ("  POSTGRES_PASSWORD: swordfish # local", "  POSTGRES_PASSWORD: xxxxxxxxx # local"),
            ("{\"dbPassword\": \"swordfish\"}", "{\"dbPassword\": \"xxxxxxxxx\"}"),
            ("-d '{\\\"password\\\":\\\"swordfish\\\"}'", "-d '{\\\"password\\\":\\\"xxxxxxxxx\\\"}'"),
            ("spring.datasource.password=swordfish", "spring.datasource.password=xxxxxxxxx"),
            ("psql --password hunter2 -h db", "psql --password xxxxxxx -h db"),
            ("tool --password=hunter2", "tool --password=xxxxxxx"),
            ("- **Password:** hunter2", "- **Password:** xxxxxxx"),
            ("- **Password**: `swordfish`", "- **Password**: `xxxxxxxxx`"),
            ("the password is `swordfish`.", "the password is `xxxxxxxxx`."),
            ("| `DB_PASSWORD` | `Rk29fj3L` | the database |", "| `DB_PASSWORD` | `xxxxxxxx` | the database |"),
            ("- name: DB_PASSWORD\n  value: swordfish", "- name: DB_PASSWORD\n  value: xxxxxxxxx"),
            ("<password>swordfish</password>", "<password>xxxxxxxxx</password>"),
            ("mysql -u root -pSecret shop", "mysql -u root -pxxxxxx shop"),
            ("sshpass -p hunter2 ssh db", "sshpass -p xxxxxxx ssh db"),
            ("gh secret set DEPLOY_KEY --body Rk29fj3L", "gh secret set DEPLOY_KEY --body xxxxxxxx"),
            ("openssl enc -d -pass pass:Rk29fj3L", "openssl enc -d -pass pass:xxxxxxxx"),
            ("ALTER USER shop WITH PASSWORD 'Rk29fj3L';", "ALTER USER shop WITH PASSWORD 'xxxxxxxx';"),
            ("CREATE USER shop IDENTIFIED BY 'Rk29fj3L'", "CREATE USER shop IDENTIFIED BY 'xxxxxxxx'"),
            ("docker login -u shop -p Rk29fj3L", "docker login -u shop -p xxxxxxxx"),
            ("-H 'Authorization: Bearer abc123def456'", "-H 'Authorization: Bearer xxxxxxxxxxxx'"),
            ("Authorization: Basic c2hvcDpodW50ZXIy", "Authorization: Basic xxxxxxxxxxxxxxxx"),
            ("API_TOKEN=9f8e7d6c5b4aX", "API_TOKEN=xxxxxxxxxxxxx"),
            ("?token=9f8e7d6c5b4aX&page=1", "?token=xxxxxxxxxxxxx&page=1"),
            ("password: \"pä\\\\ss1\" # ü", "password: \"xxxxxxxx\" # ü"),
        ] {
            assert_eq!(covered(text), shown);
            assert_eq!(covered(text).len(), text.len());
            assert_eq!(covered(shown), shown, "what is covered is a sample");
        }
    }

    #[test]
    fn what_stands_for_a_password_stays() {
        for text in [
            "DB_PASSWORD=changeme",
            "DB_PASSWORD=<password>",
            "DB_PASSWORD=$DB_PASSWORD",
            "DB_PASSWORD=\"${DB_PASSWORD}\"",
            "password: ${{ secrets.DB_PASSWORD }}",
            "password: {{ .Values.password }}",
            "DB_PASSWORD=xxxxxxxx",
            "DB_PASSWORD=********",
            "POSTGRES_PASSWORD=postgres",
            "POSTGRES_USER: parcel\nPOSTGRES_PASSWORD: parcel",
            "password: ((database_password1))",
            "redis-cli ${REDIS_PASSWORD:+-a1}",
            "DB_PASSWORD=your-password-here",
            "DB_PASSWORD=YOUR_DB_PASSWORD_1",
            "API_TOKEN=op://vault/shop/token1",
            "DB_PASSWORD=vault:secret/shop#password1",
            "PASSWORD=$(openssl rand -hex 16)",
            "DB_PASSWORD=",
            "DB_PASSWORD_FILE=/run/secrets/db1",
            "mysql -u root -p shop",
            "mysql -u root -p$MYSQL_PASSWORD",
            "docker run --name mysql -p3306:3306 mysql:8",
            "docker login -u shop --password-stdin",
            "Authorization: Bearer $TOKEN",
            "Authorization: Bearer <token>",
            "Authorization: Bearer YOUR_API_TOKEN",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn words_of_sentences_and_of_programs_are_no_passwords() {
        for text in [
            "Password: the one of your account, see page 2.",
            "password: String,",
            "password: required",
            "    password = user.password2",
            "password=get_password1()",
            "token: write",
            "id-token: write",
            "secret: shop-tls-2024",
            "max_tokens: 4096",
            "token = tokens[0]",
            "next_token=9f8e7d6c5b4aX",
            "`--password` sets it",
            "with --token given",
            "secrets: inherit",
            "| `password` | string | the password of the user |",
            "cd $PWD && PWD=/srv1",
            "Primary key: order_id2",
            "passes: 12",
            "- passed: 3 of 4",
            "password: 'It must have 8 letters or more'",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
