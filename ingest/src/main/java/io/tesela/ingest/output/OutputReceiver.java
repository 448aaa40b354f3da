package io.tesela.ingest.output;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecordCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Brings the records of this ingest's output partition to the jobs they belong to; those of unknown jobs are passed over.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one record at a time; bounded work, since a job's output only goes to its file.
 *   <li><b>Order:</b> of the partition.
 *   <li><b>Threads:</b> files are written on {@code ioScheduler}.
 *   <li><b>Errors:</b> those of the source; a job whose output is malformed or cannot be written fails alone.
 * </ul>
 */
public final class OutputReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(OutputReceiver.class);

    private final RecordSource source;
    private final Function<JobId, Optional<Taker>> takers;
    private final Scheduler ioScheduler;

    /** Whoever takes the output of one job. */
    public interface Taker {
        /** Returns where the output goes. */
        JobOutput output();

        /** Hears that the output cannot be read or stored. */
        void failed(Exception cause);
    }

    public OutputReceiver(RecordSource source, Function<JobId, Optional<Taker>> takers, Scheduler ioScheduler) {
        this.source = source;
        this.takers = takers;
        this.ioScheduler = ioScheduler;
    }

    /** Receives until cancelled. */
    public Flux<Delivery> run() {
        return source.deliveries().concatMap(this::store, 1).checkpoint("output records");
    }

    /** Not interrupted when this is cancelled: that would close the files of a job that is to be gone on with. */
    private Mono<Delivery> store(Delivery delivery) {
        return BlockingCall.on(ioScheduler, () -> storeNow(delivery), stored -> {});
    }

    private Delivery storeNow(Delivery delivery) {
        OutputRecord record;
        try {
            record = OutputRecordCodec.decode(delivery.record());
        } catch (MalformedRecordException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("key", delivery.record().key())
                    .log("malformed output passed over");
            delivery.acknowledge();
            owner(delivery.record().key()).flatMap(takers).ifPresent(taker -> taker.failed(e));
            return delivery;
        }
        Optional<Taker> taker = takers.apply(record.job());
        if (taker.isEmpty()) {
            delivery.acknowledge();
            return delivery;
        }
        try {
            taker.get().output().accept(record, delivery);
        } catch (IOException | RuntimeException e) { // one job's output must not end that of all others
            delivery.acknowledge();
            taker.get().failed(e);
        }
        return delivery;
    }

    private static Optional<JobId> owner(@Nullable String key) {
        try {
            return key == null ? Optional.empty() : Optional.of(new JobId(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
