# Finds a JDK 25 and exports it as JAVA_HOME. Sourced by ./conv4j, ./mvnw and .ci/run, so that a
# user may have any `java` on the PATH. Windows: jdk.cmd does the same.

# Prints the Java version of the JDK in folder $1 (its feature release, such as 25), or nothing.
jdk_feature() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the home of the `java` on the PATH, through its links, or nothing.
jdk_on_path() {
  jdk_java=$(command -v java) || return 0
  jdk_java=$(readlink -f "$jdk_java" 2>/dev/null || printf '%s' "$jdk_java")
  dirname "$(dirname "$jdk_java")"
}

find_jdk() {
  for jdk_home in "${JAVA_HOME-}" "$(jdk_on_path)" /usr/lib/jvm/* "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/jdk* /opt/java/*; do
    [ "$(jdk_feature "$jdk_home")" = 25 ] || continue
    JAVA_HOME=$jdk_home
    export JAVA_HOME
    return 0
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
