package io.tesela.standalone.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A child that is a process of the system.
 *
 * <p>Its standard input is a pipe on which nothing ever comes: it ends with this process, however that ends, and so tells the child
 * ({@link ParentWatch}).
 *
 * <ul>
 *   <li><b>Backpressure:</b> a line at a time; a child that says more than is taken waits.
 *   <li><b>Threads:</b> two of its own, until it ends, which hand on its lines.
 *   <li><b>Errors:</b> a process that cannot be started is a child that has ended.
 * </ul>
 */
final class ChildProcess implements Child {
    /** Variables that stand for flags: a child gets each flag that concerns it, and no other. */
    private static final String FLAG_VARIABLE = "TESELA_";

    private static final String COMPLAINT = "error: ";

    private final Process process;
    private final String name;
    private final Consumer<String> tell;
    private final Sinks.One<Announcement> ready = Sinks.one();
    private final Sinks.One<Ending> ended = Sinks.one();
    private volatile @Nullable String complaint;

    private ChildProcess(Process process, String name, Consumer<String> tell) {
        this.process = process;
        this.name = name;
        this.tell = tell;
    }

    /**
     * Starts a process.
     *
     * @param name put before each of its lines
     * @param tell takes them
     */
    static Child start(String name, List<String> command, Consumer<String> tell) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith(FLAG_VARIABLE));
        try {
            ChildProcess child = new ChildProcess(builder.start(), name, tell);
            child.listen();
            return child;
        } catch (IOException e) {
            return new Unborn(new Ending.NotStarted(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public Mono<Announcement> ready() {
        return ready.asMono();
    }

    @Override
    public Mono<Ending> ended() {
        return ended.asMono();
    }

    @Override
    public void ask() {
        // Not process.destroy(), which closes the pipes, too: its last words would be lost, and it would take itself
        // for an orphan.
        process.toHandle().destroy();
    }

    @Override
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    private void listen() {
        CompletableFuture<Void> out = read("out", process.getInputStream(), this::announced);
        CompletableFuture<Void> err = read("err", process.getErrorStream(), this::said);
        CompletableFuture<Void> unused =
                CompletableFuture.allOf(out, err, process.onExit()).thenRun(this::end); // its end is told by the sinks
    }

    private CompletableFuture<Void> read(String stream, InputStream from, Consumer<String> taker) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> read(from, taker, end), "tesela-" + name + "-" + stream);
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static void read(InputStream from, Consumer<String> taker, CompletableFuture<Void> end) {
        try {
            Lines.read(from, taker);
        } finally {
            end.complete(null);
        }
    }

    private void announced(String line) {
        Announcement.parse(line).ifPresentOrElse(ready::tryEmitValue, () -> said(line));
    }

    private void said(String line) {
        if (line.startsWith(COMPLAINT)) {
            complaint = line.substring(COMPLAINT.length());
        }
        tell.accept(name + ": " + line);
    }

    private void end() {
        ready.tryEmitEmpty(); // refused if it was ready, as is meant
        ended.tryEmitValue(new Ending.Exited(process.exitValue(), Optional.ofNullable(complaint)));
    }

    /** A child that the system did not start. */
    private record Unborn(Ending ending) implements Child {
        @Override
        public Mono<Announcement> ready() {
            return Mono.empty();
        }

        @Override
        public Mono<Ending> ended() {
            return Mono.just(ending);
        }

        @Override
        public void ask() {
            // It never was.
        }

        @Override
        public void kill() {
            // It never was.
        }
    }
}
