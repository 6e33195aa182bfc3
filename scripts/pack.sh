#!/usr/bin/env bash
# Packs the release binary of a target with its licences: `scripts/pack.sh TARGET TAG` writes dist/devops-docs-TAG-TARGET.*
set -euo pipefail

target=$1
tag=$2
name=devops-docs-$tag-$target
built=${CARGO_TARGET_DIR:-target}/$target/release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p dist "$folder/$name"
cp README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$folder/$name/"
case $target in
*windows*)
    cp "$built/devops-docs.exe" "$folder/$name/"
    (cd "$folder" && 7z a -bso0 "$name.zip" "$name")
    mv "$folder/$name.zip" dist/
    ;;
*)
    cp "$built/devops-docs" "$folder/$name/"
    tar -C "$folder" -czf "dist/$name.tar.gz" "$name"
    ;;
esac
