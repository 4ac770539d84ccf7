#!/bin/sh
# Compares the public API with the last release's, the last tag v*: what worked must go on working. Run by ./check after
# the build, from the root of the repository.
set -eu

tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) || {
  echo "api: no release yet, so nothing to compare with"
  exit 0
}
modules="array-core native dlpack interop/arrow interop/arrow-java interop/duckdb interop/python"
old=$PWD/target/api
if [ ! -f "$old/$tag" ]; then
  rm -rf "$old"
  mkdir -p "$old/source"
  git archive "$tag" | tar -xf - -C "$old/source"
  if ! (cd "$old/source" && ./mvnw -B -ntp -Dquick -DskipTests -am -pl "$(echo $modules | tr ' ' ,)" package) \
    >"$old/build.log" 2>&1; then
    cat "$old/build.log" >&2
    echo "api: the build of $tag failed (see above)" >&2
    exit 1
  fi
  for module in $modules; do
    for jar in "$old/source/$module"/target/culebra-*.jar; do
      case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) cp "$jar" "$old/culebra-$(basename "$module").jar" ;;
      esac
    done
  done
  rm -rf "$old/source"
  touch "$old/$tag"
fi
echo "api: comparing with $tag"
if ! ./mvnw -B -ntp -q -Papi -Dculebra.api="$old" -Dquick -DskipTests -am -pl "$(echo $modules | tr ' ' ,)" package; then
  echo "api: expected all that $tag offers but found changes that break callers (see above): restore it beside what is new" >&2
  exit 1
fi
