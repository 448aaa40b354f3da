package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnreadableRecordTest {
    @ParameterizedTest
    @EnumSource
    void of_aJob_isItsOwn_cannotBeRead_andIsNoTileResult(UnreadableRecord unreadable) {
        // When
        FlowRecord record = unreadable.of(new JobId("a-job"));

        // Then
        assertThat(record.key()).isEqualTo("a-job");
        assertThat(ResultRecordCodec.isTileResult(record)).isFalse();
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> read(record));
    }

    private static Object read(FlowRecord record) {
        return record.topic().equals(Topics.OUTPUT)
                ? OutputRecordCodec.decode(record)
                : ResultRecordCodec.decode(record);
    }
}
