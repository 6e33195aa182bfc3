//! Kubernetes manifests, Kustomizations and Helm charts: the objects that run, and which of them need which.
//!
//! Of all that, the ledger has only what probes ask for: pages name objects of clusters in too many ways to be held
//! against manifests.

use super::source::{Source, State};
use crate::model::{Component, ComponentKind, Key, Kind, Name, Property, Reading, Words};
use crate::syntax::{tree::Node, tree::Scalar, yaml};

/// A folder of manifests has one of these words in its name.
const FOLDERS: &[&str] = &[
    "k8s",
    "kubernetes",
    "kube",
    "manifests",
    "deploy",
    "deployment",
    "deployments",
    "kustomize",
    "overlays",
    "base",
    "gitops",
    "argocd",
    "flux",
    "clusters",
    "cluster",
    "infra",
    "infrastructure",
    "ops",
    "helm",
    "charts",
];
/// What only clusters and charts themselves read, or what is no manifest.
const OTHER_FOLDERS: &[&str] = &["templates", "crds", ".github", "node_modules", "ci"];
/// More objects than this in a file are generated.
const MOST_OBJECTS: usize = 200;
const MOST_NEEDS: usize = 100;
/// Larger manifests are generated, too.
const MOST_BYTES: usize = 1 << 20;

const WORKLOADS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];
const OTHERS: &[&str] =
    &["Service", "Ingress", "ConfigMap", "Secret", "PersistentVolumeClaim", "HorizontalPodAutoscaler"];

pub(super) fn reads(source: &Source) -> bool {
    let is_yaml = source.ends_with(&[".yaml", ".yml"]);
    if !is_yaml || source.folder.split('/').any(|step| OTHER_FOLDERS.contains(&step)) {
        return false;
    }
    let is_known = source.is_named(&["Chart.yaml", "kustomization.yaml", "kustomization.yml"]);
    let is_values = source.name.starts_with("values");
    let in_folder = || {
        let words = source.folder.split(['/', '-', '_', '.']);
        words.into_iter().any(|word| FOLDERS.contains(&word.to_ascii_lowercase().as_str()))
    };
    is_known || (!is_values && in_folder())
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let text = source.text.text;
    let holds = |words: &str| memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some();
    let is_kustomization = source.name.starts_with("kustomization.");
    // Most files are told apart without being parsed; templates are no YAML before they are filled in.
    if text.len() > MOST_BYTES || holds("{{") || !(is_kustomization || holds("apiVersion:")) {
        return;
    }
    let tree = yaml::parse(source.text);
    for document in tree.documents.iter().take(MOST_OBJECTS) {
        if source.is_named(&["Chart.yaml"]) {
            chart(source, document, reading);
        } else if is_kustomization {
            kustomization(source, document, reading);
        } else {
            object(source, document, reading);
            // What `kubectl get` prints is a list of objects.
            let items = document.get("items").map(Node::items).unwrap_or_default();
            items.iter().take(MOST_OBJECTS).for_each(|item| object(source, item, reading));
        }
    }
}

fn chart(source: &Source, document: &Node, reading: &mut Reading) {
    let Some(name) = document.get("name").and_then(Node::scalar) else { return };
    let mut chart = component(source, ComponentKind::Helm, "chart", name, document);
    let dependencies = document.get("dependencies").map(Node::items).unwrap_or_default();
    chart.needs = dependencies.iter().filter_map(|of| of.get("name")?.scalar()).map(words).collect();
    reading.components.push(chart);
}

fn kustomization(source: &Source, document: &Node, reading: &mut Reading) {
    let folder = source.folder.rsplit('/').next().unwrap_or_default();
    let name = Words { text: folder.to_owned(), span: document.span };
    let mut made = empty(source, ComponentKind::Kubernetes, "Kustomization", name, document);
    for key in ["resources", "bases", "components"] {
        let entries = document.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::scalar);
        // What ends in a file name is an object, which stands for itself.
        made.needs.extend(entries.filter(|entry| is_folder(&entry.value)).take(MOST_NEEDS).map(words));
    }
    reading.components.push(made);
}

fn is_folder(entry: &str) -> bool {
    !entry.contains("://") && ![".yaml", ".yml", ".json"].iter().any(|ending| entry.ends_with(ending))
}

fn object(source: &Source, document: &Node, reading: &mut Reading) {
    let (Some(_), Some(kind)) = (document.get("apiVersion"), document.get("kind").and_then(Node::text)) else { return };
    let Some(name) = document.path(&["metadata", "name"]).and_then(Node::scalar) else { return };
    if !WORKLOADS.contains(&kind) && !OTHERS.contains(&kind) || reading.components.len() >= MOST_OBJECTS {
        return;
    }
    let mut made = component(source, ComponentKind::Kubernetes, kind, name, document);
    match kind {
        "Service" => service(document, &mut made),
        "Ingress" => backends(document, &mut made.needs),
        "HorizontalPodAutoscaler" => {
            let target = document.path(&["spec", "scaleTargetRef"]);
            let kind = target.and_then(|target| target.get("kind")?.text());
            let name = target.and_then(|target| target.get("name")?.scalar());
            made.needs.extend(kind.zip(name).map(|(kind, name)| named(kind, name)));
        }
        _ if WORKLOADS.contains(&kind) => {
            workload(document, kind, &mut made);
            probes(document, kind, name, reading);
        }
        _ => {}
    }
    made.needs.truncate(MOST_NEEDS);
    reading.components.push(made);
}

/// A service finds by labels what it leads to.
fn service(document: &Node, made: &mut Component) {
    let ports = document.path(&["spec", "ports"]).map(Node::items).unwrap_or_default();
    made.ports = ports.iter().filter_map(|port| port.get("port")?.scalar()).map(words).collect();
    let Some(selector) = document.path(&["spec", "selector"]) else { return };
    let labels: Vec<String> = labels(selector).into_iter().map(|label| label.text).collect();
    if !labels.is_empty() {
        made.needs.push(Words { text: labels.join(","), span: selector.span });
    }
}

/// The services behind an ingress, in the form of today and in the one before.
fn backends(node: &Node, needs: &mut Vec<Words>) {
    for (key, value) in node.entries() {
        let name = match key.text() {
            Some("serviceName") => value.scalar(),
            Some("service") => value.get("name").and_then(Node::scalar),
            _ => None,
        };
        needs.extend(name.map(|name| named("Service", name)));
        backends(value, needs);
    }
    node.items().iter().for_each(|item| backends(item, needs));
}

/// What a workload makes pods of.
fn template<'a>(document: &'a Node, kind: &str) -> Option<&'a Node> {
    match kind {
        "Pod" => Some(document),
        "CronJob" => document.path(&["spec", "jobTemplate", "spec", "template"]),
        _ => document.path(&["spec", "template"]),
    }
}

/// The paths that probes ask for, of the container and of a workload that has only one.
fn probes(document: &Node, kind: &str, workload: &Scalar, reading: &mut Reading) {
    let containers = template(document, kind).and_then(|template| template.path(&["spec", "containers"]));
    let containers = containers.map(Node::items).unwrap_or_default();
    for container in containers {
        let mut names: Vec<&str> = container.get("name").and_then(Node::text).into_iter().collect();
        if containers.len() == 1 && !names.contains(&workload.value.as_str()) {
            names.push(&workload.value);
        }
        for probe in ["readinessProbe", "livenessProbe", "startupProbe"] {
            let Some(path) = container.path(&[probe, "httpGet", "path"]).and_then(Node::scalar) else { continue };
            for name in &names {
                // A service is called alike wherever it runs, so the whole repository is told.
                let of = Name::new(Kind::ComposeService, *name);
                reading.property("", Property::new(of, Key::Health, [path.value.clone()]), path.inner);
            }
        }
    }
}

fn workload(document: &Node, kind: &str, made: &mut Component) {
    let Some(template) = template(document, kind) else { return };
    made.labels = template.path(&["metadata", "labels"]).map(labels).unwrap_or_default();
    let Some(spec) = template.get("spec") else { return };
    let list = |key: &str| spec.get(key).map(Node::items).unwrap_or_default();
    made.image = list("containers").first().and_then(|of| of.get("image")?.scalar()).map(words);
    for container in list("initContainers").iter().chain(list("containers")) {
        let ports = container.get("ports").map(Node::items).unwrap_or_default();
        made.ports.extend(ports.iter().filter_map(|port| port.get("containerPort")?.scalar()).map(words));
        environment(container, &mut made.needs);
    }
    for volume in list("volumes") {
        let sources = [
            ("ConfigMap", ["configMap", "name"]),
            ("Secret", ["secret", "secretName"]),
            ("PersistentVolumeClaim", ["persistentVolumeClaim", "claimName"]),
        ];
        for (kind, path) in sources {
            let Some(name) = volume.path(&path).and_then(Node::scalar) else { continue };
            made.needs.push(named(kind, name));
            if kind == "PersistentVolumeClaim" {
                made.volumes.push(words(name));
            }
        }
    }
    let claims = document.path(&["spec", "volumeClaimTemplates"]).map(Node::items).unwrap_or_default();
    made.volumes.extend(claims.iter().filter_map(|claim| claim.path(&["metadata", "name"])?.scalar()).map(words));
}

/// The maps and secrets that a container takes variables from.
fn environment(container: &Node, needs: &mut Vec<Words>) {
    let list = |key: &str| container.get(key).map(Node::items).unwrap_or_default();
    let whole = list("envFrom").iter().flat_map(|from| [from.path(&["configMapRef"]), from.path(&["secretRef"])]);
    let whole = whole.zip(["ConfigMap", "Secret"].into_iter().cycle());
    let single = list("env").iter().flat_map(|variable| {
        [variable.path(&["valueFrom", "configMapKeyRef"]), variable.path(&["valueFrom", "secretKeyRef"])]
    });
    let single = single.zip(["ConfigMap", "Secret"].into_iter().cycle());
    for (reference, kind) in whole.chain(single) {
        let Some(name) = reference.and_then(|reference| reference.get("name")?.scalar()) else { continue };
        let need = named(kind, name);
        if needs.iter().all(|known| known.text != need.text) {
            needs.push(need);
        }
    }
}

/// Labels as `key=value`, sorted.
fn labels(node: &Node) -> Vec<Words> {
    let one = |(key, value): &(Node, Node)| {
        Some(Words { text: format!("{}={}", key.text()?, value.text()?), span: key.span })
    };
    let mut labels: Vec<Words> = node.entries().iter().filter_map(one).take(MOST_NEEDS).collect();
    labels.sort_by(|a, b| a.text.cmp(&b.text));
    labels
}

fn words(scalar: &Scalar) -> Words {
    Words { text: scalar.value.clone(), span: scalar.inner }
}

/// An object as `kubectl` names it.
fn named(kind: &str, name: &Scalar) -> Words {
    Words { text: format!("{kind}/{}", name.value), span: name.inner }
}

fn component(source: &Source, kind: ComponentKind, sort: &str, name: &Scalar, whole: &Node) -> Component {
    empty(source, kind, sort, words(name), whole)
}

fn empty(source: &Source, kind: ComponentKind, sort: &str, name: Words, whole: &Node) -> Component {
    Component {
        kind,
        sort: sort.to_owned(),
        name,
        file: source.text.file,
        path: source.path.to_owned(),
        span: whole.span,
        image: None,
        ports: Vec::new(),
        needs: Vec::new(),
        labels: Vec::new(),
        volumes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts;
    use crate::model::{Component, connections};
    use crate::text::{Excerpt, FileId};

    const WEB: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - image: shop/web:1.4
          ports: [{containerPort: 3000}]
          envFrom: [{configMapRef: {name: web-settings}}, {secretRef: {name: web-keys}}]
          env:
            - name: DB
              valueFrom: {secretKeyRef: {name: db, key: url}}
      volumes: [{name: data, persistentVolumeClaim: {claimName: files}}]
";

    fn read(path: &str, text: &str) -> Vec<Component> {
        facts::read(Excerpt::whole(FileId(0), text), path).components
    }

    fn lines(components: &[Component]) -> Vec<String> {
        let name = |at: usize| format!("{}/{}", components[at].sort, components[at].name.text);
        connections(components).into_iter().map(|(from, to)| format!("{} needs {}", name(from), name(to))).collect()
    }

    #[test]
    fn objects_of_one_file_and_of_others_are_connected() {
        let mut all = read("k8s/web.yaml", WEB);
        let settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-settings}\n";
        all.extend(read("k8s/settings.yaml", settings));
        all.extend(read("deploy/files.yml", "kind: PersistentVolumeClaim\napiVersion: v1\nmetadata: {name: files}\n"));
        let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec: {rules: [{http: \
                       {paths: [{backend: {service: {name: web}}}]}}]}\n";
        all.extend(read("k8s/ingress.yaml", ingress));
        let expected = [
            "Service/web needs Deployment/web",
            "Deployment/web needs ConfigMap/web-settings",
            "Deployment/web needs PersistentVolumeClaim/files",
            "Ingress/shop needs Service/web",
        ];
        assert_eq!(lines(&all), expected);
        let deployment = &all[1];
        assert_eq!(deployment.image.as_ref().map(|image| image.text.as_str()), Some("shop/web:1.4"));
        assert_eq!(deployment.ports[0].text, "3000");
    }

    #[test]
    fn overlays_need_their_base() {
        let mut all = read("k8s/base/kustomization.yaml", "resources: [web.yaml]\n");
        all.extend(read("k8s/overlays/prod/kustomization.yaml", "resources: [../../base]\n"));
        assert_eq!(lines(&all), ["Kustomization/prod needs Kustomization/base"]);
    }

    #[test]
    fn templates_and_other_yaml_are_left_alone() {
        assert!(read("charts/web/templates/web.yaml", WEB).is_empty());
        assert!(read("k8s/web.yaml", &WEB.replace("1.4", "{{ .Values.tag }}")).is_empty());
        assert!(read("k8s/notes.yaml", "kind: of\nnotes: true\n").is_empty());
        assert!(read("src/web.yaml", WEB).is_empty());
        let reading = facts::read(Excerpt::whole(FileId(0), "apiVersion: [v1\nkind: {"), "k8s/broken.yaml");
        assert!(reading.components.is_empty() && reading.problems.is_empty());
        assert_eq!(read("charts/web/Chart.yaml", "apiVersion: v2\nname: web\n")[0].sort, "chart");
    }
}
