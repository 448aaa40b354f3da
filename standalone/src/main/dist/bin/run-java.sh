# shellcheck shell=sh
# Read by the launchers: finds a Java and runs one of our main classes with the flags it needs.

# Ends with one sentence and the exit code that means "failed".
fail() {
  printf 'tesela: %s\n' "$1" >&2
  exit 5
}

# Sets java, java_version and java_major, or ends.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, and has no bin/java (expected: the folder of a Java 17 or newer)"
  else
    java=$(command -v java) || fail "no java found in PATH, and JAVA_HOME is not set (expected: Java 17 or newer)"
  fi
  java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  java_major=${java_version%%[!0-9]*}
  [ "${java_major:-0}" -ge 17 ] || fail "$java is of version ${java_version:-unknown} (expected: 17 or newer)"
}

# run_main LIB CLASS [ARGUMENT...]: becomes the JVM that runs CLASS with all jars of the folder LIB.
#
# Plug-ins are the jars of the folder plugins beside LIB, or of TESELA_PLUGINS.
# TESELA_JAVA_OPTS comes last, so it overrides. What the JVM itself has to say goes to standard error: standard
# output may carry a video.
run_main() {
  lib=$1
  class=$2
  shift 2
  command=${1:-}
  # A job without a broker has not loaded the classes of one: no archive is made of it.
  case " $* ${TESELA_TRANSPORT:-} " in
    *[Mm][Ee][Mm][Oo][Rr][Yy]*) command= ;;
  esac

  class_path=
  for jar in "$lib"/*.jar; do
    class_path=${class_path:+$class_path:}$jar
  done
  [ -f "$jar" ] || fail "$lib has no jars (expected: the folder lib of a complete build)"
  plugins=
  for jar in "${TESELA_PLUGINS:-${lib%/lib}/plugins}"/*.jar; do
    if [ -f "$jar" ]; then
      plugins=$plugins:$jar
    fi
  done
  [ -z "${TESELA_PLUGINS:-}" ] || [ -n "$plugins" ] ||
    fail "TESELA_PLUGINS is $TESELA_PLUGINS, and has no jars (expected: the folder with the jars of plug-ins)"
  # Behind all others, so that an archive of classes of these stays valid.
  class_path=$class_path$plugins
  set -- -cp "$class_path" "$class" "$@"

  set -f
  # shellcheck disable=SC2086 # split on purpose: several options in one variable
  set -- ${TESELA_JAVA_OPTS:-} "$@"
  set +f

  if [ "$java_major" -ge 24 ]; then
    # no archive of classes here: it does not go together with the first of these options
    set -- --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@"
  else
    # Classes parsed once: about half of the start-up time. The job of 'run' loads those of all roles, and ends by
    # itself, so its first run writes the archive. A JVM other than the one that wrote it ignores it.
    archive=${lib%/lib}/classes-$java_version.jsa
    if [ -f "$archive" ]; then
      set -- "-XX:SharedArchiveFile=$archive" "$@"
    elif [ "$command" = run ] && [ -z "$plugins" ] && [ -w "${lib%/lib}" ]; then
      set -- "-XX:ArchiveClassesAtExit=$archive" "$@"
    fi
  fi

  # JavaCPP's own limits are off: what we open we close, and count ourselves.
  exec "$java" \
    -Xshare:auto -Xlog:disable -Xlog:all=error:stderr -XX:+DisplayVMOutputToStderr \
    -Dorg.bytedeco.javacpp.maxbytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0 \
    "$@"
}
