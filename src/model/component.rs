//! A part of the running system, as Compose, Kubernetes or Terraform define it: what the topology shows.

use super::workflow::Words;
use crate::text::{FileId, Span};

/// Where a component is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComponentKind {
    /// A service of a Compose file.
    Compose,
    /// An object of a Kubernetes manifest.
    Kubernetes,
    /// A Helm chart.
    Helm,
    /// A resource, data source or module of Terraform or `OpenTofu`.
    Terraform,
}

/// One part of the system.
#[derive(Clone, Debug)]
pub struct Component {
    /// Where it is defined.
    pub kind: ComponentKind,
    /// What it is there: `service`, `Deployment`, `aws_db_instance`, `module`.
    pub sort: String,
    /// Its name.
    pub name: Words,
    /// Its file.
    pub file: FileId,
    /// The path of its file.
    pub path: String,
    /// Everything that belongs to it.
    pub span: Span,
    /// The image, chart or module that it runs, as written.
    pub image: Option<Words>,
    /// The ports that it is reached at, as written.
    pub ports: Vec<Words>,
    /// The names of the components of its file, or folder, that it needs.
    pub needs: Vec<Words>,
    /// What it keeps: volumes and claims.
    pub volumes: Vec<Words>,
}
