package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a record, its codec answers with a value or with one kind of exception. */
class MalformedRecordTest {
    private static final TileKey KEY = new TileKey(Samples.JOB, 1, 2);
    private static final byte[] BYTES = {1, 2, 3};

    static Stream<Arguments> records() {
        Consumer<FlowRecord> tiles = TileRecordCodec::decode;
        Consumer<FlowRecord> results = ResultRecordCodec::decode;
        Consumer<FlowRecord> outputs = OutputRecordCodec::decode;
        Consumer<FlowRecord> progress = ProgressRecordCodec::decode;
        TileVerdict verdict = new TileVerdict(
                KEY, 1, TileStatus.FAILED, "p", "blur:3", 3, 4, "why", ProcessSample.UNKNOWN, Map.of("faces", 1));
        TileRecord.Work work = new TileRecord.Work("blur:3", new TileGrid(3, 2), 64, 48);
        return Stream.of(
                Arguments.of("tile", TileRecordCodec.encode(new TileRecord(KEY, 1, work, BYTES), 0), tiles),
                Arguments.of(
                        "manifest",
                        ResultRecordCodec.encode(new FrameManifest(
                                Samples.JOB, new FrameTiming(0, 0, 1), 0, Position.ENDS_JOB, 0, List.of())),
                        results),
                Arguments.of("result", ResultRecordCodec.encode(new TileResult(verdict, BYTES)), results),
                Arguments.of("closed", ResultRecordCodec.encode(new JobClosed(Samples.JOB, 1)), results),
                Arguments.of(
                        "part", OutputRecordCodec.encode(new SegmentPart(Samples.JOB, 1, 0, 0, BYTES), 0), outputs),
                Arguments.of("done", OutputRecordCodec.encode(new SegmentDone(Samples.receipt()), 0), outputs),
                Arguments.of(
                        "failed",
                        OutputRecordCodec.encode(new JobFailed(Samples.JOB, FailureCode.INTERNAL, "why"), 0),
                        outputs),
                Arguments.of("opened", ProgressRecordCodec.encode(new Opened(Samples.spec(), "i"), 1), progress),
                Arguments.of("checkpoint", ProgressRecordCodec.encode(Checkpoint.start(Samples.JOB, 1), 1), progress));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_headerCutAnywhere_isMalformed(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        byte[] header = Samples.header(record);
        for (int length = 0; length < header.length; length++) {
            assertMalformed(Samples.like(record, Arrays.copyOf(header, length), record.value()), decode);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_headerWithAByteTooMany_isMalformed(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        byte[] header = Samples.header(record);
        assertMalformed(Samples.like(record, Arrays.copyOf(header, header.length + 1), record.value()), decode);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_otherVersionOrType_isMalformed(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        for (int other : new int[] {0, 2, 255}) {
            byte[] version = Samples.header(record).clone();
            version[0] = (byte) other;
            assertMalformed(Samples.like(record, version, record.value()), decode);
        }
        for (int other : new int[] {0, 4, 255}) {
            byte[] type = Samples.header(record).clone();
            type[1] = (byte) other;
            assertMalformed(Samples.like(record, type, record.value()), decode);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_noHeader_isMalformed(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        assertMalformed(Samples.like(record, null, record.value()), decode);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_noValue_isMalformedWhereOneIsExpected(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        FlowRecord tombstone = Samples.like(record, Samples.header(record), null);
        if (kind.equals("opened") || kind.equals("checkpoint")) {
            decode.accept(tombstone);
        } else {
            assertMalformed(tombstone, decode);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void decode_randomDamage_isAValueOrMalformed(String kind, FlowRecord record, Consumer<FlowRecord> decode) {
        // Given
        Random random = Seeds.random("damage of " + kind);
        for (int i = 0; i < 2000; i++) {
            byte[] header = damaged(Samples.header(record), random);
            byte[] value = damaged(Samples.value(record), random);
            FlowRecord damaged = Samples.like(record, header, value);

            // Then
            try {
                decode.accept(damaged);
            } catch (MalformedRecordException expected) {
                // one of the two allowed ends
            } catch (RuntimeException e) {
                fail(kind + ": header " + Samples.hex(header) + ", value " + Samples.hex(value), e);
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (random.nextInt(4) == 0) {
            return Samples.bytes(random);
        }
        byte[] copy = Arrays.copyOf(bytes, Math.max(0, bytes.length - random.nextInt(3) + random.nextInt(2)));
        for (int flips = random.nextInt(4); flips > 0 && copy.length > 0; flips--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static void assertMalformed(FlowRecord record, Consumer<FlowRecord> decode) {
        assertThatThrownBy(() -> decode.accept(record))
                .isExactlyInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("expected");
    }
}
