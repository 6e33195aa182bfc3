//! Where Terraform keeps what it made: the backends that its files name.

use crate::model::parent;
use crate::syntax::hcl::{self, Block};
use crate::workspace::Workspace;

/// A place where the state of a folder is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerraformState {
    /// The file that says so.
    pub file: String,
    /// The sort of place: `s3`, `azurerm`; `cloud` for HCP Terraform.
    pub backend: String,
    /// What names the place, in its words: `bucket` and its name.
    pub place: Vec<(String, String)>,
    /// Whether the place is not named in full, so that `terraform init` has to be told the rest.
    pub is_partial: bool,
}

impl TerraformState {
    /// The folder whose state it is.
    pub fn folder(&self) -> &str {
        parent(&self.file)
    }
}

/// The sorts of places, each with the words that name one of them in full.
const BACKENDS: &[(&str, &[&str])] = &[
    ("s3", &["bucket", "key"]),
    ("gcs", &["bucket"]),
    ("azurerm", &["storage_account_name", "container_name", "key"]),
    ("remote", &["organization"]),
    ("cloud", &["organization"]),
    ("http", &["address"]),
    ("consul", &["path"]),
    ("kubernetes", &["secret_suffix"]),
    ("cos", &["bucket"]),
    ("oss", &["bucket"]),
    ("oci", &["bucket"]),
];

/// The places that files of Terraform and `OpenTofu` name, in the order of the files.
pub fn terraform_states(ws: &Workspace) -> Vec<TerraformState> {
    let own = ws.files.iter().filter(|(_, entry)| {
        let is_terraform = entry.path.ends_with(".tf") || entry.path.ends_with(".tofu");
        is_terraform && !super::is_sample_folder(&entry.path)
    });
    let of_file = |(file, entry): (_, &crate::text::Entry)| {
        let source = ws.files.whole(file)?;
        // Few files hold such a block, and parsing all would cost much.
        let may_have_one = source.text.contains("backend") || source.text.contains("cloud {");
        let body = may_have_one.then(|| hcl::parse(source).ok())??;
        let mut settings =
            body.blocks.iter().filter(|block| block.kind == "terraform").flat_map(|block| &block.body.blocks);
        settings.find_map(|block| state(&entry.path, block))
    };
    own.filter_map(of_file).collect()
}

fn state(file: &str, block: &Block) -> Option<TerraformState> {
    let backend = match block.kind.as_str() {
        "backend" => block.labels.first()?.clone(),
        "cloud" => "cloud".to_owned(),
        _ => return None,
    };
    let names = BACKENDS.iter().find(|(name, _)| *name == backend).map_or(&[][..], |(_, names)| names);
    let value = |name: &&str| {
        let attribute = block.body.attributes.iter().find(|attribute| attribute.name == **name)?;
        Some(((*name).to_owned(), attribute.value.clone()?))
    };
    let place: Vec<(String, String)> = names.iter().filter_map(value).collect();
    Some(TerraformState { file: file.to_owned(), backend, is_partial: place.len() < names.len(), place })
}
