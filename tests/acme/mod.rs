//! Acme's shop: a small repository with a knowledge base, workflows, services, releases and incidents.

use devops_docs::syntax::markdown::{Flavor, parse};
use devops_docs::text::{Excerpt, FileId};

use crate::shop::Shop;

/// The repository on disk, committed, with a release tagged.
pub fn shop() -> Shop {
    let shop = Shop::new();
    for (path, text) in files() {
        shop.write(&path, text);
    }
    shop.commit(1);
    shop.git(&["tag", "v1.3.2"]);
    // In the working tree too, or the next commit takes it back.
    #[cfg(unix)]
    std::fs::set_permissions(
        shop.root().join("scripts/deploy.sh"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .expect("it is ours");
    shop.git(&["update-index", "--chmod=+x", "scripts/deploy.sh"]);
    shop.git(&["commit", "--quiet", "--message", "let the script run"]);
    shop
}

/// The paths and texts of its files.
pub fn files() -> Vec<(String, String)> {
    let page = include_str!("acme.md");
    let markdown = parse(Excerpt::whole(FileId(0), page), Flavor::Markdown);
    let file = |info: &str| info.split_once(':').map(|(_, path)| path.to_owned());
    let fences =
        markdown.fences.iter().filter_map(|fence| Some((file(&fence.info)?, format!("{}\n", fence.text.trim_end()))));
    fences.collect()
}
