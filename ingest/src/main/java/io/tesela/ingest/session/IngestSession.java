package io.tesela.ingest.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.job.Breaker;
import io.tesela.ingest.job.JobClient;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Result;
import io.tesela.wire.SessionState;
import io.tesela.wire.WireCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One connection: hears its client's messages, and tells it what its job has to say.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one message at a time is heard, and heard again only when it is dealt with; messages are told as the
 *       client reads.
 *   <li><b>Threads:</b> of the connection; never blocks.
 *   <li><b>Ownership:</b> the job stays when the connection ends; {@link #end} says that it has.
 *   <li><b>Errors:</b> whatever goes wrong is told as one {@code error} message, the last one.
 * </ul>
 */
final class IngestSession implements JobRegistry.Asker {
    private static final Logger LOG = LoggerFactory.getLogger(IngestSession.class);

    private final JobContext context;
    private final JobRegistry jobs;
    private final String client;
    private final MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.initial());
    private final Sinks.One<ClientMessage> asked = Sinks.one();
    private final Breaker breaker = new Breaker();
    private volatile @Nullable JobClient attached;
    private volatile @Nullable JobId waitingFor;
    private volatile boolean done;
    private volatile @Nullable TeselaException refused;
    private volatile boolean ended;

    /** @param client whose jobs are counted together: the address it comes from */
    IngestSession(JobContext context, JobRegistry jobs, String client) {
        this.context = context;
        this.jobs = jobs;
        this.client = client;
    }

    /**
     * Hears the client until it closes; errors go to {@link #tell}.
     *
     * <p>What comes after an error is heard and thrown away: bytes that nobody reads would reset the connection, and the
     * client would lose what it is told.
     */
    Mono<Void> hear(Flux<ByteBuf> bytes) {
        return bytes.map(this::decode)
                .concatMapIterable(messages -> messages, 1)
                .concatMap(this::handle, 1)
                .then()
                .doOnSuccess(unused -> fail(new TeselaException(
                        FailureCode.CANCELLED, "the client closed the connection (expected: it waits for the result)")))
                .onErrorResume(Exception.class, this::vanished);
    }

    /** Emits what the client is told; completes after the last message. */
    Flux<ServerMessage> tell() {
        return asked.asMono()
                .timeout(context.config().sessions().handshakeTimeout(), Mono.error(this::silent), context.timer())
                .flatMapMany(this::serve)
                .transform(breaker::guard)
                .doOnNext(this::sent)
                .onErrorResume(Exception.class, this::lastWords);
    }

    /** The connection has ended. */
    void end() {
        // Thread 1: sets ended, then reads attached. Thread 2: sets attached, then reads ended. One sees the other.
        ended = true;
        JobClient current = attached;
        if (current != null) {
            current.left();
        }
    }

    /** Returns whether the client has been told its whole result, which it has to store. */
    boolean told() {
        return done && attached != null;
    }

    /** Has the client told why it is not served, now or before it has said anything. */
    void refuse(TeselaException reason) {
        fail(reason);
    }

    /** Returns the bytes of a message. */
    static ByteBuf encode(ServerMessage message) {
        return WireCodec.encode(message, ByteBufAllocator.DEFAULT);
    }

    private List<ClientMessage> decode(ByteBuf bytes) {
        if (over()) {
            return List.of();
        }
        try {
            return decoder.decode(bytes);
        } catch (TeselaException e) {
            fail(e);
            return List.of();
        }
    }

    private Mono<Void> handle(ClientMessage message) {
        return over()
                ? Mono.empty()
                : Mono.defer(() -> deal(message)).onErrorResume(Exception.class, error -> refused(message, error));
    }

    private Mono<Void> deal(ClientMessage message) {
        JobClient current = attached;
        boolean first = message instanceof Handshake || message instanceof Status || message instanceof Cancel;
        if (current == null && !first && !(state.get() instanceof SessionState.AwaitingHandshake)) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, message.type() + ": before accepted (expected: wait for accepted)");
        }
        state.updateAndGet(before -> before.accept(message));
        if (message instanceof Handshake || message instanceof Status) {
            return Mono.fromRunnable(() -> asked.tryEmitValue(message));
        } else if (message instanceof Cancel) {
            throw cancelled();
        } else if (current == null) {
            throw new IllegalStateException(message.type() + ": without a job (expected: refused before)");
        } else if (message instanceof Chunk chunk) {
            return current.append(chunk.payload()).takeUntilOther(breaker.tripped());
        } else if (message instanceof Frame frame) {
            return current.append(frame).takeUntilOther(breaker.tripped());
        } else if (message instanceof EofFrames) {
            return current.uploaded(null);
        } else if (message instanceof Eof eof) {
            return current.uploaded(eof.sha256());
        } else if (message instanceof Received received) {
            return Mono.fromRunnable(() -> current.received(received));
        }
        throw new IllegalStateException(message.type() + ": not served (expected: one of the above)");
    }

    /** Nobody is attached to a job that is parked, and waits for a place: it ends all the same. */
    private TeselaException cancelled() {
        TeselaException reason =
                new TeselaException(FailureCode.CANCELLED, "the client cancelled the job (expected: nothing more)");
        JobId job = waitingFor;
        if (job != null && attached == null) {
            jobs.stopParked(job, reason);
        }
        return reason;
    }

    private Flux<ServerMessage> serve(ClientMessage message) {
        if (message instanceof Status status) {
            return jobs.standing(status.job());
        }
        Handshake handshake = (Handshake) message;
        Resume resume = handshake.resume();
        waitingFor = resume == null ? null : resume.job();
        return resume == null ? jobs.serve(handshake, client, this) : jobs.resume(handshake, resume, client, this);
    }

    @Override
    public void attached(JobClient to) {
        state.updateAndGet(current -> current.resumed(to.uploadOffset(), to.uploadComplete(), to.received()));
        attached = to;
        TeselaException reason = refused;
        if (reason != null) {
            to.stop(reason);
        }
        if (ended) {
            to.left();
        }
    }

    private void sent(ServerMessage message) {
        if (message instanceof ServerMessage.Output output) {
            state.updateAndGet(current -> current.sent(output.payload().remaining()));
        } else if (isLast(message)) {
            done = true;
        }
    }

    private static boolean isLast(ServerMessage message) {
        return message instanceof Detached
                || (message instanceof Result result && result.last())
                || (message instanceof Jobs told && told.last());
    }

    private TeselaException silent() {
        long seconds = context.config().sessions().handshakeTimeout().toSeconds();
        return new TeselaException(
                FailureCode.TIMEOUT, "no handshake within " + seconds + " s (expected: one right away)");
    }

    /** What a client says that cannot be ends its job; bytes that were changed on their way can be sent again. */
    private Mono<Void> refused(ClientMessage message, Exception error) {
        TeselaException known = TeselaException.from(error);
        boolean ofTheWay = message instanceof Chunk && known.code() == FailureCode.CHECKSUM_MISMATCH;
        if (!ofTheWay) {
            stop(known);
        }
        fail(known);
        return Mono.empty();
    }

    private void stop(TeselaException reason) {
        // Thread 1: sets refused, then reads attached. Thread 2: sets attached, then reads refused. One sees the
        // other.
        refused = reason;
        JobClient current = attached;
        if (current != null) {
            current.stop(reason);
        }
    }

    private Mono<Void> vanished(Exception error) {
        fail(new TeselaException(FailureCode.CANCELLED, "the connection broke (expected: it stays)", error));
        return Mono.empty();
    }

    private boolean over() {
        return state.get() instanceof SessionState.Closed;
    }

    /** The first call counts; none does once the client has been told everything: then it may go. */
    private void fail(Throwable error) {
        state.updateAndGet(SessionState::close);
        if (!done) {
            breaker.trip(error);
        }
    }

    private Mono<ServerMessage> lastWords(Exception error) {
        fail(error);
        TeselaException told = TeselaException.from(error);
        // A job says itself how it failed; what went wrong before there was one is said here.
        boolean ours = told.code() == FailureCode.INTERNAL && attached == null;
        (ours ? LOG.atError().setCause(error) : LOG.atInfo())
                .addKeyValue("code", told.code())
                .addKeyValue("message", told.sentence())
                .log("session ended by an error");
        return Mono.just(Failure.of(told));
    }
}
