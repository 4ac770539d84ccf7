# Sourced by ./check, ./demo and ./shell: finds the prerequisites, a JDK 25 and a C compiler, or reports in one sentence
# what is missing. POSIX sh.

# The Java release that everything is compiled and run with.
CULEBRA_JAVA=25

# jdk_release HOME: prints the feature release of the JDK in HOME, nothing if there is none.
jdk_release() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# jdk_candidates: prints the folders to search, one per line, in order of preference.
jdk_candidates() {
  printf '%s\n' "${JAVA_HOME:-}" "${JAVA25_HOME:-}"
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$CULEBRA_JAVA" 2>/dev/null || :
  fi
  for folder in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/lib/jvm/* /opt/* /opt/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home "$HOME"/.m2/jdks/*; do
    printf '%s\n' "$folder"
  done
}

# require_jdk: sets and exports JAVA_HOME to a JDK 25, or ends the script.
require_jdk() {
  found=$(jdk_candidates | while IFS= read -r candidate; do
    if [ -n "$candidate" ] && [ "$(jdk_release "$candidate")" = "$CULEBRA_JAVA" ]; then
      printf '%s\n' "$candidate"
      break
    fi
  done)
  if [ -z "$found" ]; then
    echo "A JDK $CULEBRA_JAVA is required but was not found: install one, or set JAVA_HOME." >&2
    exit 1
  fi
  JAVA_HOME=$found
  JAVA25_HOME=$found # also searched by Maven's toolchain plugin, if Maven runs on another JVM
  export JAVA_HOME JAVA25_HOME
}

# next_jdk: prints the folder of a JDK newer than the required one, nothing if there is none. CULEBRA_NEXT_JDK names
# one that is not in the usual folders.
next_jdk() {
  { printf '%s\n' "${CULEBRA_NEXT_JDK:-}"; jdk_candidates; } | while IFS= read -r candidate; do
    release=$(jdk_release "$candidate")
    if [ -n "$candidate" ] && [ -n "$release" ] && [ "$release" -gt "$CULEBRA_JAVA" ]; then
      printf '%s\n' "$candidate"
      break
    fi
  done
}

# require_cc: ends the script if there is no C compiler.
require_cc() {
  # CC may be the path of a program, with spaces, or hold flags after the command.
  command -v "${CC:-cc}" >/dev/null 2>&1 && return
  set -- ${CC:-cc}
  if ! command -v "$1" >/dev/null 2>&1; then
    echo "A C compiler is required but \"$1\" was not found: install one as cc, or set CC." >&2
    exit 1
  fi
}

# build_examples NAME LOG: builds everything that the examples need, for the script NAME; prints LOG and ends the script if
# the build fails.
build_examples() {
  echo "$1: building (the first time this takes a minute or two) ..." >&2
  if ! JAVA_HOME=${CULEBRA_MAVEN_JAVA_HOME:-$JAVA_HOME} \
    ./mvnw -B -ntp -Dquick -pl examples -am process-classes >"$2" 2>&1; then
    cat "$2" >&2
    echo "$1: the build failed (see above)" >&2
    exit 1
  fi
  rm -f "$2"
}

# require_peers: finds the tests' peers; in CI installs what is missing or ends the script.
require_peers() {
  if [ "${CI:-}" = true ]; then
    build/peers || exit 1
  else
    build/peers --find
  fi
}
