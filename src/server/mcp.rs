//! The Model Context Protocol over two streams: one message of JSON-RPC a line, answered in order.
//!
//! Knows the protocol and nothing of repositories: what there is to ask is told by [`Answers`].

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The versions of the protocol that are spoken, the newest first.
const VERSIONS: &[&str] = &["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// How many bytes a message may have.
const LONGEST: u64 = 32 << 20;

/// What a server has to say.
pub trait Answers {
    /// What the program on the other side should know before it asks.
    fn instructions(&self) -> String;
    /// The tools, each as `tools/list` shows it.
    fn tools(&self) -> Vec<Value>;
    /// The answer of a tool; none if there is no such tool.
    ///
    /// # Errors
    ///
    /// In words, if the tool cannot do its work with these arguments.
    fn call(&self, tool: &str, arguments: &Value) -> Option<Result<Told, String>>;
    /// The prompts, each as `prompts/list` shows it.
    fn prompts(&self) -> Vec<Value>;
    /// What a prompt says to a model; none if there is no such prompt.
    ///
    /// # Errors
    ///
    /// In words, if the repository cannot be read.
    fn prompt(&self, name: &str, arguments: &Value) -> Option<Result<String, String>>;
    /// The resources, each as `resources/list` shows it.
    ///
    /// # Errors
    ///
    /// In words, if the repository cannot be read.
    fn resources(&self) -> Result<Vec<Value>, String>;
    /// A resource: its media type and its text; none if there is no such resource.
    ///
    /// # Errors
    ///
    /// In words, if the repository cannot be read.
    fn resource(&self, uri: &str) -> Result<Option<(String, String)>, String>;
}

/// The answer of a tool.
#[derive(Debug)]
pub struct Told {
    /// For a model to read.
    pub text: String,
    /// The same for programs, an object.
    pub value: Option<Value>,
}

/// What is wrong with a request, as JSON-RPC numbers it.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Parse = -32700,
    Request = -32600,
    Method = -32601,
    Parameters = -32602,
    Internal = -32603,
    Resource = -32002,
}

/// A request that is refused.
struct Refused(Wrong, String);

/// Answers until the other side closes its stream.
///
/// # Errors
///
/// If a stream breaks.
pub fn converse(mut input: impl BufRead, mut output: impl Write, answers: &dyn Answers) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(reply) = reply(&line, answers) {
            serde_json::to_writer(&mut output, &reply)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
    }
}

/// The answer to one message; none to what asks nothing.
fn reply(line: &[u8], answers: &dyn Answers) -> Option<Value> {
    let refused = |id: &Value, Refused(wrong, message): Refused| json!({ "jsonrpc": "2.0", "id": id, "error": { "code": wrong as i32, "message": message } });
    let message: Value = match serde_json::from_slice(line) {
        Ok(message) => message,
        Err(error) => return Some(refused(&Value::Null, Refused(Wrong::Parse, format!("this is no JSON: {error}")))),
    };
    let id = message.get("id");
    let Some(method) = message.get("method").and_then(Value::as_str) else {
        // An answer to what nobody asked needs none.
        let is_answer = message.get("result").is_some() || message.get("error").is_some();
        let id = id.cloned().unwrap_or_default();
        return (!is_answer).then(|| refused(&id, Refused(Wrong::Request, "a request names its `method`".to_owned())));
    };
    let id = id?;
    let none = json!({});
    Some(match result(method, message.get("params").unwrap_or(&none), answers) {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(why) => refused(id, why),
    })
}

fn result(method: &str, parameters: &Value, answers: &dyn Answers) -> Result<Value, Refused> {
    let word = |key: &str| {
        let word = parameters.get(key).and_then(Value::as_str);
        word.ok_or_else(|| Refused(Wrong::Parameters, format!("`{method}` needs `{key}`, a string")))
    };
    let unknown = |what: &str, name: &str| Refused(Wrong::Parameters, format!("there is no {what} `{name}`"));
    let broken = |why: String| Refused(Wrong::Internal, why);
    let none = json!({});
    let arguments = parameters.get("arguments").unwrap_or(&none);
    Ok(match method {
        "initialize" => {
            let asked = parameters.get("protocolVersion").and_then(Value::as_str);
            let version = VERSIONS.iter().find(|version| Some(**version) == asked).unwrap_or(&VERSIONS[0]);
            json!({
                "protocolVersion": version,
                "capabilities": { "tools": {}, "prompts": {}, "resources": {} },
                "serverInfo": { "name": "devops-docs", "title": "devops-docs", "version": env!("CARGO_PKG_VERSION") },
                "instructions": answers.instructions(),
            })
        }
        "ping" => json!({}),
        "tools/list" => json!({ "tools": answers.tools() }),
        "tools/call" => {
            let name = word("name")?;
            match answers.call(name, arguments).ok_or_else(|| unknown("tool", name))? {
                Ok(Told { text, value }) => {
                    let mut result = json!({ "content": [{ "type": "text", "text": text }], "isError": false });
                    if let Some(value) = value {
                        result["structuredContent"] = value;
                    }
                    result
                }
                // A model can mend what it asked for; the program around it cannot.
                Err(why) => json!({ "content": [{ "type": "text", "text": why }], "isError": true }),
            }
        }
        "prompts/list" => json!({ "prompts": answers.prompts() }),
        "prompts/get" => {
            let name = word("name")?;
            let text = answers.prompt(name, arguments).ok_or_else(|| unknown("prompt", name))?.map_err(broken)?;
            json!({ "messages": [{ "role": "user", "content": { "type": "text", "text": text } }] })
        }
        "resources/list" => json!({ "resources": answers.resources().map_err(broken)? }),
        "resources/templates/list" => json!({ "resourceTemplates": [] }),
        "resources/read" => {
            let uri = word("uri")?;
            let found = answers.resource(uri).map_err(broken)?;
            let missing = || Refused(Wrong::Resource, format!("there is no resource `{uri}`"));
            let (media, text) = found.ok_or_else(missing)?;
            json!({ "contents": [{ "uri": uri, "mimeType": media, "text": text }] })
        }
        _ => return Err(Refused(Wrong::Method, format!("`{method}` is not known here"))),
    })
}
