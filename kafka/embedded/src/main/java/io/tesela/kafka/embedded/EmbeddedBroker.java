package io.tesela.kafka.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker in this JVM.
 *
 * <ul>
 *   <li><b>Threads:</b> starting takes 1 to 10 s, closing up to 2 s, both on the caller's thread; {@link #close()} may be called
 *       from any thread, repeatedly.
 *   <li><b>Ownership:</b> the caller closes it; then no thread and no temporary file is left. A given data directory is kept,
 *       and may be given to another broker of this or another process after that; it holds a lock until then.
 *   <li><b>Errors:</b> {@link BrokerStartException}; nothing is left running then. A fault inside a running broker is logged
 *       and never ends the JVM.
 * </ul>
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int START_ATTEMPTS = 5;

    private final KraftServer server;
    private final String bootstrapServers;
    private final String localServers;
    private final int port;
    private final Path directory;
    private final boolean temporary;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(KraftServer server, BrokerSettings settings, int port, Path directory, boolean temporary) {
        this.server = server;
        this.bootstrapServers = hostAndPort(settings.advertisedHost(), port);
        this.localServers = hostAndPort(settings.localHost(), port);
        this.port = port;
        this.directory = directory;
        this.temporary = temporary;
    }

    /** Starts a broker with {@link BrokerSettings#loopback()}. */
    public static EmbeddedBroker start() {
        return start(BrokerSettings.loopback());
    }

    /**
     * Starts a broker and returns when clients can connect.
     *
     * <p>A free port can be taken by somebody else between its being found and its being bound; then others are tried.
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        if (settings.port() != 0) {
            requireFree(settings.bindHost(), settings.port());
        }
        Path directory = directory(settings);
        boolean temporary = settings.dataDirectory().isEmpty();
        try {
            return startWithFreePorts(settings, directory, temporary);
        } catch (RuntimeException | Error e) {
            if (temporary) {
                delete(directory);
            }
            throw e;
        }
    }

    /** Returns what a client needs to connect: {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Returns what a client in this process needs to connect first, whatever the advertised name means here. */
    public String localServers() {
        return localServers;
    }

    /** Returns the port that clients connect to. */
    public int port() {
        return port;
    }

    /** Returns where the logs are. */
    public Path dataDirectory() {
        return directory;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.close();
        if (temporary) {
            delete(directory);
        }
        LOG.atInfo().addKeyValue("bootstrapServers", bootstrapServers).log("broker closed");
    }

    private static EmbeddedBroker startWithFreePorts(BrokerSettings settings, Path directory, boolean temporary) {
        for (int attempt = 1; ; attempt++) {
            int port = settings.port() == 0 ? freePort() : settings.port();
            try {
                KraftServer server = KraftServer.start(settings, port, freePortBut(port), directory);
                EmbeddedBroker broker = new EmbeddedBroker(server, settings, port, directory, temporary);
                LOG.atInfo()
                        .addKeyValue("bootstrapServers", broker.bootstrapServers())
                        .addKeyValue("directory", directory)
                        .log("broker started");
                return broker;
            } catch (Exception e) {
                if (attempt == START_ATTEMPTS || !(rootCause(e) instanceof BindException)) {
                    throw new BrokerStartException(
                            "broker on " + hostAndPort(settings.bindHost(), port) + " in " + directory
                                    + " did not start: " + rootCause(e),
                            e);
                }
                LOG.atInfo().addKeyValue("attempt", attempt).log("port taken meanwhile; trying another");
            }
        }
    }

    /** Returns {@code host:port}, with brackets around an IPv6 address. */
    static String hostAndPort(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    // Asked first, since Kafka notices a taken port only after having started everything else.
    private static void requireFree(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new BrokerStartException("broker cannot listen on " + hostAndPort(host, port) + ": " + e, e);
        }
    }

    /** The system may name the same free port twice in a row; two listeners cannot share one. */
    private static int freePortBut(int taken) {
        int port = freePort();
        while (port == taken) {
            port = freePort();
        }
        return port;
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Path directory(BrokerSettings settings) {
        try {
            return settings.dataDirectory().isPresent()
                    ? Files.createDirectories(settings.dataDirectory().get().toAbsolutePath())
                    : Files.createTempDirectory("tesela-broker-");
        } catch (IOException e) {
            throw new BrokerStartException("no directory for the broker: " + e, e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).addKeyValue("directory", directory).log("temporary directory not deleted");
        }
    }
}
