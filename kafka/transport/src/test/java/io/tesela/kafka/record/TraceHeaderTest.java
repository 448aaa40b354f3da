package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
    private static final JobId JOB = new JobId("job-1");
    private static final TraceParent PARENT = TraceParent.ofJob(JOB);

    private final FlowRecord record = ResultRecordCodec.encode(new JobClosed(JOB, 7));

    @Test
    void record_withTheHeader_belongsBelow_andIsTheSameOtherwise() {
        // When
        FlowRecord traced = TraceHeader.on(record, PARENT);

        // Then
        assertThat(TraceHeader.of(traced)).contains(PARENT);
        assertThat(TraceHeader.of(record)).isEmpty();
        assertThat(traced.header("traceparent")).asString().isEqualTo(PARENT.header());
        assertThat(traced.key()).isEqualTo(record.key());
        assertThat(traced.partition()).isEqualTo(record.partition());
        assertThat(ResultRecordCodec.decode(traced)).isEqualTo(ResultRecordCodec.decode(record));
    }

    @Test
    void header_damaged_isPassedOver() {
        FlowRecord damaged = FlowRecord.keyed("t", "k", new byte[0], Map.of("traceparent", new byte[] {-1, 0, 1}));

        assertThat(TraceHeader.of(damaged)).isEmpty();
    }
}
