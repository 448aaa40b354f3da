package io.tesela.processor;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import java.util.concurrent.atomic.AtomicInteger;

/** A delivery that counts its acknowledgements. */
final class FakeDelivery implements Delivery {
    private final FlowRecord record;
    private final long offset;
    private final AtomicInteger acknowledgements = new AtomicInteger();

    FakeDelivery(FlowRecord record, long offset) {
        this.record = record;
        this.offset = offset;
    }

    int acknowledgements() {
        return acknowledgements.get();
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
        return offset;
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public void acknowledge() {
        acknowledgements.incrementAndGet();
    }
}
