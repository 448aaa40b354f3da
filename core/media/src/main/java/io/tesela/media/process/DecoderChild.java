package io.tesela.media.process;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecoderDiedException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One decoder's process, from its start to its end.
 *
 * <ul>
 *   <li><b>Threads:</b> one of its own, until it ends, which logs what it says; {@link #look} may come from any other.
 *   <li><b>Errors:</b> one that takes more than its bounds is ended, and {@link #ended} says so.
 * </ul>
 */
final class DecoderChild implements Peer {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderChild.class);
    /** Variables that stand for flags of a command, which this is not, or of a JVM, of which it has what it needs. */
    private static final Pattern FLAG_VARIABLE =
            Pattern.compile("TESELA_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS");
    /** A shell adds this to the number of the signal that ended a process, and so does Java. */
    private static final int SIGNALLED = 128;
    /** How long a process takes at most from the end of its pipe to its own: dumps of memory are off. */
    private static final long END_SECONDS = 10;

    private final Process process;
    private final Pipe pipe;
    private final DecoderBounds bounds;
    private final LongSupplier nanoTime;
    private final LongFunction<OptionalLong> residentBytes;
    private final Consumer<DecoderChild> gone;
    private final WorkClock clock = new WorkClock();
    private volatile @Nullable TeselaException verdict;
    private volatile boolean closed;

    private DecoderChild(
            Process process,
            DecoderBounds bounds,
            LongSupplier nanoTime,
            LongFunction<OptionalLong> residentBytes,
            Consumer<DecoderChild> gone) {
        this.process = process;
        this.pipe = new Pipe(process.getInputStream(), process.getOutputStream());
        this.bounds = bounds;
        this.nanoTime = nanoTime;
        this.residentBytes = residentBytes;
        this.gone = gone;
    }

    /**
     * Starts a process.
     *
     * @param residentBytes reads the resident memory of a process, by its id
     * @param gone hears that it was closed; of two that close it at once, perhaps twice
     * @throws TeselaException {@code INTERNAL} if the system does not start it
     */
    static DecoderChild start(
            DecoderCommand command,
            DecodeLimits limits,
            DecoderBounds bounds,
            LongSupplier nanoTime,
            LongFunction<OptionalLong> residentBytes,
            Consumer<DecoderChild> gone) {
        ProcessBuilder builder = new ProcessBuilder(command.line(limits, DecoderLog.verbosity()));
        builder.environment()
                .keySet()
                .removeIf(variable -> FLAG_VARIABLE.matcher(variable).matches());
        DecoderChild child;
        try {
            child = new DecoderChild(builder.start(), bounds, nanoTime, residentBytes, gone);
        } catch (IOException e) {
            throw notStarted(e);
        }
        try {
            child.listen();
            return child;
        } catch (RuntimeException | Error e) {
            child.close();
            throw e;
        }
    }

    private static TeselaException notStarted(Exception cause) {
        return new TeselaException(
                FailureCode.INTERNAL,
                "the decoder's process does not start: " + cause.getMessage() + " (expected: it does)",
                cause);
    }

    @Override
    public Pipe pipe() {
        return pipe;
    }

    @Override
    public void begins() {
        clock.begins(nanoTime.getAsLong());
    }

    @Override
    public void rests() {
        clock.rests(nanoTime.getAsLong());
    }

    @Override
    public void goesOn() {
        clock.goesOn(nanoTime.getAsLong());
    }

    @Override
    public void done() {
        clock.rests(nanoTime.getAsLong());
    }

    /** Ends the process if it has taken more than it may. */
    void look() {
        // Of one that has ended, the number may be another's by now.
        if (verdict != null || closed || !process.isAlive()) {
            return;
        }
        long worked = clock.look(nanoTime.getAsLong());
        if (worked > bounds.time().toNanos()) {
            condemn(
                    "its decoder worked for more than " + bounds.time().toMillis() / 1000.0 + " s on one frame",
                    "time");
        } else if (residentBytes() > bounds.memoryBytes()) {
            condemn("its decoder took more than " + bounds.memoryBytes() + " bytes of memory", "memory");
        }
    }

    /** Returns its resident memory, 0 where that is not known. */
    long residentBytes() {
        return residentBytes.apply(process.pid()).orElse(0);
    }

    @Override
    public RuntimeException ended(Exception noticed, boolean born) {
        TeselaException known = verdict;
        if (known != null) {
            return born ? known : notStarted(known);
        }
        if (closed) {
            return new IllegalStateException("decoder: stopped (expected: at work)", noticed);
        }
        DecoderDiedException death =
                new DecoderDiedException(ending(noticed) + " (process " + process.pid() + ")", noticed);
        return born ? death : notStarted(death);
    }

    /** One that does not keep to the protocol may be alive; one that is ending is left the time to say why. */
    private String ending(Exception noticed) {
        if (!hasEnded()) {
            process.toHandle().destroyForcibly();
            return "said what was not expected: " + noticed.getMessage();
        }
        int code = process.exitValue();
        return code > SIGNALLED ? "was ended by signal " + (code - SIGNALLED) : "ended with exit code " + code;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.toHandle().destroyForcibly();
        try {
            pipe.close();
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("what a decoder was still to be told is lost, as it should be");
        }
        gone.accept(this);
    }

    private boolean hasEnded() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private void condemn(String what, String bound) {
        verdict = new TeselaException(
                FailureCode.TOO_LARGE,
                "the video takes too much: " + what + " (expected: less, or a server that is started with a larger"
                        + " --max-decoder-" + bound + ")");
        process.toHandle().destroyForcibly();
    }

    private void listen() {
        Thread thread = new Thread(this::log, "tesela-decoder-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private void log() {
        DecoderLog log = new DecoderLog(process.pid());
        try (Reader text = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
            log.readAll(text);
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("a decoder's log ends with its process");
        }
    }
}
