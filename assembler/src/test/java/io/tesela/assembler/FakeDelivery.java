package io.tesela.assembler;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecordCodec;

/** A delivery of partition 0 that remembers whether it was acknowledged. */
final class FakeDelivery implements Delivery {
    private final FlowRecord record;
    private final long generation;
    private volatile boolean acknowledged;

    FakeDelivery(ResultRecord result, long generation) {
        this(ResultRecordCodec.encode(result), generation);
    }

    FakeDelivery(FlowRecord record, long generation) {
        this.record = record;
        this.generation = generation;
    }

    boolean acknowledged() {
        return acknowledged;
    }

    @Override
    public FlowRecord record() {
        return record;
    }

    @Override
    public int partition() {
        return 0;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public void acknowledge() {
        acknowledged = true;
    }
}
