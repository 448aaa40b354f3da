package io.tesela.standalone.verify;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.frame.TimeBase;
import io.tesela.media.DecodedFrame;
import io.tesela.media.VideoDecoderFactory;
import io.tesela.standalone.verify.EndOfFiles.BothAudio;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

/**
 * Goes through source, result and side file of a job side by side, frame by frame.
 *
 * <ul>
 *   <li><b>Backpressure:</b> decodes when asked; holds the frames that filters look back at.
 *   <li><b>Order:</b> presentation order.
 *   <li><b>Threads:</b> one at a time; blocks. {@link #close} may come from another thread, and lets a call under way return
 *       first, so that native memory is never freed under a running decoder.
 *   <li><b>Ownership:</b> closes all three files.
 *   <li><b>Errors:</b> refusals while they are opened; later only what the disk fails with.
 * </ul>
 */
final class ClaimedFrames implements AutoCloseable {
    private final ChecksumFile checksums;
    private final VideoReader source;
    private final @Nullable VideoReader out;
    private final ChainPlan plan;
    private final RecentFrames recent;
    private long sourceFrames;
    private long lines;
    private long outFrames;
    private boolean closed;

    private ClaimedFrames(ChecksumFile checksums, VideoReader source, @Nullable VideoReader out, ChainPlan plan) {
        this.checksums = checksums;
        this.source = source;
        this.out = out;
        this.plan = plan;
        this.recent = new RecentFrames(plan.temporalExtent());
    }

    /** Opens the files of a job. */
    static ClaimedFrames open(CheckedFiles checked, VideoDecoderFactory decoders) throws IOException {
        ResultFiles files = checked.files();
        Path side = files.checksums(checked.job().report());
        @Nullable ChecksumFile checksums = null;
        @Nullable VideoReader source = null;
        @Nullable VideoReader out = null;
        boolean opened = false;
        try {
            checksums = ChecksumFile.open(side);
            source = VideoReader.open("--video", files.video(), decoders);
            ChainPlan plan = checked.plan(source.format());
            out = checked.outDifference().isPresent() ? null : VideoReader.open("--out", files.out(), decoders);
            ClaimedFrames claimed = new ClaimedFrames(checksums, source, out, plan);
            opened = true;
            return claimed;
        } finally {
            if (!opened) {
                close(checksums, source, out);
            }
        }
    }

    /** Returns how the service ran the chain. */
    ChainPlan plan() {
        return plan;
    }

    /** Returns the unit of the source's timestamps. */
    TimeBase sourceUnit() {
        return source.format().timeBase();
    }

    /** Returns the unit of the result's timestamps; the source's where the result is not looked at. */
    TimeBase outUnit() {
        return out == null ? sourceUnit() : out.format().timeBase();
    }

    /** Emits the next step; completes with the last one. */
    synchronized void next(SynchronousSink<Step> sink) {
        if (closed) {
            sink.complete();
            return;
        }
        try {
            Optional<DecodedFrame> frame = source.next(plan.layout());
            if (frame.isPresent()) {
                String line = nextLine();
                List<PixelBuffer> newestFirst = recent.with(frame.get().pixels());
                sink.next(
                        new FrameClaim(sourceFrames++, newestFirst, frame.get().pts(), line, nextPts()));
            } else {
                sink.next(end());
                sink.complete();
            }
        } catch (IOException e) {
            sink.error(new UncheckedIOException(e.getMessage(), e));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            close(checksums, source, out);
        }
    }

    private @Nullable String nextLine() throws IOException {
        String line = checksums.next().orElse(null);
        lines += line == null ? 0 : 1;
        return line;
    }

    private @Nullable Long nextPts() {
        if (out == null) {
            return null;
        }
        // Luma alone: it is decoded anyway, and nobody looks at it.
        Long pts = out.next(PixelLayout.LUMA).map(DecodedFrame::pts).orElse(null);
        outFrames += pts == null ? 0 : 1;
        return pts;
    }

    private EndOfFiles end() throws IOException {
        while (nextLine() != null) {
            // Counted: there are more than frames.
        }
        while (nextPts() != null) {
            // Counted, likewise.
        }
        return new EndOfFiles(
                sourceFrames,
                lines,
                out == null ? OptionalLong.empty() : OptionalLong.of(outFrames),
                out == null ? 0 : out.decodeErrors(),
                Optional.ofNullable(out)
                        .map(result -> new BothAudio(source.audio(), source.audioPassed(), result.audio())));
    }

    private static void close(
            @Nullable ChecksumFile checksums, @Nullable VideoReader source, @Nullable VideoReader out) {
        try (checksums;
                source;
                out) {
            // What is null is left out.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
