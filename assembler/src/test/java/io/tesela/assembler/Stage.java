package io.tesela.assembler;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.IdentityOutputs;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.RoleMeters;
import io.tesela.testkit.FakeTracing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What jobs work with where a test moves time, and ends every write, by hand: all of it on the test's own thread. */
final class Stage implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(1);
    static final int SILENT_HEARTBEATS = 20;
    static final int OUTPUT_PARTITIONS = 3;

    private final VirtualTimeScheduler join = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeTracing tracing = new FakeTracing(1);
    private final FakeSink sink;
    private final FakeEncoders encoders;

    Stage(FakeSink sink, FakeEncoders encoders) {
        this.sink = sink;
        this.encoders = encoders;
    }

    FakeSink sink() {
        return sink;
    }

    FakeEncoders encoders() {
        return encoders;
    }

    /** Returns the spans that have ended, see {@link FakeTracing}; of records that are traced. */
    List<String> spans() {
        return tracing.ended();
    }

    AssemblyContext context() {
        return context(Schedulers.immediate());
    }

    /** Returns the context with another scheduler for frame stages. */
    AssemblyContext context(Scheduler compose) {
        return new AssemblyContext(
                "assembler-1",
                FilterCatalogue.standard(),
                new IdentityOutputs(),
                encoders,
                new OutputPublisher(sink, 1024, 1, Mono.just(OUTPUT_PARTITIONS), join),
                new AssemblerMeters(new RoleMeters(registry)),
                tracing,
                Clock.systemUTC(),
                join,
                compose,
                Schedulers.immediate(),
                2,
                HEARTBEAT,
                SILENT_HEARTBEATS,
                16);
    }

    /** Lets the join thread do what it has been given. */
    void settle() {
        join.advanceTime();
    }

    void advance(Duration time) {
        join.advanceTimeBy(time);
    }

    int joined() {
        return (int) new RoleMeters(registry).frames("joined").count();
    }

    /** Returns what was written, as what it says: checkpoints and output records; dead letters as they are. */
    List<Object> written() {
        List<Object> written = new ArrayList<>();
        for (FlowRecord record : sink.sent()) {
            switch (record.topic()) {
                case Topics.PROGRESS ->
                    written.add(ProgressRecordCodec.decode(record).orElseThrow());
                case Topics.OUTPUT -> written.add(OutputRecordCodec.decode(record));
                default -> written.add(record);
            }
        }
        return written;
    }

    List<Checkpoint> checkpoints() {
        return written().stream()
                .filter(Checkpoint.class::isInstance)
                .map(Checkpoint.class::cast)
                .toList();
    }

    List<OutputRecord> output() {
        return written().stream()
                .filter(OutputRecord.class::isInstance)
                .map(OutputRecord.class::cast)
                .toList();
    }

    /** Acknowledges every write, those too that follow from it. */
    void acknowledgeAll(int from) {
        for (int call = from; call < sink.calls(); call++) {
            sink.acknowledge(call);
            settle();
        }
    }

    /** Acknowledges every write that is neither acknowledged nor failed. */
    void acknowledgeOpen() {
        for (int call = 0; call < sink.calls(); call++) {
            if (!sink.ended(call)) {
                sink.acknowledge(call);
                settle();
            }
        }
    }

    @Override
    public void close() {
        join.dispose();
        registry.close();
    }
}
