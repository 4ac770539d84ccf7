#!/bin/sh
# Builds the published jars once more, in another folder, and compares them byte for byte with those in target. Run by
# ./check after a build with the same JDK, from the root of the repository. Installs them in an empty repository,
# target/repository, for build/consumer.sh.
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
installed=$PWD/target/repository
rm -rf "$installed"
# Plugins and dependencies come from where the first build has them.
others=$(tr ':' '\n' <examples/target/module-path | sed -n 's:/org/duckdb/.*::p')
install=$(sed -n '/<artifactId>maven-install-plugin</{n;s:.*<version>\(.*\)</version>.*:\1:p;}' pom.xml)
[ -f "$others/org/apache/maven/plugins/maven-install-plugin/$install/maven-install-plugin-$install.jar" ] ||
  ./mvnw -B -ntp -q -N install:help >/dev/null # fetches it, which no other part of ./check needs
if ! (cd "$again" && ./mvnw -B -ntp -o -Dquick -DskipTests install -am -pl "$(echo $published bom | tr ' ' ,)" \
  -Dmaven.repo.local="$installed" -Dmaven.repo.local.tail="$others" >"$again/build.log" 2>&1); then
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
