package io.tesela.bench.supervised;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM of this very build, and what it prints.
 *
 * <ul>
 *   <li><b>Threads:</b> one of its own, which reads what is printed, and tells; the methods any.
 *   <li><b>Ownership:</b> {@link #end} ends it; so does the end of this JVM, unless that is killed.
 * </ul>
 */
public final class ChildJvm {
    /** Options of a JVM that is to be ready soon rather than fast. */
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private final Process process;
    private final List<String> printed = new ArrayList<>();
    private final Thread asOrphan;

    private ChildJvm(Process process) {
        this.process = process;
        this.asOrphan = new Thread(process::destroy, "child-end");
    }

    /**
     * Starts one.
     *
     * @param name of the thread that reads
     * @param options of the JVM
     * @param heard is told each line that it prints, on either stream
     */
    public static ChildJvm start(String name, List<String> options, List<String> arguments, Consumer<String> heard)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        ChildJvm child = new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        Runtime.getRuntime().addShutdownHook(child.asOrphan);
        Thread reader = new Thread(() -> child.read(heard), name);
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    /** Returns whether it has not ended. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Returns all that it has printed. */
    public String printed() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    /** Asks it to end, as SIGTERM does, and kills it if it has not by then. */
    public void end(Duration limit) {
        process.destroy();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(asOrphan);
        } catch (IllegalStateException e) {
            // This JVM is going down: the hook runs, and finds it ended.
        }
    }

    private void read(Consumer<String> heard) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (printed) {
                    printed.add(line);
                }
                heard.accept(line);
            }
        } catch (IOException e) {
            // It has ended; whoever waits for it sees that.
        }
    }
}
