package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AckLedger;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;

/** A delivery that is acknowledged in the ledger of the generation under which it was polled. */
record KafkaDelivery(FlowRecord record, int partition, long offset, long generation, AckLedger ledger)
        implements Delivery {
    @Override
    public void acknowledge() {
        ledger.acknowledge(offset);
    }

    @Override
    public Runnable acknowledgement() {
        AckLedger itsLedger = ledger;
        long itsOffset = offset;
        return () -> itsLedger.acknowledge(itsOffset);
    }
}
