package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.Background;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameCursorTest {
    private static final JobId JOB = new JobId("7f3a");
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(77), ZoneOffset.UTC);
    private static final int SEGMENT_FRAMES = 2;

    private final FakeDecoders decoders = new FakeDecoders();

    @Test
    void next_variableFrameRate_durationsReachToTheNextFrame() {
        // Given
        FakeVideo video = new FakeVideo(16, 16, List.of(10L, 20L, 45L, 46L), 0, 0);

        // When
        List<TimedFrame> frames = all(video);

        // Then: the last one has the container's own
        assertThat(frames).extracting(frame -> frame.timing().pts()).containsExactly(10L, 20L, 45L, 46L);
        assertThat(frames).extracting(frame -> frame.timing().duration()).containsExactly(10L, 25L, 1L, 1L);
        assertThat(frames).extracting(frame -> frame.timing().index()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(frames).extracting(TimedFrame::decodedAtMs).containsOnly(77L);
        assertThat(frames.get(2).newestFirst().get(0).samples())
                .isEqualTo(FakeDecoders.pixels(PixelLayout.LUMA, 16, 16, 45).samples());
    }

    /** As a later life of this ingest does, which begins in the middle. */
    @Test
    void next_afterSkippedFrames_bringsThoseThatFiltersLookBackAt() {
        // Given
        FakeVideo video = new FakeVideo(16, 16, List.of(10L, 20L, 45L, 46L), 0, 0);
        BlockingSource source = BlockingSource.of(video.bytes());
        VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT);
        FrameCursor cursor = new FrameCursor(
                source, decoder, PixelLayout.LUMA, new RecentFrames(2), SEGMENT_FRAMES, List.of(), CLOCK);

        // When
        cursor.skipTo(3);
        TimedFrame frame = cursor.next();
        cursor.close();

        // Then
        assertThat(frame.newestFirst())
                .extracting(pixels -> pixels.samples())
                .containsExactly(samples(46), samples(45), samples(20));
    }

    private static byte[] samples(long pts) {
        return FakeDecoders.pixels(PixelLayout.LUMA, 16, 16, pts).samples();
    }

    @Test
    void next_lastSegmentIncomplete_endsTheJob() {
        // When
        List<TimedFrame> frames = all(FakeVideo.of(5, 0));

        // Then
        assertThat(frames).extracting(TimedFrame::segment).containsExactly(0, 0, 1, 1, 2);
        assertThat(frames)
                .extracting(TimedFrame::position)
                .containsExactly(
                        Position.INSIDE,
                        Position.ENDS_SEGMENT,
                        Position.INSIDE,
                        Position.ENDS_SEGMENT,
                        Position.ENDS_JOB);
    }

    @Test
    void next_lastSegmentComplete_endsTheJobToo() {
        assertThat(all(FakeVideo.of(4, 0)))
                .extracting(TimedFrame::position)
                .containsExactly(Position.INSIDE, Position.ENDS_SEGMENT, Position.INSIDE, Position.ENDS_JOB);
    }

    @Test
    void next_oneFrame_endsTheJob() {
        // When
        List<TimedFrame> frames = all(new FakeVideo(16, 16, List.of(5L), 0, 0));

        // Then
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).position()).isEqualTo(Position.ENDS_JOB);
        assertThat(frames.get(0).timing().duration()).isEqualTo(1);
    }

    @Test
    void next_afterTheLast_isRefused() {
        // Given
        FrameCursor cursor = cursor(BlockingSource.of(FakeVideo.of(1, 0).bytes()));
        cursor.next();

        // Then
        assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
        cursor.close();
    }

    @Test
    void next_eachTime_readsOneFrameAheadAndNoMore() {
        // Given: bytes for two frames are there
        FakeVideo video = FakeVideo.of(5, 100);
        int frameBytes = 16 + 100;
        BlockingSource source = BlockingSource.of(video.bytes(), 12 + 2 * frameBytes);

        // When
        FrameCursor cursor = cursor(source);

        // Then
        assertThat(source.position()).isEqualTo(12 + frameBytes);
        assertThat(cursor.yielded()).isZero();
        assertThat(cursor.firstPts()).isZero();

        // When
        cursor.next();

        // Then
        assertThat(source.position()).isEqualTo(12 + 2 * frameBytes);
        assertThat(cursor.yielded()).isEqualTo(1);
        cursor.close();
    }

    @Test
    void close_whileNextWaitsForTheUpload_endsItAndClosesTheDecoderAfterwards() throws Exception {
        // Given: a call that waits for bytes
        BlockingSource source = BlockingSource.of(FakeVideo.of(5, 0).bytes(), 12 + 16);
        FrameCursor cursor = cursor(source);
        CompletableFuture<TimedFrame> next = Background.call(cursor::next);
        source.awaitWaiting();

        // Then: asking does not wait for it
        assertThat(cursor.yielded()).isZero();

        // When
        cursor.close();

        // Then
        assertThat(next).failsWithin(20, TimeUnit.SECONDS);
        assertThat(decoders.open()).isZero();
        assertThat(decoders.closedWhileRunning()).isZero();
        assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stop_whileNextWaitsForTheUpload_endsItWithoutClosing() {
        // Given
        BlockingSource source = BlockingSource.of(FakeVideo.of(5, 0).bytes(), 12 + 16);
        FrameCursor cursor = cursor(source);
        CompletableFuture<TimedFrame> next = Background.call(cursor::next);
        source.awaitWaiting();

        // When
        cursor.stop();

        // Then
        assertThat(next).failsWithin(20, TimeUnit.SECONDS);
        assertThat(decoders.open()).isEqualTo(1);
        cursor.close();
        cursor.close();
        assertThat(decoders.open()).isZero();
    }

    @Test
    void cut_insideASegment_endsItWithTheLastFrame() throws IOException {
        // Given: segments of two frames
        FrameCursor cursor = cursor(BlockingSource.of(FakeVideo.of(7, 0).bytes()));
        assertThat(cursor.cut(JOB, cut -> {})).as("before any frame").isEmpty();
        cursor.next();
        cursor.next();
        assertThat(cursor.cut(JOB, cut -> {})).as("at a boundary").isEmpty();
        cursor.next();

        // When, then
        assertThat(cursor.cut(JOB, cut -> {})).contains(new SegmentCut(JOB, 1, 2));
        assertThat(cursor.cut(JOB, cut -> {})).as("once more").isEmpty();

        // Then: the others end where they would have
        List<TimedFrame> rest = List.of(cursor.next(), cursor.next(), cursor.next(), cursor.next());
        assertThat(rest).extracting(TimedFrame::segment).containsExactly(2, 3, 3, 4);
        assertThat(rest)
                .extracting(TimedFrame::position)
                .containsExactly(Position.ENDS_SEGMENT, Position.INSIDE, Position.ENDS_SEGMENT, Position.ENDS_JOB);
        assertThat(cursor.cut(JOB, cut -> {})).as("at the end").isEmpty();
        cursor.close();
    }

    @Test
    void cut_whileNextWaitsForTheUpload_doesNotWaitForIt() throws Exception {
        // Given: one frame is out, the next one lacks its successor
        BlockingSource source = BlockingSource.of(FakeVideo.of(5, 0).bytes(), 12 + 2 * 16);
        FrameCursor cursor = cursor(source);
        cursor.next();
        CompletableFuture<TimedFrame> next = Background.call(cursor::next);
        source.awaitWaiting();

        // When, then
        assertThat(cursor.cut(JOB, cut -> {})).contains(new SegmentCut(JOB, 0, 0));

        // When
        cursor.close();

        // Then
        assertThat(next).failsWithin(20, TimeUnit.SECONDS);
    }

    private List<TimedFrame> all(FakeVideo video) {
        FrameCursor cursor = cursor(BlockingSource.of(video.bytes()));
        List<TimedFrame> frames = new ArrayList<>();
        do {
            frames.add(cursor.next());
        } while (frames.get(frames.size() - 1).position() != Position.ENDS_JOB);
        assertThat(cursor.yielded()).isEqualTo(frames.size());
        cursor.close();
        assertThat(decoders.open()).isZero();
        return frames;
    }

    private FrameCursor cursor(BlockingSource source) {
        VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT);
        return new FrameCursor(
                source, decoder, PixelLayout.LUMA, new RecentFrames(0), SEGMENT_FRAMES, List.of(), CLOCK);
    }
}
