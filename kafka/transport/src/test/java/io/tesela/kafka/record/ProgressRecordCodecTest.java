package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.record.ProgressRecord.Attended;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.topic.Topics;
import io.tesela.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressRecordCodecTest {
    private static final int PARTITIONS = 2;

    @Test
    void encode_opened_goldenBytes() {
        // When
        FlowRecord record = ProgressRecordCodec.encode(new Opened(Samples.spec(), "in-1"), PARTITIONS);

        // Then
        assertOfTheJob(record, "7f3a/open");
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0101");
        assertThat(json(record))
                .isEqualTo("{'spec':{'id':{'value':'7f3a'},'filters':'blur:3','tiles':{'columns':3,'rows':2},"
                        + "'format':{'width':64,'height':48,'timeBase':{'num':1,'den':30000},"
                        + "'frameRate':{'num':30000,'den':1001},'sar':{'num':1,'den':1},"
                        + "'color':{'primaries':2,'transfer':2,'matrix':2,'fullRange':false}},"
                        + "'audio':{'codec':'aac','timescale':48000,'primingTicks':1024,'sampleEntry':'AAAACAECAwQ='},"
                        + "'encoder':{'codec':'h264','encoder':'auto','preset':'veryfast','crf':23},"
                        + "'segmentFrames':48,'windowFrames':16,'outputPartition':1},'ingest':'in-1'}");
    }

    @Test
    void decode_openedOfAVersionWithoutAudio_hasNone() {
        // Given
        FlowRecord record = ProgressRecordCodec.encode(new Opened(Samples.spec(), "in-1"), PARTITIONS);
        String before = new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8)
                .replaceFirst("\"audio\":\\{[^}]*},", "");

        // When
        Optional<ProgressRecord> read = ProgressRecordCodec.decode(FlowRecord.inPartition(
                record.topic(),
                0,
                "7f3a/open",
                before.getBytes(StandardCharsets.UTF_8),
                Map.of(RecordHeader.NAME, Samples.header(record))));

        // Then
        assertThat(read.orElseThrow())
                .isInstanceOfSatisfying(
                        Opened.class,
                        opened -> assertThat(opened.spec().audio()).isEmpty());
    }

    @Test
    void encode_cancelled_goldenBytes() {
        // When
        FlowRecord record = ProgressRecordCodec.encode(new Cancelled(Samples.JOB), PARTITIONS);

        // Then
        assertOfTheJob(record, "7f3a/cancel");
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0102");
        assertThat(json(record)).isEqualTo("{'job':{'value':'7f3a'}}");
    }

    @Test
    void encode_checkpoint_goldenBytes() {
        // Given
        Checkpoint checkpoint = new Checkpoint(
                Samples.JOB,
                3,
                4,
                192,
                List.of(0L, 1001L),
                List.of(190190L, 191191L),
                200,
                List.of(new MissingTiles(201, List.of(0, 5))),
                new Load(203, 1500));

        // When
        FlowRecord record = ProgressRecordCodec.encode(checkpoint, PARTITIONS);

        // Then
        assertOfTheJob(record, "7f3a/checkpoint/3");
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0103");
        assertThat(json(record))
                .isEqualTo("{'job':{'value':'7f3a'},'epoch':3,'nextSegment':4,'nextFrame':192,'firstPts':[0,1001],"
                        + "'lastPts':[190190,191191],'released':200,'missing':[{'frame':201,'tiles':[0,5]}],"
                        + "'load':{'joined':203,'frameMicros':1500}}");
    }

    @Test
    void encode_parked_goldenBytes() {
        // When
        FlowRecord record = ProgressRecordCodec.encode(new Parked(Checkpoint.start(Samples.JOB, 2)), PARTITIONS);

        // Then
        assertOfTheJob(record, "7f3a/checkpoint/2");
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0104");
        assertThat(json(record))
                .isEqualTo(
                        "{'checkpoint':{'job':{'value':'7f3a'},'epoch':2,'nextSegment':0,'nextFrame':0,'firstPts':[],"
                                + "'lastPts':[],'released':0,'missing':[],'load':{'joined':0,'frameMicros':0}}}");
    }

    /** Repeated under the key of open it would lie behind the checkpoints, once the log is compacted. */
    @Test
    void encode_attended_hasAKeyOfItsOwn() {
        // When
        FlowRecord record = ProgressRecordCodec.encode(new Attended(Samples.JOB), PARTITIONS);

        // Then
        assertOfTheJob(record, "7f3a/attended");
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0105");
        assertThat(json(record)).isEqualTo("{'job':{'value':'7f3a'}}");
    }

    @Test
    void decode_whatWasEncoded_isTheProgress() {
        // Given
        Random random = Seeds.random("ProgressRecordCodec inverse");
        for (int i = 0; i < 300; i++) {
            ProgressRecord progress = Samples.randomProgress(random);

            // When
            FlowRecord record = ProgressRecordCodec.encode(progress, PARTITIONS);

            // Then
            assertThat(ProgressRecordCodec.decode(record)).contains(progress);
        }
    }

    @Test
    void decode_fieldsOfALaterVersion_arePassedOver() {
        // Given
        FlowRecord record = ProgressRecordCodec.encode(new Cancelled(Samples.JOB), PARTITIONS);
        byte[] more = "{\"job\":{\"value\":\"7f3a\",\"tenant\":1},\"why\":[{}]}".getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(ProgressRecordCodec.decode(Samples.like(record, Samples.header(record), more)))
                .contains(new Cancelled(Samples.JOB));
    }

    @Test
    void tombstones_ofAJob_takeEachKeyOutAndForgetItLast() {
        // When
        List<FlowRecord> records = ProgressRecordCodec.tombstones(Samples.JOB, 2, PARTITIONS);

        // Then
        assertThat(records).allMatch(FlowRecord::tombstone);
        assertThat(records)
                .extracting(FlowRecord::key)
                .containsExactly("7f3a/checkpoint/1", "7f3a/checkpoint/2", "7f3a/attended", "7f3a/cancel", "7f3a/open");
        records.forEach(record -> assertThat(record.partition()).hasValue(partition()));
        assertThat(records.subList(0, 4))
                .allSatisfy(
                        record -> assertThat(ProgressRecordCodec.decode(record)).isEmpty());
        assertThat(ProgressRecordCodec.decode(records.get(4))).contains(new Forgotten(Samples.JOB));
    }

    @Test
    void encode_forgotten_isRefused() {
        assertThatThrownBy(() -> ProgressRecordCodec.encode(new Forgotten(Samples.JOB), PARTITIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: one with a value");
    }

    @Test
    void decode_tombstoneOfSomethingElse_saysNothing() {
        assertThat(ProgressRecordCodec.decode(FlowRecord.inPartition(Topics.PROGRESS, 0, null, null, Map.of())))
                .isEmpty();
        assertThat(ProgressRecordCodec.decode(FlowRecord.inPartition(Topics.PROGRESS, 0, "x", null, Map.of())))
                .isEmpty();
    }

    @Test
    void decode_tombstoneOfNoJob_isMalformed() {
        assertThatThrownBy(() -> ProgressRecordCodec.decode(
                        FlowRecord.inPartition(Topics.PROGRESS, 0, "NO JOB/open", null, Map.of())))
                .isExactlyInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("NO JOB/open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "[]",
                "7",
                "{}",
                "{\"job\":null}",
                "{\"job\":{}}",
                "{\"job\":{\"value\":\"UPPER\"}}",
                "{\"job\":{\"value\":\"7f3a\"}",
                "{\"job\":{\"value\":\"7f3a\"}} {}"
            })
    void decode_valueThatIsNotItsJson_isMalformed(String json) {
        // Given
        FlowRecord record = ProgressRecordCodec.encode(new Cancelled(Samples.JOB), PARTITIONS);
        FlowRecord broken = Samples.like(record, Samples.header(record), json.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThatThrownBy(() -> ProgressRecordCodec.decode(broken))
                .isExactlyInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("expected");
    }

    private static void assertOfTheJob(FlowRecord record, String key) {
        assertThat(record.topic()).isEqualTo(Topics.PROGRESS);
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.partition()).hasValue(partition());
    }

    private static int partition() {
        return KeyPartitioner.partition(Samples.JOB.value(), PARTITIONS);
    }

    private static String json(FlowRecord record) {
        return new String(Samples.value(record), StandardCharsets.UTF_8).replace('"', '\'');
    }
}
