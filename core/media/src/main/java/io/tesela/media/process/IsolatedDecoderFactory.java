package io.tesela.media.process;

import io.tesela.media.DecodeLimits;
import io.tesela.media.DecoderDiedException;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens decoders that each work in a process of their own, within bounds of time and memory.
 *
 * <p>A decoder that dies before it should is a {@link DecoderDiedException} of the call that was under way.
 *
 * <ul>
 *   <li><b>Threads:</b> any.
 *   <li><b>Ownership:</b> closed by the wiring; ends what processes there are.
 * </ul>
 */
public final class IsolatedDecoderFactory implements VideoDecoderFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatedDecoderFactory.class);
    /** Often enough that memory which runs away does not get far. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

    private final DecoderCommand command = DecoderCommand.ofThisProcess();
    private final DecoderBounds bounds;
    private final LongFunction<OptionalLong> residentBytes;
    private final Set<DecoderChild> children = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> looking;
    private volatile boolean closed;

    /**
     * @param bounds of each process
     * @param residentBytes reads the resident memory of a process, by its id; empty where that is not known
     * @param watch looks at the processes, now and then; stays its owner's
     */
    public IsolatedDecoderFactory(
            DecoderBounds bounds, LongFunction<OptionalLong> residentBytes, ScheduledExecutorService watch) {
        this.bounds = bounds;
        this.residentBytes = residentBytes;
        this.looking = watch.scheduleWithFixedDelay(
                this::look, LOOK_INTERVAL.toMillis(), LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public VideoDecoder open(MediaSource source, DecodeLimits limits) {
        DecoderChild child =
                DecoderChild.start(command, limits, bounds, System::nanoTime, residentBytes, children::remove);
        children.add(child);
        // Here: adds, then looks whether it is closed. In close(): closes, then looks what there is. One sees the
        // other.
        if (closed) {
            child.close();
        }
        return RemoteDecoder.open(child, source, limits);
    }

    /** One that cannot be looked at must not keep the others from being looked at, now or ever again. */
    private void look() {
        for (DecoderChild child : children) {
            try {
                child.look();
            } catch (RuntimeException | Error e) {
                LOG.atWarn().setCause(e).log("a decoder's process could not be looked at");
            }
        }
    }

    /** Returns how many processes there are now. */
    public int running() {
        return children.size();
    }

    /** Returns how much memory they take, in bytes, as far as that is known. */
    public long residentBytes() {
        return children.stream().mapToLong(DecoderChild::residentBytes).sum();
    }

    @Override
    public void close() {
        closed = true;
        looking.cancel(false);
        children.forEach(DecoderChild::close);
    }
}
