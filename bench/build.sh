# shellcheck shell=sh
# Read by the scripts beside it, with 'home' set: builds Tesela and the bench when that is needed, and runs one of its classes.
target=${home:?}/bench/target
# shellcheck source=standalone/src/main/dist/bin/run-java.sh
. "$home/standalone/src/main/dist/bin/run-java.sh"

# Written last of all, so it tells that a build is complete, and of when.
built=$target/bench.built

is_built() {
  [ -f "$built" ] && [ -z "$(newer_sources)" ]
}

# What goes into the build and changed since; folders count too, so that a deleted file is noticed.
newer_sources() {
  cd "$home" || exit
  find pom.xml .mvn core kafka ingest tile-processor assembler client-cli standalone bench \
    \( -path '*/target' -o -path '*/src/test' \) -prune -o \
    \( -name pom.xml -o -path '.mvn/*' -o -path '*/src/main' -o -path '*/src/main/*' \) -newer "$built" -print |
    head -n 1
}

build() {
  command -v mvn >/dev/null || fail "no mvn found in PATH, which the build needs (expected: Maven 3.8 or newer)"
  echo 'building Tesela and its bench...' >&2
  mkdir -p "$target"
  touch "$target/build.started"
  (cd "$home" && mvn -B -q -Dmaven.test.skip=true -pl bench -am package) \
    </dev/null >"$target/build.log" 2>&1 || build_failed
  collect_jars
  # as of its start: a source that changed meanwhile is newer
  touch -r "$target/build.started" "$built"
}

build_failed() {
  tail -n 25 "$target/build.log" >&2
  fail "the build failed; all it said is in $target/build.log"
}

# The jars of the service, as './tesela' runs it, and ours.
collect_jars() {
  rm -rf "${target:?}/lib"
  mkdir "$target/lib"
  ln -s "$home"/standalone/target/dist/lib/*.jar "$home"/core/testkit/target/tesela-testkit-*.jar \
    "$target"/jmh/*.jar "$target"/tesela-bench-*.jar "$target/lib"
}

# run_bench CLASS [ARGUMENT...]: becomes the JVM that runs a class of the bench; builds first when sources changed.
run_bench() {
  find_java
  is_built || build
  # the log of 'run' without flags: nowhere
  TESELA_JAVA_OPTS="-Dlog4j2.configurationFile=classpath:io/tesela/standalone/tesela-log4j2.xml ${TESELA_JAVA_OPTS:-}"
  run_main "$target/lib" "$@"
}
