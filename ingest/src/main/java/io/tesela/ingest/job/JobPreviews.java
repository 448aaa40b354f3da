package io.tesela.ingest.job;

import io.tesela.ingest.preview.PreviewDesk;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Preview;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Pictures of what a job makes, for one client that asked for them.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one is made when the one before it is taken; meanwhile frames pass that nobody sees.
 *   <li><b>Threads:</b> any; made by the {@link PreviewDesk}.
 *   <li><b>Errors:</b> are logged, and the picture is left out: no job fails for it.
 * </ul>
 */
final class JobPreviews {
    private static final Logger LOG = LoggerFactory.getLogger(JobPreviews.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    /** A JPEG of that width stays far below what a message may hold. */
    private static final int PICTURE_WIDTH = 640;

    private static final int ANIMATION_WIDTH = 320;
    /** The result waits for it, and its client hears nothing meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int PART_BYTES = 256 * 1024;

    private final IngestJob job;
    private final JobDownload output;
    private final PreviewDesk desk;
    private final AtomicLong shown = new AtomicLong();

    JobPreviews(IngestJob job) {
        this.job = job;
        this.output = job.download();
        this.desk = job.context().previews();
    }

    /** Emits the newest frame every now and then, where there is a new one. */
    Flux<ServerMessage> pictures(Mono<Void> end) {
        return Flux.interval(PERIOD, job.context().timer())
                .onBackpressureDrop()
                .concatMap(tick -> newest(), 1)
                .takeUntilOther(end);
    }

    /** Emits all of it as an animation, in parts. */
    Flux<ServerMessage> animation() {
        return desk.order(maker -> output.read((file, bytes) -> maker.gif(file, bytes, ANIMATION_WIDTH))
                        .orElseGet(() -> new byte[0]))
                .timeout(PATIENCE, job.context().timer())
                .filter(gif -> gif.length > 0)
                .flatMapMany(JobPreviews::parts)
                .onErrorResume(Exception.class, this::leftOut);
    }

    private Mono<ServerMessage> newest() {
        long frames = job.output().fold().frames();
        if (frames == shown.getAndSet(frames)) {
            return Mono.empty();
        }
        return desk.order(maker -> output.read((file, bytes) -> maker.jpeg(file, bytes, frames - 1, PICTURE_WIDTH))
                        .orElseGet(() -> new byte[0]))
                .filter(picture -> picture.length > 0)
                .<ServerMessage>map(picture -> new Preview(frames - 1, ByteBuffer.wrap(picture)))
                .onErrorResume(Exception.class, this::leftOut);
    }

    private static Flux<ServerMessage> parts(byte[] gif) {
        return Flux.range(0, (gif.length + PART_BYTES - 1) / PART_BYTES).map(part -> part(gif, part * PART_BYTES));
    }

    private static ServerMessage part(byte[] gif, int from) {
        int bytes = Math.min(PART_BYTES, gif.length - from);
        return new Attachment(
                Attachment.PREVIEW_GIF, ByteBuffer.wrap(gif, from, bytes).slice(), from + bytes == gif.length);
    }

    private <T> Mono<T> leftOut(Exception error) {
        LOG.atWarn().setCause(error).addKeyValue("jobId", job.id()).log("a preview is left out");
        return Mono.empty();
    }
}
