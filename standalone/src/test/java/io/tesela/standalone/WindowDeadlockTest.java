package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.ingest.config.IngestConfig.Flow;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bounds that are smaller than something that has to get through them, each of which could stop a job for ever: the whole
 * service, a real encoder, a client that acknowledges only what it has stored.
 */
@Timeout(120)
class WindowDeadlockTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String FILTERS = "blur:3";

    /** 77 frames of 640x480: a segment and a half, more than six times what the encoder holds back. */
    private static final Path CLIP = Clips.sample("sign_face.mkv");

    private static final int FRAME_BYTES = 640 * 480 * 3 / 2;

    /** More than any of these videos comes to. */
    private static final long ALL = 1L << 30;

    @TempDir
    Path folder;

    @Test
    void upload_windowSmallerThanASegment_endsWithEveryFrame() throws Exception {
        // Given: more than the encoder's lookahead, less than a segment
        Flow flow = flow(Flow.DEFAULT.segmentFrames() / 2, ALL, ALL, ALL);

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isLessThanOrEqualTo(Flow.DEFAULT.segmentFrames() / 2);
    }

    @Test
    void upload_windowSmallerThanTheLookahead_endsWithEveryFrame() throws Exception {
        // Given: x264 gives nothing back before it has twelve frames
        Flow flow = flow(6, ALL, ALL, ALL);

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isLessThanOrEqualTo(6);
    }

    @Test
    void upload_windowOfOneFrame_endsWithEveryFrame() throws Exception {
        // Given
        Flow flow = flow(1, ALL, ALL, ALL);

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isEqualTo(1);
    }

    @Test
    void upload_windowSmallerThanTheBytesOfAFrame_endsWithEveryFrame() throws Exception {
        // Given: one frame is always admitted
        Flow flow = flow(Flow.DEFAULT.windowFrames(), FRAME_BYTES - 1, ALL, ALL);

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isEqualTo(1);
    }

    @Test
    void upload_outputLimitSmallerThanASegment_endsWithEveryFrame() throws Exception {
        // Given: no frame is let in while a byte of the result is not stored
        Flow flow = flow(Flow.DEFAULT.windowFrames(), ALL, 1, ALL);

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isLessThanOrEqualTo(Flow.DEFAULT.windowFrames());
    }

    @Test
    void upload_outputLimitSmallerThanASegmentOfOneFrame_endsWithEveryFrame() throws Exception {
        // Given: each frame is a segment, so each waits for the acknowledgement of the one before
        Flow flow = new Flow(4, ALL, 1, ALL, ALL, ALL, 1, 4, Flow.DEFAULT.cutAfter());

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isLessThanOrEqualTo(4);
    }

    /** The upload waits for the decoder, that for the window, and that for acknowledgements that come between the chunks. */
    @Test
    void upload_heldBackAtEveryKilobyte_acknowledgesInBetween_andEndsWithEveryFrame() throws Exception {
        // Given
        Flow flow = new Flow(2, ALL, 1, 1 << 10, ALL, ALL, 8, 4, Flow.DEFAULT.cutAfter());

        // Then
        assertThat(inFlightAtMost(CLIP, flow)).isLessThanOrEqualTo(2);
    }

    @Test
    void upload_everyBoundAtItsLeast_endsWithEveryFrame() throws Exception {
        // Given: but for the upload, which would be a message a byte
        Path clip = Clips.sample("odd_321x241_444.mp4");
        Flow flow = new Flow(1, 1, 1, 64, ALL, ALL, 1, 1, Flow.DEFAULT.cutAfter());

        // Then
        assertThat(inFlightAtMost(clip, flow)).isEqualTo(1);
    }

    private static Flow flow(int windowFrames, long windowBytes, long outputBytes, long uploadAheadBytes) {
        Flow usual = Flow.DEFAULT;
        return new Flow(
                windowFrames,
                windowBytes,
                outputBytes,
                uploadAheadBytes,
                ALL,
                ALL,
                usual.segmentFrames(),
                usual.publishConcurrency(),
                usual.cutAfter());
    }

    /** Has a service with these bounds do a clip; requires all of it, and returns the most frames that were in flight at once. */
    private long inFlightAtMost(Path clip, Flow flow) throws IOException {
        InMemoryBroker broker = new InMemoryBroker();
        try (LocalService service = service(flow, broker)) {
            Path out = folder.resolve("out.mp4");
            Ended ended = TestService.tesela(
                    "upload",
                    "--port",
                    Integer.toString(service.port()),
                    "--video",
                    clip.toString(),
                    "--out",
                    out.toString(),
                    "--filters",
                    FILTERS);
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(Clips.pts(out)).isEqualTo(Clips.pts(clip));
            assertThat(Files.readAllLines(folder.resolve("out.frame_crc32c")))
                    .isEqualTo(Clips.wholeFrameCrcs(clip, FILTERS));
            JsonNode report = JsonMapper.builder()
                    .build()
                    .readTree(folder.resolve("out.json").toFile());
            assertThat(report.path("ok").asBoolean()).isTrue();
            assertNothingIsLeft(broker);
            return report.path("flow").path("max_frames_in_flight").asLong();
        }
    }

    private LocalService service(Flow flow, InMemoryBroker broker) {
        return new LocalService(new LocalService.Settings(
                TestService.config("ingest-small", folder.resolve("data"), TilePartitioning.TILE)
                        .with(flow),
                new LocalTransport.Memory(broker),
                RoleHttpConfig.of("127.0.0.1", 0),
                2,
                2,
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT));
    }

    private void assertNothingIsLeft(InMemoryBroker broker) {
        await().atMost(BOUND).untilAsserted(() -> {
            try (Stream<Path> jobs = Files.list(folder.resolve("data/tesela-jobs"))) {
                assertThat(jobs.filter(Files::isDirectory)).isEmpty();
            }
            assertThat(broker.keptBytes())
                    .containsEntry(Topics.TILES, 0L)
                    .containsEntry(Topics.RESULTS, 0L)
                    .containsEntry(Topics.OUTPUT, 0L);
        });
    }
}
