#!/bin/sh
# Builds the published jars once more, in another folder, and compares them byte for byte with those in target. Run by
# ./check after a build with the same JDK, from the root of the repository.
set -eu

fail() {
  echo "reproducible: $1" >&2
  exit 1
}

again=$(mktemp -d "${TMPDIR:-/tmp}/culebra.XXXXXX")
trap 'rm -rf "$again"' EXIT
trap 'exit 1' HUP INT TERM
tar -cf - --exclude=./target --exclude='*/target' --exclude=./.git --exclude=./demo-out . | tar -xf - -C "$again"
published="array-core native dlpack interop/arrow interop/arrow-java interop/duckdb interop/python"
if ! (cd "$again" && ./mvnw -B -ntp -o -Dquick -DskipTests package -am -pl "$(echo $published | tr ' ' ,)" \
  >"$again/build.log" 2>&1); then
  cat "$again/build.log" >&2
  fail "the second build failed (see above)"
fi
count=0
for module in $published; do
  for jar in "$module"/target/culebra-*.jar; do
    case $jar in
    *-javadoc.jar | *-tests.jar) continue ;;
    esac
    cmp "$jar" "$again/$jar" || fail "expected the same bytes in $jar whoever builds it"
    count=$((count + 1))
  done
done
[ "$count" -eq 14 ] || fail "expected a jar and its sources for each of the 7 modules but found $count files"
