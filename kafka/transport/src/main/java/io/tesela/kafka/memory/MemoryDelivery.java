package io.tesela.kafka.memory;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;

/** A delivery that is acknowledged through the cursor that read it. */
record MemoryDelivery(FlowRecord record, int partition, long offset, long generation, MemoryCursor cursor)
        implements Delivery {
    @Override
    public void acknowledge() {
        cursor.acknowledge(offset);
    }

    @Override
    public Runnable acknowledgement() {
        MemoryCursor itsCursor = cursor;
        long itsOffset = offset;
        return () -> itsCursor.acknowledge(itsOffset);
    }
}
