package io.tesela.standalone.supervision;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How to start a JVM of this very build beside others of its kind.
 *
 * <p>The options are those of this JVM, so they are the launcher's, and its user's.
 *
 * @param java the program
 * @param options of the JVM
 * @param classPath of this build
 */
record ChildCommand(Path java, List<String> options, String classPath) {
    private static final String MAIN = "io.tesela.standalone.Main";

    /** Ctrl-C and a terminal that is closed go to all processes at once: those that ignore them are ended in their turn. */
    private static final String WITHOUT_KEYBOARD = "trap '' INT HUP; exec \"$0\" \"$@\"";

    /** They name a port, which only one process can have. */
    private static final List<String> OF_ONE_PROCESS =
            List.of("-agentlib:jdwp", "-Xrunjdwp", "-Dcom.sun.management.", "-XX:ArchiveClassesAtExit");

    private static final List<String> HEAP = List.of("-Xmx", "-XX:MaxHeapSize", "-XX:MaxRAM");

    /** The heaps of all children together, at most; the rest is for pixels and the libraries that work on them. */
    private static final double HEAPS_PERCENT = 60;

    /** What the JVM would take if it were alone. */
    private static final double HEAP_PERCENT = 25;

    ChildCommand {
        options = List.copyOf(options);
    }

    /**
     * Returns how this JVM was started, for children of its own.
     *
     * @param children how many run side by side; 1 or more
     */
    static ChildCommand ofThisProcess(int children) {
        return new ChildCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                shared(ManagementFactory.getRuntimeMXBean().getInputArguments(), children),
                System.getProperty("java.class.path"));
    }

    /**
     * Returns the options that children get of their parent's.
     *
     * <p>Each JVM would by itself take a quarter of the memory for its heap. Unless a user has set that, children share it.
     */
    static List<String> shared(List<String> parents, int children) {
        List<String> options = new ArrayList<>(parents);
        options.removeIf(option -> startsWithAny(option, OF_ONE_PROCESS));
        if (options.stream().noneMatch(option -> startsWithAny(option, HEAP))) {
            double share = Math.min(HEAP_PERCENT, HEAPS_PERCENT / children);
            options.add(String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.2f", share));
        }
        return options;
    }

    /** Returns the command line that runs {@code tesela} with these arguments. */
    List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", WITHOUT_KEYBOARD, java.toString()));
        line.addAll(options);
        line.addAll(List.of("-cp", classPath, MAIN));
        line.addAll(arguments);
        return line;
    }

    private static boolean startsWithAny(String option, List<String> beginnings) {
        return beginnings.stream().anyMatch(option::startsWith);
    }
}
