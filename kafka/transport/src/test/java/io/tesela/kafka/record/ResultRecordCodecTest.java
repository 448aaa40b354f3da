package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.topic.Topics;
import io.tesela.testkit.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultRecordCodecTest {
    @Test
    void encode_manifest_goldenBytes() {
        // When
        FlowRecord record = ResultRecordCodec.encode(new FrameManifest(
                Samples.JOB, new FrameTiming(1, -3003, 1001), 2, Position.ENDS_SEGMENT, 1_700_000_000_000L, List.of()));

        // Then
        assertKeyedByJob(record);
        assertThat(record.value()).isEmpty();
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0101" + "000437663361" + "0000000000000001" + "fffffffffffff445" + "00000000000003e9"
                        + "00000002" + "01" + "0000018bcfe56800");
    }

    @Test
    void encode_manifestWithAudio_goldenBytes() {
        // Given
        List<AudioPacket> audio =
                List.of(new AudioPacket(new byte[] {7, 8, 9}, -1024, 1024), new AudioPacket(new byte[] {5}, 0, 512));

        // When
        FlowRecord record = ResultRecordCodec.encode(
                new FrameManifest(Samples.JOB, new FrameTiming(1, 0, 1), 0, Position.INSIDE, 0, audio));

        // Then
        assertThat(Samples.hex(Objects.requireNonNull(record.value())))
                .isEqualTo("fffffffffffffc00" + "00000400" + "00000003" + "070809" + "0000000000000000" + "00000200"
                        + "00000001" + "05");
        assertThat(ResultRecordCodec.decode(record))
                .isInstanceOfSatisfying(
                        FrameManifest.class,
                        manifest -> assertThat(manifest.audio()).isEqualTo(audio));
    }

    @ParameterizedTest
    @CsvSource({
        "000000000000000000000400000000, a packet that is cut off in its header",
        "0000000000000000000004000000000201, a packet that is longer than the value",
        "000000000000000000000400ffffffff01, a negative length",
        "00000000000000000000040000000000, an empty packet",
        "00000000000000000000000000000001ff, a packet of no duration",
        "0000000000000000000004000000000101000000000000000000000400" + "0000000101, timestamps that repeat",
    })
    void decode_manifestWithoutProperAudio_isRefused(String value, String why) {
        FlowRecord good = ResultRecordCodec.encode(
                new FrameManifest(Samples.JOB, new FrameTiming(1, 0, 1), 0, Position.INSIDE, 0, List.of()));
        FlowRecord bad = FlowRecord.keyed(
                good.topic(),
                Objects.requireNonNull(good.key()),
                HexFormat.of().parseHex(value),
                Map.of(RecordHeader.NAME, Samples.header(good)));

        assertThatThrownBy(() -> ResultRecordCodec.decode(bad)).as(why).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void encode_tileResult_goldenBytes() {
        // Given
        byte[] output = {1, 2};
        TileVerdict verdict = new TileVerdict(
                new TileKey(Samples.JOB, 258, 3),
                2,
                TileStatus.FAILED,
                "p-1",
                "blur:5",
                4,
                1500,
                "it broke",
                new ProcessSample(1_700_000_000_000L, 258, -1, 1L << 32),
                Map.of("faces", 258, "eyes", 1));

        // When
        FlowRecord record = ResultRecordCodec.encode(new TileResult(verdict, output));

        // Then
        assertKeyedByJob(record);
        assertThat(record.value()).isSameAs(output);
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0102" + "000437663361" + "0000000000000102" + "00000003" + "00000002" + "01"
                        + "0003702d31" + "0006626c75723a35" + "00000004" + "00000000000005dc"
                        + "000869742062726f6b65" + "0000018bcfe56800"
                        + "0000000000000102" + "ffffffffffffffff" + "0000000100000000"
                        + "02" + "000465796573" + "00000001" + "00056661636573" + "00000102");
    }

    /** What follows the peak of resident memory. */
    @ParameterizedTest
    @CsvSource({
        "01 0000 ffffffff, found: -1 (expected: 0 to 1000000)",
        "01 0000 000f4241, found: 1000001 (expected: 0 to 1000000)",
        "02 000161 00000001 000161 00000002, found: a twice (expected: once)"
    })
    void decode_tileResult_thatFoundWhatNobodyCan_isMalformed(String found, String cause) {
        TileVerdict verdict = new TileVerdict(new TileKey(Samples.JOB, 1, 0), 1, TileStatus.FILTERED, "p", 1, 1, "");
        assertMalformed(verdict, found, cause);
    }

    @Test
    void decode_tileResult_ofMoreFiltersThanAChainHas_isMalformed() {
        StringBuilder names = new StringBuilder("41");
        for (int i = 0; i < 65; i++) {
            names.append(String.format("0001%02x00000001", 0x30 + i));
        }
        TileVerdict verdict = new TileVerdict(new TileKey(Samples.JOB, 1, 0), 1, TileStatus.FILTERED, "p", 1, 1, "");

        assertMalformed(verdict, names.toString(), "found: 65 (expected: 0 to 64)");
    }

    /** @param found takes the place of the last byte of the header, hex */
    private static void assertMalformed(TileVerdict verdict, String found, String cause) {
        FlowRecord record = ResultRecordCodec.encode(new TileResult(verdict, new byte[1]));
        byte[] header = Samples.header(record);
        byte[] names = HexFormat.of().parseHex(found.replace(" ", ""));
        byte[] all = Arrays.copyOf(header, header.length - 1 + names.length);
        System.arraycopy(names, 0, all, header.length - 1, names.length);

        assertThatThrownBy(() -> ResultRecordCodec.decode(Samples.like(record, all, record.value())))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageEndingWith(cause);
    }

    @Test
    void encode_jobClosed_goldenBytes() {
        // When
        FlowRecord record = ResultRecordCodec.encode(new JobClosed(Samples.JOB, 150));

        // Then
        assertKeyedByJob(record);
        assertThat(record.value()).isEmpty();
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0103" + "000437663361" + "0000000000000096");
    }

    @Test
    void encode_jobRefused_goldenBytes() {
        // When
        FlowRecord record = ResultRecordCodec.encode(new JobRefused(Samples.JOB, "no"));

        // Then
        assertKeyedByJob(record);
        assertThat(record.value()).isEmpty();
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0105" + "000437663361" + "00026e6f");
    }

    @Test
    void encode_segmentCut_goldenBytes() {
        // When
        FlowRecord record = ResultRecordCodec.encode(new SegmentCut(Samples.JOB, 3, 150));

        // Then
        assertKeyedByJob(record);
        assertThat(record.value()).isEmpty();
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0104" + "000437663361" + "00000003" + "0000000000000096");
    }

    @Test
    void decode_whatWasEncoded_isTheResult() {
        // Given
        Random random = Seeds.random("ResultRecordCodec inverse");
        for (int i = 0; i < 500; i++) {
            ResultRecord result = Samples.randomResult(random);

            // When
            ResultRecord decoded = ResultRecordCodec.decode(ResultRecordCodec.encode(result));

            // Then
            if (result instanceof TileResult tile) {
                assertThat(((TileResult) decoded).verdict()).isEqualTo(tile.verdict());
                assertThat(((TileResult) decoded).output()).isSameAs(tile.output());
            } else {
                assertThat(decoded).isEqualTo(result);
            }
            assertThat(decoded.job()).isEqualTo(result.job());
        }
    }

    @Test
    void isTileResult_isToldByTheTypeAloneWhateverTheVersion() {
        FlowRecord closed = ResultRecordCodec.encode(new JobClosed(Samples.JOB, 150));

        assertThat(ResultRecordCodec.isTileResult(closed)).isFalse();
        assertThat(ResultRecordCodec.isTileResult(Samples.like(closed, new byte[] {9, 2}, null)))
                .isTrue();
        assertThat(ResultRecordCodec.isTileResult(Samples.like(closed, new byte[] {2}, null)))
                .isFalse();
        assertThat(ResultRecordCodec.isTileResult(Samples.like(closed, null, null)))
                .isFalse();
    }

    private static void assertKeyedByJob(FlowRecord record) {
        assertThat(record.topic()).isEqualTo(Topics.RESULTS);
        assertThat(record.partition()).isEmpty();
        assertThat(record.key()).isEqualTo("7f3a");
    }
}
