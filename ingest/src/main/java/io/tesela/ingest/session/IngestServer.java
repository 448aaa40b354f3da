package io.tesela.ingest.session;

import io.netty.channel.ChannelOption;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.telemetry.KeepAlive;
import io.tesela.wire.ServerMessage;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * Listens for clients, any number at once, each on a session of its own.
 *
 * <p><b>Threads:</b> sessions run on the given event loops. <b>Ownership:</b> the subscriber of {@link #bind} disposes the
 * server.
 */
public final class IngestServer {
    private static final Logger LOG = LoggerFactory.getLogger(IngestServer.class);
    private static final int BACKLOG = 128;
    /** Finishing and hashing a result of some hundred gigabytes takes this long. */
    private static final Duration FAREWELL = Duration.ofMinutes(15);

    private final JobContext context;
    private final JobRegistry jobs;
    private final LoopResources loops;
    private final AtomicInteger sessions = new AtomicInteger();

    public IngestServer(JobContext context, JobRegistry jobs, LoopResources loops) {
        this.context = context;
        this.jobs = jobs;
        this.loops = loops;
    }

    /** Starts to listen; emits the server once it does. */
    public Mono<? extends DisposableServer> bind() {
        return KeepAlive.on(TcpServer.create())
                .runOn(loops)
                .bindAddress(this::address)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .handle(this::serve)
                .bind();
    }

    /**
     * Starts to listen on a path of the file system, too; emits the server once it does. Its disposal deletes the file.
     *
     * @param path where nothing is, or what a server left that was killed
     */
    public Mono<DisposableServer> bind(Path path) {
        UnixSocket socket = new UnixSocket(path);
        return Mono.fromCallable(socket::makeRoom)
                .subscribeOn(context.ioScheduler())
                .flatMap(this::bind)
                .flatMap(server -> restricted(server, socket))
                .onErrorMap(error -> notThere(path, error));
    }

    private static TeselaException notThere(Path path, Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return new TeselaException(
                FailureCode.INTERNAL,
                "--unix: " + path + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + " (expected: a path where the server may make a socket)",
                error);
    }

    private Mono<? extends DisposableServer> bind(UnixDomainSocketAddress address) {
        return KeepAlive.on(TcpServer.create())
                .runOn(new UnixLoops(loops), false)
                .bindAddress(() -> address)
                // Options of TCP, which Reactor Netty sets unless told otherwise.
                .option(ChannelOption.SO_REUSEADDR, null)
                .childOption(ChannelOption.TCP_NODELAY, null)
                .handle(this::serve)
                .bind();
    }

    private Mono<DisposableServer> restricted(DisposableServer server, UnixSocket socket) {
        return Mono.fromCallable(socket::restrict)
                .subscribeOn(context.ioScheduler())
                .thenReturn(server)
                .doOnError(error -> server.dispose());
    }

    /** The wildcard of both families, where the machine has both, is Java's own, not the literal. */
    private InetSocketAddress address() {
        String bind = context.config().access().bind();
        int port = context.config().access().port();
        return bind.equals("::") ? new InetSocketAddress(port) : new InetSocketAddress(bind, port);
    }

    private Publisher<Void> serve(NettyInbound in, NettyOutbound out) {
        IngestSession session = new IngestSession(context, jobs, addressOf(in));
        if (sessions.incrementAndGet() > context.config().sessions().maxSessions()) {
            session.refuse(tooMany());
        }
        Sinks.Empty<Void> closed = Sinks.empty();
        Mono<Void> hearing = session.hear(in.receive())
                .doFinally(signal -> closed.tryEmitEmpty())
                .then(Mono.never());
        Mono<Void> telling = session.tell()
                .concatMap(message -> write(out, message), 1)
                .then(Mono.defer(() -> linger(closed, session.told())))
                .onErrorResume(Exception.class, IngestServer::lost);
        return Mono.firstWithSignal(hearing, telling).doFinally(signal -> end(session));
    }

    private void end(IngestSession session) {
        sessions.decrementAndGet();
        session.end();
    }

    private static String addressOf(NettyInbound in) {
        AtomicReference<String> address = new AtomicReference<>("");
        in.withConnection(connection -> {
            if (connection.address() instanceof InetSocketAddress remote && remote.getAddress() != null) {
                address.set(remote.getAddress().getHostAddress());
            }
        });
        return Objects.requireNonNull(address.get());
    }

    /** The next message is taken when this one is written: Netty would take over a hundred of a client that does not read. */
    private static Publisher<Void> write(NettyOutbound out, ServerMessage message) {
        return out.send(Mono.fromSupplier(() -> IngestSession.encode(message)));
    }

    /**
     * Goes on hearing for a while after the last message: a socket that is closed with bytes unread is reset, and the client
     * would lose that message. One that has a result to store and to compare says when it has.
     */
    private Mono<Void> linger(Sinks.Empty<Void> closed, boolean told) {
        Duration timeout = told ? FAREWELL : context.config().sessions().lingerTimeout();
        return Mono.firstWithSignal(
                closed.asMono(), Mono.delay(timeout, context.timer()).then());
    }

    private TeselaException tooMany() {
        return new TeselaException(
                FailureCode.BUSY,
                "the server has as many connections as it takes (expected: fewer than "
                        + context.config().sessions().maxSessions() + "; try again later)");
    }

    private static Mono<Void> lost(Exception error) {
        LOG.atDebug().setCause(error).log("connection lost");
        return Mono.empty();
    }
}
