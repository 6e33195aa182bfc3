//! A program that speaks the Model Context Protocol with a real process of ours.

mod shop;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use shop::Shop;

const LOG: &str = "test\tRun npm test\t2026-03-04T10:11:12.1Z ##[error]Process completed with exit code 137.\n";

/// A shop with a page that tells how to deploy it, and one that names what is gone.
fn shop() -> Shop {
    let shop = Shop::new();
    let deploy = "# Deployments\n\n## Deploy to production\n\n```sh\ngh workflow run deploy.yml\n```\n\nThe key is `AKIAQ4T7ZVW3H6KXNB2M`.\n";
    shop.write("_ai/devops/deployments.md", deploy).write("README.md", "# Shop\n\nSee [it](gone.md).\n");
    let workflow = "on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make deploy\n";
    shop.write(".github/workflows/deploy.yml", workflow);
    shop.commit(1);
    shop
}

/// What is answered to lines, each a message.
fn talk(shop: &Shop, lines: &[String]) -> Vec<Value> {
    let mut process = Command::new(env!("CARGO_BIN_EXE_devops-docs"))
        .args(["mcp", "--no-cache"])
        .current_dir(shop.root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = process.stdin.take().expect("it is piped");
    for line in lines {
        writeln!(input, "{line}").expect("it listens");
    }
    drop(input);
    let output = BufReader::new(process.stdout.take().expect("it is piped"));
    let said = output.lines().map(|line| serde_json::from_str(&line.expect("it is text")).expect("each line is JSON"));
    let said = said.collect();
    let ended = process.wait().expect("it ends");
    assert!(ended.success(), "it ends well when its input does");
    said
}

/// The result of one request.
fn ask(shop: &Shop, method: &str, params: &Value) -> Value {
    let request = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let mut said = talk(shop, &[request.to_string()]);
    assert_eq!((said.len(), &said[0]["id"]), (1, &json!(7)), "{said:?}");
    said.remove(0)
}

fn text(reply: &Value) -> &str {
    reply["result"]["content"][0]["text"].as_str().unwrap_or_default()
}

#[test]
fn a_client_begins_with_a_version_that_both_know() {
    let shop = shop();
    for (asked, given) in [("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25")] {
        let reply = ask(
            &shop,
            "initialize",
            &json!({ "protocolVersion": asked, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } }),
        );
        let result = &reply["result"];
        assert_eq!((&result["protocolVersion"], &result["serverInfo"]["name"]), (&json!(given), &json!("devops-docs")));
        assert_eq!(result["capabilities"].as_object().map(serde_json::Map::len), Some(3));
    }
}

#[test]
fn what_asks_nothing_is_not_answered_and_what_is_wrong_is_told() {
    let shop = shop();
    let lines = [
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        "",
        "no json",
        r#"{"jsonrpc":"2.0","id":"a","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/fly"}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"rm"}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}"#,
        r#"{"jsonrpc":"2.0","id":5,"result":{}}"#,
        "[]",
    ];
    let said = talk(&shop, &lines.map(str::to_owned));
    let told: Vec<(Value, i64)> =
        said.iter().map(|reply| (reply["id"].clone(), reply["error"]["code"].as_i64().unwrap_or_default())).collect();
    let expected = [
        (Value::Null, -32700),
        (json!("a"), 0),
        (json!(2), -32601),
        (json!(3), -32602),
        (json!(4), -32002),
        (Value::Null, -32600),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_request_is_routed_and_a_failure_is_diagnosed() {
    let shop = shop();
    let reply =
        ask(&shop, "tools/call", &json!({ "name": "route", "arguments": { "request": "deploy to production" } }));
    assert!(text(&reply).contains("gh workflow run deploy.yml"), "{reply}");
    assert_eq!(reply["result"]["structuredContent"]["best"]["place"]["path"], "_ai/devops/deployments.md");
    let reply = ask(&shop, "tools/call", &json!({ "name": "diagnose", "arguments": { "log": LOG } }));
    assert!(text(&reply).starts_with("test > Run npm test (exit code 137)"), "{reply}");
    let reply = ask(&shop, "tools/call", &json!({ "name": "diagnose", "arguments": { "log": "hello" } }));
    assert_eq!(reply["result"]["isError"], true, "{reply}");
}

#[test]
fn pages_lists_findings_and_rules_are_told_without_credentials() {
    let shop = shop();
    let call =
        |name: &str, arguments: Value| ask(&shop, "tools/call", &json!({ "name": name, "arguments": arguments }));
    let page = call("read", json!({ "path": "_ai/devops/deployments.md" }));
    assert!(text(&page).contains("# Deployments") && !page.to_string().contains("Q4T7ZVW3H6KXNB2M"), "{page}");
    assert_eq!(call("read", json!({ "path": "../secret.md" }))["result"]["isError"], true);
    let list = call("list", json!({ "of": "workflows" }));
    assert!(text(&list).contains(".github/workflows/deploy.yml"), "{list}");
    let found = call("findings", json!({ "path": "README.md" }));
    assert_eq!(text(&found), "README.md:3:10: error[broken-link] this link leads to gone.md, which does not exist\n");
    assert_eq!(found["result"]["structuredContent"]["findings"].as_array().map(Vec::len), Some(1));
    assert!(text(&call("explain", json!({ "rule": "broken-link" }))).starts_with("# broken-link\n"));
}

#[test]
fn every_tool_takes_what_its_schema_says_and_changes_nothing() {
    let shop = shop();
    let reply = ask(&shop, "tools/list", &json!({}));
    let tools = reply["result"]["tools"].as_array().expect("there are tools");
    for tool in tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        jsonschema::validator_for(&tool["inputSchema"]).expect("it is a schema");
        let needs_something = !tool["inputSchema"]["required"].as_array().is_none_or(Vec::is_empty);
        let called = ask(&shop, "tools/call", &json!({ "name": tool["name"], "arguments": {} }));
        assert_eq!(called["result"]["isError"], needs_something, "{tool}");
    }
}

#[test]
fn prompts_say_what_to_do_here_and_to_ask_first() {
    let shop = shop();
    let listed = ask(&shop, "prompts/list", &json!({}));
    let names: Vec<&str> =
        listed["result"]["prompts"].as_array().into_iter().flatten().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["set-up-my-environment", "fix-ci-failure", "deploy", "roll-back"]);
    let get = |name: &str, arguments: Value| {
        let reply = ask(&shop, "prompts/get", &json!({ "name": name, "arguments": arguments }));
        reply["result"]["messages"][0]["content"]["text"].as_str().unwrap_or_default().to_owned()
    };
    let deploy = get("deploy", json!({ "environment": "production" }));
    assert!(deploy.contains("Ask for approval") && deploy.contains("gh workflow run deploy.yml"), "{deploy}");
    let mend = get("fix-ci-failure", json!({ "log": LOG }));
    assert!(mend.contains("test > Run npm test (exit code 137)"), "{mend}");
}

#[test]
fn the_files_for_programs_are_resources() {
    let shop = shop();
    let listed = ask(&shop, "resources/list", &json!({}));
    let resources = listed["result"]["resources"].as_array().expect("there are some");
    let uris: Vec<&str> = resources.iter().filter_map(|resource| resource["uri"].as_str()).collect();
    for uri in ["devops-docs:///index.json", "devops-docs:///index/secrets.json", "devops-docs:///deployments.md"] {
        assert!(uris.contains(&uri), "{uri}: {uris:?}");
        let read = ask(&shop, "resources/read", &json!({ "uri": uri }));
        assert!(read["result"]["contents"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "{read}");
    }
}
