package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileLoads;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.topic.Topics;
import io.tesela.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputRecordCodecTest {
    @Test
    void encode_part_goldenBytes() {
        // Given
        byte[] bytes = {5};

        // When
        FlowRecord record = OutputRecordCodec.encode(new SegmentPart(Samples.JOB, 1, 2, 3, bytes), 4);

        // Then
        assertInPartition(record, 4);
        assertThat(record.value()).isSameAs(bytes);
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0101" + "000437663361" + "0000000000000001" + "00000002" + "00000003");
    }

    @Test
    void encode_receipt_goldenBytes() {
        // When
        FlowRecord record = OutputRecordCodec.encode(new SegmentDone(Samples.receipt()), 0);

        // Then
        assertInPartition(record, 0);
        assertThat(Samples.hex(Samples.header(record))).isEqualTo("0102" + "000437663361");
        assertThat(new String(Samples.value(record), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo(
                        "{'job':{'value':'7f3a'},'epoch':2,'segment':1,'last':true,'bytes':9,'crc32c':-1,"
                                + "'firstFrame':48,'frameCrc32c':[1,-2],'endPts':96096,"
                                + "'counts':{'total':12,'retried':1,'degraded':1,'hedged':1,'duplicates':0},"
                                + "'degraded':[{'frame':49,'tile':3,'reason':'it failed','attempts':4}],"
                                + "'latency':{'buckets':{'142':1},'totalMicros':1000},"
                                + "'processors':[{'id':'p-1','tiles':12,'latency':{'buckets':{'40':1},'totalMicros':7},"
                                + "'use':{'first':{'startedAtMs':1,'upMs':2,'cpuMs':3,'peakRssBytes':4},"
                                + "'last':{'startedAtMs':1,'upMs':2,'cpuMs':3,'peakRssBytes':4},'peakRssBytes':4}}],"
                                + "'found':[{'filter':'faces','firstFrame':48,'frames':2,'count':1}],'tileLoads':{'micros':[5,7],'filtered':[1,1],'degraded':[0,0,1]},'encoder':'libx264'}");
    }

    @Test
    void receipt_ofAFormerVersion_saysNothingOfWhatItDidNotKnow() {
        SegmentReceipt receipt = Samples.receipt();
        String json = new String(OutputRecordCodec.receiptJson(receipt), StandardCharsets.UTF_8)
                .replace("\"found\":[{\"filter\":\"faces\",\"firstFrame\":48,\"frames\":2,\"count\":1}],", "")
                .replaceFirst("\"tileLoads\":\\{[^}]*},", "");

        SegmentReceipt read = OutputRecordCodec.receipt(json.getBytes(StandardCharsets.UTF_8));

        assertThat(json).doesNotContain("found", "tileLoads");
        assertThat(read.found()).isEmpty();
        assertThat(read.tileLoads()).isEqualTo(TileLoads.NONE);
        assertThat(read.frameCrc32c()).isEqualTo(receipt.frameCrc32c());
    }

    @Test
    void encode_failure_goldenBytes() {
        // When
        FlowRecord record = OutputRecordCodec.encode(new JobFailed(Samples.JOB, FailureCode.BUSY, "no"), 0);

        // Then
        assertInPartition(record, 0);
        assertThat(record.value()).isEmpty();
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0103" + "000437663361" + "000442555359" + "00026e6f");
    }

    @Test
    void decode_whatWasEncoded_isTheOutput() {
        // Given
        Random random = Seeds.random("OutputRecordCodec inverse");
        for (int i = 0; i < 300; i++) {
            OutputRecord output = Samples.randomOutput(random);

            // When
            OutputRecord decoded = OutputRecordCodec.decode(OutputRecordCodec.encode(output, 1));

            // Then
            if (output instanceof SegmentPart part) {
                assertThat(decoded).usingRecursiveComparison().isEqualTo(part);
                assertThat(((SegmentPart) decoded).bytes()).isSameAs(part.bytes());
            } else {
                assertThat(decoded).isEqualTo(output);
            }
        }
    }

    private static void assertInPartition(FlowRecord record, int partition) {
        assertThat(record.topic()).isEqualTo(Topics.OUTPUT);
        assertThat(record.partition()).hasValue(partition);
        assertThat(record.key()).isEqualTo("7f3a");
    }
}
