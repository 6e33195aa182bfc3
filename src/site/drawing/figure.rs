//! What holds a drawing: it has its own size, moves in its frame where that is too wide, and then opens over the page too.

use super::escape;

/// What fits beside the page's margins.
pub(super) const WIDE: f64 = 858.0;

/// The class of a drawing by its width: the least width of its figure at which it has its own size.
pub(super) fn reach(width: f64) -> &'static str {
    let classes = [(420.0, "to-s"), (620.0, "to-m"), (WIDE, "to-l")];
    classes.into_iter().find(|(most, _)| width <= *most).map_or("to-x", |(_, class)| class)
}

/// A drawing that may be wider than its figure, in which it moves, since words that are made smaller cannot be read.
pub(super) fn moving(title: &str, class: &str, drawing: &str) -> String {
    let title = escape(title);
    format!("<div class=\"{class}\" role=\"group\" tabindex=\"0\" aria-label=\"{title}\">{drawing}</div>")
}

/// The figure around drawings. One that opens over the page needs no script for it, being a popover that is shown in its
/// place as long as it is closed.
pub(super) fn figure(id: &str, classes: &str, drawings: &str, legend: &[String], opens: bool) -> String {
    let id = escape(&format!("{id}-figure"));
    let legend: String = legend.iter().map(|words| format!("<span>{}</span>", escape(words))).collect();
    let (popover, button) = if opens {
        (
            format!(" id=\"{id}\" popover"),
            format!(
                "<button class=\"btn\" type=\"button\" popovertarget=\"{id}\"><span>Full size</span><span>Close</span></button>"
            ),
        )
    } else {
        (String::new(), String::new())
    };
    let caption = match legend.len() + button.len() {
        0 => String::new(),
        _ => format!("<figcaption>{legend}{button}</figcaption>"),
    };
    format!("<figure class=\"graph {classes}\"{popover}>{drawings}{caption}</figure>")
}
