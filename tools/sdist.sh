#!/bin/sh
# Packs all files of a commit as a source distribution and prints its path: tools/sdist.sh COMMIT FOLDER
set -eu
commit=$1
folder=$2
version=$(git show "$commit:pyproject.toml" | sed -n 's/^version = "\(.*\)"$/\1/p')
name=rose_ash-$version
mkdir -p "$folder"
# Before the option `--prefix`, which some versions of git apply to such a file and others do not.
git archive --format=tar.gz --add-virtual-file="$name/PKG-INFO:Metadata-Version: 2.1
Name: rose-ash
Version: $version
" --prefix="$name/" --output="$folder/$name.tar.gz" "$commit"
echo "$folder/$name.tar.gz"
