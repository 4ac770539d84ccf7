#!/bin/sh
# Makes a user's project of what the README states, and runs it: the Maven snippet, with only what the build has installed
# (build/reproducible.sh), and the programs, in each way that the table of native access lists. Run by ./check, offline,
# from the root of the repository.
set -eu

fail() {
  echo "consumer: $1" >&2
  exit 1
}

installed=$PWD/target/repository
[ -d "$installed/org/culebra/culebra-bom" ] || fail "expected $installed, which build/reproducible.sh fills, but found none"
# Plugins and the driver come from where the build has them.
others=$(tr ':' '\n' <examples/target/module-path | sed -n 's:/org/duckdb/.*::p')

work=$(mktemp -d "${TMPDIR:-/tmp}/culebra.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# --- what the README states

# block LANGUAGE TEXT: prints the first block in that language that contains the text.
block() {
  awk -v begin="\`\`\`$1" -v text="$2" '
    $0 == begin { inside = 1; code = ""; next }
    inside && /^```$/ { inside = 0; if (index(code, text)) { printf "%s", code; exit } next }
    inside { code = code $0 "\n" }' README.md
}

# row NAME: prints the code in a row of the table of native access.
row() {
  sed -n "s/^| $1 | \(.*\) |\$/\1/p" README.md
}

# flag NAME: prints its flag.
flag() {
  row "$1" | sed 's/.*\(--enable-native-access=[A-Za-z.,-]*\).*/\1/'
}

# plugin NAME: prints the version that the build has.
plugin() {
  sed -n "/<artifactId>$1</{n;s:.*<version>\(.*\)</version>.*:\1:p;}" pom.xml
}

sources=$work/src/main/java
mkdir -p "$sources" "$work/src/test/java" "$work/module" "$work/sql"
block java 'importModule("numpy")' >"$sources/First.java"
block java 'open("z")' >"$sources/Second.java"
block java 'DuckDb.register' >"$sources/Sql.java"

# --- the project

{
  echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
  echo '<groupId>com.example</groupId><artifactId>consumer</artifactId><version>1</version>'
  echo '<properties><maven.compiler.release>25</maven.compiler.release>'
  echo '<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>'
  block xml culebra-bom
  echo '<build><plugins>'
  for name in maven-resources-plugin maven-compiler-plugin maven-dependency-plugin; do
    echo "<plugin><artifactId>$name</artifactId><version>$(plugin $name)</version></plugin>"
  done
  echo "<plugin><artifactId>maven-surefire-plugin</artifactId><version>$(plugin maven-surefire-plugin)</version>"
  # deny: what the flag does not allow is an error, as in later JDKs.
  echo "<configuration>$(row Surefire | sed 's/.*`\(<argLine>.*\)<\/argLine>`.*/\1 --illegal-native-access=deny<\/argLine>/')</configuration></plugin>"
  echo '</plugins></build>'
  echo '<profiles><profile><id>test</id><activation><activeByDefault>true</activeByDefault></activation><dependencies>'
  echo '<dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId>'
  echo "<version>$(sed -n 's:.*<junit.version>\(.*\)</junit.version>.*:\1:p' pom.xml)</version><scope>test</scope></dependency>"
  echo '</dependencies></profile></profiles></project>'
} >"$work/pom.xml"
cat >"$work/src/test/java/AbsTest.java" <<'JAVA'
import org.culebra.ffi.CLibrary;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class AbsTest {
  @Test
  void abs_isCalled() {
    Object result = CLibrary.process().function("int abs(int)").call(-3);
    Assertions.assertEquals(3, result);
  }
}
JAVA
if ! ./mvnw -B -ntp -o -f "$work/pom.xml" -Dmaven.repo.local="$installed" -Dmaven.repo.local.tail="$others" \
  test dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/lib" >"$work/build.log" 2>&1; then
  cat "$work/build.log" >&2
  fail "the build of the README's project failed (see above)"
fi
for jar in "$work"/lib/culebra-*.jar; do
  cmp -s "$jar" "$(find "$installed/org/culebra" -name "$(basename "$jar")")" ||
    fail "expected $(basename "$jar") as installed in $installed but found another"
done
[ -f "$work/target/surefire-reports/TEST-AbsTest.xml" ] || fail "expected a test run by Surefire but found none"

# --- the programs

python=${CULEBRA_PYTHON:-$(cat target/peers/python 2>/dev/null || :)}
if [ -n "$python" ]; then
  first=First
else
  [ "${CI:-}" != true ] || fail "expected a Python with NumPy (build/peers) but found none"
  echo "consumer: no Python with NumPy (build/peers), so the README's second program takes the place of the first"
  first=Second
fi
export CULEBRA_PYTHON="$python"
[ -n "$python" ] || unset CULEBRA_PYTHON

# expect PROGRAM WAY COMMAND...: runs it; it has to print what the comments in the program state, and nothing else.
expect() {
  program=$1 way=$2
  shift 2
  expected=$(sed -n 's:.*println(.*); // ::p' "$sources/$program.java")
  found=$("$@" 2>&1) || fail "$program, $way, failed: $* printed
$found"
  [ "$found" = "$expected" ] || fail "$program, $way: expected
$expected
but $* printed
$found"
}

# module FOLDER NAME PROGRAM REQUIRED...: compiles a program as a module of that name: a class with its main method.
module() {
  folder=$1 name=$2 program=$3
  shift 3
  mkdir -p "$folder/src/$name"
  {
    echo "module $name {"
    printf '  requires %s;\n' "$@"
    echo '}'
  } >"$folder/src/module-info.java"
  {
    echo "package $name;"
    sed -n '/^import /p' "$sources/$program.java"
    echo "final class $program {"
    sed '/^import /d' "$sources/$program.java"
    echo '}'
  } >"$folder/src/$name/$program.java"
  "$JAVA_HOME/bin/javac" -d "$folder/classes" -p "$work/lib" "$folder/src/module-info.java" "$folder/src/$name/$program.java"
}

java=$JAVA_HOME/bin/java
deny=--illegal-native-access=deny
for program in $first Second Sql; do
  expect $program "on the class path" "$java" "$(flag 'class path')" $deny -cp "$work/target/classes:$work/lib/*" $program
done

both=$(row 'module path' | sed 's/.*`\([a-z.,]*\)`$/\1/')
module "$work/module" app $first org.culebra.python
module "$work/sql" sql Sql org.culebra.duckdb
own=$(row 'module path' | sed 's/.*\(--enable-native-access=[a-z.]*\) .*/\1/')
expect $first "on the module path" "$java" "$own" $deny -p "$work/lib:$work/module/classes" -m app/app.$first
expect Sql "on the module path" "$java" "--enable-native-access=$both" $deny -p "$work/lib:$work/sql/classes" -m sql/sql.Sql

{
  echo "Main-Class: $first"
  printf 'Class-Path: \n'
  (cd "$work" && ls lib/*.jar) | sed 's/^/  /'
  row 'executable jar' | sed 's/.*`\(.*\)`.*/\1/'
} >"$work/manifest"
"$JAVA_HOME/bin/jar" --create --file "$work/app.jar" --manifest "$work/manifest" -C "$work/target/classes" .
expect $first "as an executable jar" "$java" $deny -jar "$work/app.jar"

option=$(row jlink | sed 's/.*\(--add-options=[^ ]*\).*/\1/')
"$JAVA_HOME/bin/jlink" "$option $deny" -p "$work/lib:$work/module/classes" --add-modules app --output "$work/image"
expect $first "in an image of jlink" "$work/image/bin/java" -m app/app.$first
echo "consumer: the README's project runs on the class path and the module path, as a jar, in an image and in Surefire"
