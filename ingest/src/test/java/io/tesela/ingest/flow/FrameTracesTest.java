package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.telemetry.trace.Tracing;
import io.tesela.testkit.FakeTracing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTracesTest {
    private static final JobId JOB = new JobId("7f3a");
    private static final TraceParent OF_JOB = TraceParent.ofJob(JOB);
    private static final TimedFrame FRAME =
            new TimedFrame(List.of(), new FrameTiming(0, 0, 1), 0, ResultRecord.Position.INSIDE, 0, List.of());
    private static final TimedFrame LAST =
            new TimedFrame(List.of(), new FrameTiming(1, 1, 1), 0, ResultRecord.Position.ENDS_JOB, 0, List.of());

    private final FakeTracing tracing = new FakeTracing(2);
    private final FrameTraces traces = new FrameTraces(tracing, JOB);
    private final FlowRecord tile = TileRecordCodec.encode(
            new TileRecord(
                    new TileKey(JOB, 0, 0), 1, new TileRecord.Work("blur:5", new TileGrid(1, 1), 16, 16), new byte[1]),
            3);
    private final FlowRecord manifest = ResultRecordCodec.encode(
            new FrameManifest(JOB, FRAME.timing(), 0, ResultRecord.Position.INSIDE, 42, List.of()));

    @Test
    void frame_thatIsTaken_isSaidByAllItsRecords() {
        // When
        traces.decoding(0, () -> FRAME);
        List<FlowRecord> records = traces.publishing(0, List.of(tile, manifest));
        traces.published(0);

        // Then
        assertThat(records)
                .extracting(TraceHeader::of)
                .containsExactly(Optional.of(FakeTracing.PARENT), Optional.of(FakeTracing.PARENT));
        assertThat(tracing.ended()).containsExactly("publish", "frame");
    }

    /** The cursor decodes a frame while it gives the one before it. */
    @Test
    void decode_isOfTheFrameThatIsDecoded_notOfTheOneThatIsGiven() {
        // When
        traces.decoding(1, () -> FRAME);
        assertThat(tracing.ended()).containsExactly("decode");
        traces.decoding(2, () -> FRAME);
        assertThat(tracing.ended()).containsExactly("decode");
        traces.publishing(2, List.of(tile, manifest));
        traces.published(2);

        // Then
        assertThat(tracing.ended()).containsExactly("decode", "publish", "frame");
    }

    @Test
    void lastFrame_hasNoneAfterIt() {
        // When
        traces.decoding(1, () -> LAST);
        traces.close();

        // Then
        assertThat(tracing.ended()).isEmpty();
    }

    @Test
    void close_endsWhatIsOpen_asFailed() {
        // Given
        traces.decoding(0, () -> FRAME);
        traces.publishing(0, List.of(tile, manifest));
        traces.decoding(1, () -> FRAME);

        // When
        traces.close();

        // Then
        String why = ": not published: the work on its job ended before";
        assertThat(tracing.ended()).containsExactly("decode", "publish" + why, "frame" + why, "frame" + why);
    }

    @Test
    void frame_thatIsDecodedWhileTheFlowIsClosed_endsToo() {
        // When
        traces.decoding(1, () -> {
            traces.close();
            return FRAME;
        });

        // Then
        assertThat(tracing.ended()).containsExactly("decode", "frame: not published: the work on its job ended before");
    }

    @Test
    void tile_thatIsSentAgain_isInTheTrace_untilItsFrameIsReleased() {
        // Given
        traces.decoding(0, () -> FRAME);
        traces.publishing(0, List.of(tile, manifest));
        traces.published(0);
        traces.close();

        // When
        FlowRecord again = traces.again(0, tile);
        traces.released(1);

        // Then
        assertThat(TraceHeader.of(again)).contains(FakeTracing.PARENT);
        assertThat(traces.again(0, tile)).isSameAs(tile);
    }

    /** So that the assembler knows that the job is traced, and processors have nothing to do for it. */
    @Test
    void frame_thatIsNotTaken_isSaidByItsManifestAlone() {
        // When
        traces.decoding(1, () -> LAST);
        List<FlowRecord> records = traces.publishing(1, List.of(tile, manifest));
        traces.published(1);

        // Then
        assertThat(records).extracting(TraceHeader::of).containsExactly(Optional.empty(), Optional.of(OF_JOB));
        assertThat(tracing.ended()).isEmpty();
    }

    @Test
    void records_whereNothingIsTraced_areTheSame() {
        List<FlowRecord> records = List.of(tile, manifest);

        assertThat(new FrameTraces(Tracing.off(), JOB).publishing(0, records)).isSameAs(records);
    }

    @Test
    void decoder_thatFails_endsItsSpan() {
        assertThatThrownBy(() -> traces.decoding(1, FrameTracesTest::damaged)).hasMessage("damaged");

        assertThat(tracing.ended()).containsExactly("decode: damaged", "frame: damaged");
    }

    private static TimedFrame damaged() {
        throw new IllegalStateException("damaged");
    }
}
