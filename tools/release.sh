#!/bin/sh
# Runs all checks, tags the version of pyproject.toml and packs it into dist/. Pushes and uploads nothing.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
tag=v$version

refuse() {
    echo "No release: $*" >&2
    exit 1
}

[ -z "$(git status --porcelain)" ] || refuse "there are changes that are not committed."
if git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null; then
    refuse "$tag is there already: set another version in pyproject.toml."
fi
grep -q "^## $version" CHANGELOG.md || refuse "CHANGELOG.md has no section \`## $version\`."
make test || refuse "not all checks pass."
[ -z "$(git status --porcelain)" ] || refuse "the checks changed files."
archive=$(tools/sdist.sh HEAD dist)
git tag --annotate --message "Rose Ash $version" "$tag"
echo "$tag is tagged and packed: $archive"
