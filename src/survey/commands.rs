//! The commands of a step, word by word, and whether one is a wanted one.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Step;

static EXPRESSION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\$\{\{[^\n]*?\}\}").expect("a valid expression"));

/// What only leads to a command: programs that run another one.
const LEADS: &[&str] = &[
    "sudo",
    "npx",
    "bunx",
    "uvx",
    "exec",
    "time",
    "then",
    "do",
    "if",
    "else",
    "!",
    "$",
    "env",
    "bash -c",
    "bundle exec",
    "pnpm exec",
    "pnpm dlx",
    "yarn dlx",
    "yarn exec",
    "npm exec",
    "uv run",
    "uv tool run",
    "poetry run",
    "pipenv run",
    "pipx run",
    "python -m",
    "python3 -m",
    "mise exec",
    "mise x",
    "dotenv run",
    "yarn",
    "pnpm",
];

/// Words with which nothing happens, or nothing but that something is taken away.
const DRY: &[&str] = &[
    "-destroy",
    "--destroy",
    "--snapshot",
    "--skip=publish",
    "--skip-publish",
    "--check",
    "--syntax-check",
    "--list-tasks",
    "--noop",
    "--no-push",
    "--no-publish",
    "--skip-push",
    "--help",
    "--version",
    "publishToMavenLocal",
];

/// The commands of a step's script. They are asked for again and again, so they are kept.
pub(super) fn commands_of(step: &Step) -> &[Vec<String>] {
    step.commands.get_or_init(|| step.run.as_ref().map(|run| commands(&run.text)).unwrap_or_default())
}

/// The commands of a script, without what merely leads to them.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    // An expression is one word, whatever stands in it.
    let joined = EXPRESSION.replace_all(script, "$$X").replace("\\\r\n", " ").replace("\\\n", " ");
    let parts = joined.lines().flat_map(|line| line.split(['&', '|', ';', '(', '`']));
    let words = |part: &str| -> Vec<String> {
        let words = part.split_whitespace().map(|word| word.trim_matches(['"', '\'', ')']).to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let found = parts.map(words).map(|words| led_to(&words).to_vec());
    found.filter(|words| words.first().is_some_and(|first| !first.starts_with('#'))).collect()
}

/// A command without the words before it.
pub(super) fn led_to(mut words: &[String]) -> &[String] {
    loop {
        let Some(first) = words.first() else { return words };
        let is_set = first
            .split_once('=')
            .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let leads = |lead: &&str| {
            let count = lead.split(' ').count();
            (count < words.len() && lead.split(' ').zip(words).all(|(lead, word)| lead == word)).then_some(count)
        };
        // What is told to the leading program comes before the other's name: `npx -y`.
        let skipped = LEADS.iter().filter_map(leads).max().or(is_set.then_some(1));
        match skipped {
            // A package manager that also has orders of its own: `yarn publish`, `pnpm publish`.
            Some(1) if matches!(first.as_str(), "yarn" | "pnpm") && !is_program_of_a_package(words) => return words,
            Some(count) => {
                let rest = &words[count..];
                let options = rest.iter().take_while(|word| word.starts_with('-')).count();
                words = &rest[options..];
            }
            None => return words,
        }
    }
}

/// Whether what a package manager is told is the program of a package, which deploys by an order of its own.
fn is_program_of_a_package(words: &[String]) -> bool {
    words.get(1).is_some_and(|word| super::platforms::is_program(word))
}

/// The program of a command, without the folder that it is in.
pub(super) fn program(command: &[String]) -> &str {
    command.first().map_or("", |first| first.rsplit('/').next().unwrap_or(first))
}

/// Whether it only says what it would do, only takes something away, or works for nobody but the machine that it runs on.
pub(super) fn is_dry(words: &[String]) -> bool {
    let only_here = |word: &String| word.starts_with("localhost:") || word.starts_with("127.0.0.1");
    words.iter().any(|word| DRY.contains(&word.as_str()) || word.starts_with("--dry-run") || only_here(word))
}

/// Whether a command is a wanted one: its words in order, between which options may stand. `…` stands for anything, a
/// star for any letters of a word; where `$` ends it, its last word is the last of the command.
pub(super) fn is_command(command: &[String], wanted: &str) -> bool {
    if let Some(wanted) = wanted.strip_suffix('$') {
        let last = wanted.rsplit(' ').next().unwrap_or(wanted);
        return is_command(command, wanted) && command.last().is_some_and(|word| fits(word, last));
    }
    let mut wanted = wanted.split(' ');
    if wanted.next() != Some(program(command)) {
        return false;
    }
    let mut rest = command[1..].iter();
    let mut anything = false;
    for word in wanted {
        if word == "…" {
            anything = true;
            continue;
        }
        let mut after_option = false;
        loop {
            let Some(typed) = rest.next() else { return false };
            if fits(typed, word) {
                break;
            }
            let is_option = typed.starts_with('-');
            if !(anything || is_option || after_option) {
                return false;
            }
            after_option = is_option && !typed.contains('=');
        }
        anything = false;
    }
    true
}

/// Whether a word is the wanted one, be it the task of a part: `:library:publish`.
fn fits(typed: &str, wanted: &str) -> bool {
    let task = typed.strip_prefix(':').and_then(|rest| rest.rsplit(':').next()).unwrap_or(typed);
    let Some((start, rest)) = wanted.split_once('*') else { return task == wanted };
    let Some(mut left) = task.strip_prefix(start) else { return false };
    let (inner, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in inner.split('*') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::{commands, is_command, is_dry};

    fn runs(script: &str, wanted: &str) -> bool {
        commands(script).iter().any(|command| is_command(command, wanted) && !is_dry(command))
    }

    #[test]
    fn a_command_is_found_behind_what_leads_to_it() {
        for (script, wanted) in [
            ("npx -y wrangler deploy --env production", "wrangler deploy"),
            ("cd infra && TF_LOG=1 terraform -chdir=prod apply -auto-approve", "terraform apply"),
            ("aws --region us-east-1 ecs \\\n  update-service --cluster a", "aws ecs update-service"),
            ("python3 -m twine upload dist/*", "twine upload"),
            ("./mvnw -B clean deploy", "mvnw … deploy"),
            ("./gradlew :library:publishToSonatype", "gradlew … publish*"),
            ("yarn publish --access public", "yarn publish"),
            ("yarn serverless deploy --stage prod", "serverless deploy"),
            ("pnpm lerna publish --force-publish", "lerna publish"),
            ("docker buildx build . -t a --push", "docker buildx build … --push"),
            ("bundle exec cap production deploy", "cap … deploy"),
            ("./node_modules/.bin/sls deploy", "sls deploy"),
            ("make -C sdk/${{ matrix.language }} publish", "make publish"),
            ("rsync -az --delete out/ ${{ secrets.USER }}@${{ secrets.HOST }}:/srv", "rsync … *@*:*$"),
            ("git push -f https://heroku:$KEY@git.heroku.com/shop.git HEAD:main", "git push https://*git.heroku.com/*"),
            ("git push dokku@shop.example.org:shop main", "git push … dokku@*"),
            ("docker --context shop compose up -d", "docker --context … compose up"),
        ] {
            assert!(runs(script, wanted), "{script}");
        }
    }

    #[test]
    fn what_only_tries_or_speaks_of_it_is_none() {
        for (script, wanted) in [
            ("cargo publish --dry-run", "cargo publish"),
            ("goreleaser release --snapshot --clean", "goreleaser release"),
            ("echo run npm publish", "npm publish"),
            ("# npm publish", "npm publish"),
            ("docker push localhost:5000/app", "docker push"),
            ("ansible-playbook site.yml --check", "ansible-playbook"),
            ("./gradlew publishToMavenLocal", "gradlew … publish*"),
            ("terraform plan -out apply", "terraform apply"),
            ("rsync -az ann@shop.example.org:/var/log/ logs/", "rsync … *@*:*$"),
            ("scp out.tar build/", "scp … *@*:*$"),
            ("docker compose up -d", "docker --context … compose up"),
        ] {
            assert!(!runs(script, wanted), "{script}");
        }
    }
}
