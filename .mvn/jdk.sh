# Finds a JDK 25 and exports it as JAVA_HOME. Sourced by ./conv4j, ./mvnw and .ci/run, so that a
# user may have any `java` on the PATH. Windows: jdk.cmd does the same.

# Makes folder $1 the JAVA_HOME if it is a JDK 25. Starts no process: ./conv4j does this each time.
use_jdk() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  while IFS= read -r jdk_line; do
    case $jdk_line in
    'JAVA_VERSION="25'[!0-9]*)
      JAVA_HOME=$1
      export JAVA_HOME
      return 0
      ;;
    esac
  done <"$1/release"
  return 1
}

# Prints the home of the `java` on the PATH, through its links, or nothing.
jdk_on_path() {
  jdk_java=$(command -v java) || return 0
  jdk_java=$(readlink -f "$jdk_java" 2>/dev/null || printf '%s' "$jdk_java")
  jdk_java=${jdk_java%/*}
  printf '%s' "${jdk_java%/*}"
}

find_jdk() {
  use_jdk "${JAVA_HOME-}" && return 0
  use_jdk "$(jdk_on_path)" && return 0
  for jdk_home in /usr/lib/jvm/* "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/jdk* /opt/java/*; do
    use_jdk "$jdk_home" && return 0
  done
  jdk_found=$(command -v java >/dev/null && java -version 2>&1 | head -n 1)
  cat >&2 <<MESSAGE
conv4j: JDK 25 was not found in JAVA_HOME, on the PATH, in /usr/lib/jvm, ~/.sdkman, ~/.jdks,
/Library/Java or /opt${jdk_found:+ (the java on the PATH is: $jdk_found)}. Install it, for instance
from https://adoptium.net/temurin/releases/?version=25 or with 'sdk install java 25-tem', and
try again; or point JAVA_HOME at it.
MESSAGE
  return 1
}
