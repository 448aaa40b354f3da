package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Reads what a pipeline has published. */
final class Answers {
    private Answers() {}

    static TileResult only(FakeSink sink) {
        assertThat(sink.sent()).hasSize(1);
        return result(sink.sent().get(0));
    }

    static TileResult result(FlowRecord record) {
        assertThat(record.topic()).isEqualTo(Topics.RESULTS);
        return (TileResult) ResultRecordCodec.decode(record);
    }

    /** Returns the cause of a dead letter. */
    static String cause(FlowRecord dead) {
        assertThat(dead.topic()).isEqualTo(Topics.DEAD_TILES);
        return new String(Objects.requireNonNull(dead.header("cause")), StandardCharsets.UTF_8);
    }
}
