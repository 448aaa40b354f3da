package io.tesela.bench.supervised;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code up --processes} in a process of its own, whose children can be killed and frozen by name.
 *
 * <ul>
 *   <li><b>Threads:</b> one of its own, which reads what the service prints; the methods any.
 *   <li><b>Ownership:</b> {@link #close} ends the service, and so its children.
 * </ul>
 */
public final class SupervisedService implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Pattern CHILD = Pattern.compile("(\\S+?)(?::| is ready again:) process (\\d+), .*");
    private static final Pattern PORT = Pattern.compile("clients: port (\\d+) .*");
    private static final Pattern KAFKA = Pattern.compile("kafka: +(\\S+:\\d+)");

    private final ChildJvm process;
    private final Map<String, Long> children = new ConcurrentHashMap<>();
    private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile int port;
    private volatile String kafka = "";

    /** A process that can be used from some time on. */
    private record Ready(String child, long atNanos) {}

    private SupervisedService(Path data, List<String> options) throws IOException {
        this.process = ChildJvm.start(
                "supervised-service",
                options,
                List.of(
                        "io.tesela.standalone.Main",
                        "up",
                        "--processes",
                        "--port=0",
                        "--preview-port=0",
                        "--processors=2",
                        "--data=" + data),
                this::heard);
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param data where it keeps its jobs and its log
     * @param options of the JVM, also of those of its children
     */
    public static SupervisedService start(Path data, List<String> options) throws IOException, InterruptedException {
        SupervisedService service = new SupervisedService(data, options);
        if (!service.started.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            service.close();
            throw new IOException("the service is not ready after " + START_LIMIT.toSeconds() + " s (expected: it is): "
                    + service.printed());
        }
        return service;
    }

    /** Returns where clients connect. */
    public int port() {
        return port;
    }

    /** Returns where other roles can connect to the broker. */
    public String kafka() {
        return kafka;
    }

    /** Returns the process of each child by its name, as it is now. */
    public Map<String, Long> children() {
        return Map.copyOf(children);
    }

    /** Returns when a child was ready for the first time after some time, by {@link System#nanoTime}; empty if it was not yet. */
    public Optional<Long> readyAfter(String child, long nanos) {
        return ready.stream()
                .filter(known -> known.child().equals(child))
                .map(Ready::atNanos)
                .filter(at -> at - nanos > 0)
                .findFirst();
    }

    /** Ends a child as kill -9 does. */
    public void kill(String child) {
        ProcessHandle.of(pid(child)).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Ends, as kill -9 does, the processes that decode for a child which is an ingest; there may be none. */
    public void killDecoders(String child) {
        ProcessHandle.of(pid(child)).ifPresent(ingest -> ingest.children().forEach(ProcessHandle::destroyForcibly));
    }

    /** Asks a child to end, as SIGTERM does. */
    public void stop(String child) {
        ProcessHandle.of(pid(child)).ifPresent(ProcessHandle::destroy);
    }

    /** Has a child stand still, or go on; one that is dead at this moment stands still as it is, and cannot go on. */
    public void freeze(String child, boolean still) throws IOException {
        long pid = pid(child);
        int exitCode = new ProcessBuilder("kill", still ? "-STOP" : "-CONT", String.valueOf(pid))
                .redirectErrorStream(true)
                .start()
                .onExit()
                .join()
                .exitValue();
        if (exitCode != 0 && ProcessHandle.of(pid).isPresent()) {
            throw new IOException(child + " cannot be frozen: kill ended with " + exitCode);
        }
    }

    /** Returns all that the service has printed. */
    public String printed() {
        return process.printed();
    }

    @Override
    public void close() {
        process.end(STOP_LIMIT);
    }

    private long pid(String child) {
        Long pid = children.get(child);
        if (pid == null) {
            throw new IllegalArgumentException("child: " + child + " (expected: one of " + children.keySet() + ")");
        }
        return pid;
    }

    private void heard(String line) {
        Matcher child = CHILD.matcher(line);
        Matcher clients = PORT.matcher(line);
        Matcher broker = KAFKA.matcher(line);
        if (child.matches()) {
            children.put(child.group(1), Long.parseLong(child.group(2)));
            ready.add(new Ready(child.group(1), System.nanoTime()));
        } else if (clients.matches()) {
            port = Integer.parseInt(clients.group(1));
        } else if (broker.matches()) {
            kafka = broker.group(1);
        } else if (line.startsWith("ready;")) {
            started.countDown();
        }
    }
}
