#!/bin/sh
# Checks the built jars: array-core's dependencies, which code calls restricted methods, main classes. Run by ./check, with
# JAVA_HOME set to a JDK 25, from the root of the repository.
set -eu

fail() {
  echo "gate: $1" >&2
  exit 1
}

# jar MODULE: prints the path of the module's jar.
jar() {
  for file in "$1"/target/culebra-*.jar; do
    case $file in
    *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
    *) [ -f "$file" ] && echo "$file" && return ;;
    esac
  done
  fail "no jar in $1/target; run ./mvnw verify first"
}

core=$(jar array-core)
native=$(jar native)
modular=$core:$native:$(jar dlpack):$(jar interop/arrow):$(jar interop/duckdb):$(jar interop/python)
modules=org.culebra.array,org.culebra.ffi,org.culebra.dlpack,org.culebra.arrow,org.culebra.duckdb,org.culebra.python

# 1. array-core stands alone. (JSpecify's annotations are missing on purpose: they are optional.)
needs=$("$JAVA_HOME/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps "$core")
[ "$needs" = java.base ] || fail "expected array-core to need java.base only but found $needs"

# 2. Only org.culebra.ffi needs native access.
access=$("$JAVA_HOME/bin/jnativescan" --module-path "$core" --add-modules org.culebra.array --print-native-access)
[ -z "$access" ] || fail "expected no restricted call in array-core but found one in $access"
access=$("$JAVA_HOME/bin/jnativescan" --module-path "$modular" --add-modules "$modules" --print-native-access)
case $access in
"" | org.culebra.ffi) ;;
*) fail "expected restricted calls in org.culebra.ffi only but found them in $access" ;;
esac
# The one jar that is not a module: on the class path, with the others on the module path.
access=$("$JAVA_HOME/bin/jnativescan" --class-path "$(jar interop/arrow-java)" --print-native-access)
[ -z "$access" ] || fail "expected no restricted call in arrow-java but found one"

# 3. In org.culebra.ffi, they are in one file. First the class files, then the text, which also shows what is
#    only named, such as for a lookup by reflection.
elsewhere=$("$JAVA_HOME/bin/jnativescan" --module-path "$core:$native" --add-modules org.culebra.ffi |
  sed -n 's/^  \(org\.culebra\.[^ ]*\):$/\1/p' | grep -vx 'org\.culebra\.ffi\.internal\.host\.Restricted' || :)
[ -z "$elsewhere" ] || fail "expected restricted calls in the class Restricted only but found them in
$elsewhere"
names='\.reinterpret\(|downcallHandle|upcallStub|libraryLookup|withTargetLayout|System\.load'
elsewhere=$(find native/src/main/java -name '*.java' ! -path native/src/main/java/org/culebra/ffi/internal/host/Restricted.java \
  -exec grep -nE "$names" {} + |
  sed 's/Restricted\.[A-Za-z]*(//g' | grep -vE '^[^:]*:[0-9]*: *(//|\*|/\*)' | grep -E "$names" || :)
[ -z "$elsewhere" ] || fail "expected restricted methods in Restricted.java only but found
$elsewhere"

# 4. The commands `java -m org.culebra.ffi` and `java -m org.culebra.python` have a main class.
for module in native interop/python; do
  "$JAVA_HOME/bin/jar" --describe-module --file "$(jar $module)" | grep -q '^main-class ' ||
    fail "expected a main class in $(jar $module) but found none"
done
