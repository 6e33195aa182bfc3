//! Drawings at build time, as accessible SVG: job graphs, topology, Mermaid.
