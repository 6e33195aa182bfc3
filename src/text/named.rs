//! Values that only the name beside them tells to be secret: `DB_PASSWORD=…`, `--password …`, `Authorization: Bearer …`.
//!
//! They are covered, and not reported: nobody can tell whether one opens anything. What stands for a value (`changeme`,
//! `<password>`, `$VAR`), what computes one, and what everybody's machine has (`postgres`) stays readable. A name that is
//! often something else (`token`, `key`) needs a value that looks random.

mod below;
mod bound;
mod commands;
mod name;
mod value;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::mask::Mask;

/// What every one of them has in it, in any case of letters.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["passw", "passphrase", "pwd", "pass", "secret", "token", "key", "bearer ", "basic "];
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a set of words")
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
        let start = name::start(text, hit.start());
        // A name that begins before the last value ended is part of it.
        if start < past {
            continue;
        }
        let beside = bound::value(text, start).map_or_else(|| below::values(text, start), |value| vec![value]);
        for value in beside.into_iter().filter(|value| !is_a_name_too(text, &text[value.clone()])) {
            past = value.end;
            found.push(mask(value));
        }
    }
    if has_header {
        found.extend(commands::headers(text).map(mask));
    }
    found.extend(commands::passwords(text).into_iter().map(mask));
    found.sort_by_key(|mask| (mask.start, mask.end));
    found.dedup_by(|next, kept| next.start < kept.end);
    found
}

fn mask(value: Range<usize>) -> Mask {
    Mask { start: value.start, end: value.end, kept: 0, what: None }
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
            ("if: inputs.password == 'swordfish'", "if: inputs.password == 'xxxxxxxxx'"),
            ("if: github.event.inputs.api_token != 'Rk29fj3LpQ'", "if: github.event.inputs.api_token != 'xxxxxxxxxx'"),
            ("set API_KEY Rk29fj3L", "set API_KEY xxxxxxxx"),
            ("set -gx DB_PASSWORD swordfish", "set -gx DB_PASSWORD xxxxxxxxx"),
            ("setx API_KEY \"Rk29fj3L\"", "setx API_KEY \"xxxxxxxx\""),
            ("pulumi config set --secret dbPassword hunter2", "pulumi config set --secret dbPassword xxxxxxx"),
            ("$env:API_KEY = \"Rk29fj3L\"", "$env:API_KEY = \"xxxxxxxx\""),
            ("ENV DB_PASSWORD swordfish", "ENV DB_PASSWORD xxxxxxxxx"),
            ("ARG API_KEY=Rk29fj3L", "ARG API_KEY=xxxxxxxx"),
            ("os.Setenv(\"DB_PASSWORD\", \"hunter2\")", "os.Setenv(\"DB_PASSWORD\", \"xxxxxxx\")"),
            ("The API_TOKEN is `9f8e7d6c5b4aX`.", "The API_TOKEN is `xxxxxxxxxxxxx`."),
            ("`API_TOKEN` is set to `9f8e7d6c5b4aX`", "`API_TOKEN` is set to `xxxxxxxxxxxxx`"),
            ("| API_TOKEN | 9f8e7d6c5b4aX |", "| API_TOKEN | xxxxxxxxxxxxx |"),
            (
                "echo \"sword fish\" | docker login -u shop --password-stdin",
                "echo \"xxxxx xxxx\" | docker login -u shop --password-stdin",
            ),
            ("printf '%s' swordfish | sudo -S true", "printf '%s' xxxxxxxxx | sudo -S true"),
            ("echo Rk29fj3L | gh secret set DEPLOY", "echo xxxxxxxx | gh secret set DEPLOY"),
            (
                "docker login -u shop --password-stdin <<< Rk29fj3L",
                "docker login -u shop --password-stdin <<< xxxxxxxx",
            ),
            ("htpasswd -bc .htpasswd shop swordfish", "htpasswd -bc .htpasswd shop xxxxxxxxx"),
            ("htpasswd -nb shop swordfish | tee users", "htpasswd -nb shop xxxxxxxxx | tee users"),
            ("shop:$apr1$Zk3bQ1xP$kq8nW2vT5mL9cR4yH7jD1.", "shop:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            ("shop:{SHA}Kk3bQ1xPq8nW2vT5mL9cR4yH7jD=", "shop:{SHA}xxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ] {
            assert_eq!(covered(text), shown);
            assert_eq!(covered(text).len(), text.len());
            assert_eq!(covered(shown), shown, "what is covered is a sample");
        }
    }

    #[test]
    fn a_name_tells_of_the_values_below_it() {
        for (text, shown) in [
            (
                "inputs:\n  password:\n    description: Its password\n    default: swordfish\n  level:\n    default: info1\n",
                "inputs:\n  password:\n    description: Its password\n    default: xxxxxxxxx\n  level:\n    default: info1\n",
            ),
            (
                "api_token:\n  type: string\n  default: \"9f8e7d6c5b4aX\" # old\n",
                "api_token:\n  type: string\n  default: \"xxxxxxxxxxxxx\" # old\n",
            ),
            (
                "variable \"db_password\" {\n  type = string\n  default = \"swordfish\"\n}\n",
                "variable \"db_password\" {\n  type = string\n  default = \"xxxxxxxxx\"\n}\n",
            ),
            ("\"password\": {\n  \"default\": \"swordfish\"\n}", "\"password\": {\n  \"default\": \"xxxxxxxxx\"\n}"),
            ("matrix:\n  password: [hunter2, 'sw0rd']\n", "matrix:\n  password: [xxxxxxx, 'xxxxx']\n"),
            (
                "matrix:\n  password:\n    - hunter2\n    - sw0rd\n",
                "matrix:\n  password:\n    - xxxxxxx\n    - xxxxx\n",
            ),
            ("  - password: hunter2\n", "  - password: xxxxxxx\n"),
        ] {
            assert_eq!(covered(text), shown);
        }
        for text in [
            "password:\n  required: true\n  type: string\n",
            "password:\n  default: ''\nlevel:\n  default: info1\n",
            "token:\n  default: ${{ github.token }}\n",
            "token:\n  - write\n  - read\n",
            "token: [alpha1, beta2]\n",
            "password:\n  validate:\n    default: 12letters\n",
            "password: [required, 'min:8']\n",
            "variable \"key\" {\n  default = \"swordfish\"\n}\n",
        ] {
            assert_eq!(find(text), [], "{text}");
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
            "TOKEN_TTL=3600",
            "key: value",
            "API_TOKEN=<your-token>",
            "ENV API_KEY ${API_KEY}",
            "ARG DB_PASSWORD",
            "if: secrets.DB_PASSWORD != ''",
            "if: inputs.password == inputs.other1",
            "$env:API_KEY = \"your-api-key\"",
            "set API_KEY <your-key>",
            "echo \"$DOCKER_TOKEN\" | docker login --password-stdin",
            "echo ${{ secrets.DOCKER_TOKEN }} | docker login --password-stdin",
            "echo hello1 | docker run -i shop",
            "docker login --password-stdin <<< \"$DOCKER_TOKEN\"",
            "htpasswd -c .htpasswd shop",
            "htpasswd -nb shop $PASSWORD",
            "shop:$apr1$...",
            "The API_TOKEN is `required`",
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
            "Then set the password to one of 12 letters",
            "Set token expiry1 in the console",
            "The token is `read-only2024`",
            "The password is set to expire after 90 days",
            "select(password, \"user1\")",
            "the password, \"user1\"",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
