package io.tesela.assembler;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.assembler.join.FrameComposer.TileOutputs;
import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.IdentityOutputs;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.time.Clock;
import java.time.Duration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** An assembler as in a process of its own: its transport, its threads. */
final class Worker implements AutoCloseable {
    private static final int EVER = 1_000_000;

    private final FakeEncoders encoders;
    private final InMemoryTransport transport;
    private final Scheduler join;
    private final Scheduler compose;
    private final Scheduler encode;
    private final Scheduler timer;
    private final Assembler assembler;

    Worker(Service service, String id, FakeEncoders encoders) {
        this(service, id, encoders, new IdentityOutputs());
    }

    /** Makes one that parks a job after so many heartbeats, 20 ms each, without a word of its ingest. */
    Worker(Service service, String id, int silentHeartbeats) {
        this(service, id, new FakeEncoders(), new IdentityOutputs(), silentHeartbeats);
    }

    Worker(Service service, String id, FakeEncoders encoders, TileOutputs outputs) {
        this(service, id, encoders, outputs, EVER);
    }

    private Worker(Service service, String id, FakeEncoders encoders, TileOutputs outputs, int silentHeartbeats) {
        this.encoders = encoders;
        this.transport = service.connect();
        this.join = Schedulers.newSingle(id + "-join", true);
        this.compose = Schedulers.newParallel(id + "-compose", 2, true);
        this.encode = Schedulers.newParallel(id + "-encode", 2, true);
        this.timer = Schedulers.newSingle(id + "-timer", true);
        this.assembler = new Assembler(
                new AssemblerConfig(id, 2, 8, Duration.ofMillis(20), silentHeartbeats, 16, 1024),
                transport,
                Service.PROGRESS_PARTITIONS,
                FilterCatalogue.standard(),
                outputs,
                encoders,
                new RoleMeters(new SimpleMeterRegistry()),
                Tracing.off(),
                Clock.systemUTC(),
                new Assembler.Schedulers(join, compose, encode, timer));
        assembler.start();
    }

    FakeEncoders encoders() {
        return encoders;
    }

    void awaitReady() {
        await().atMost(Service.PATIENCE)
                .until(() -> assembler.readiness().obstacle().isEmpty());
    }

    /** Takes the transport away from under it: nothing more is written or acknowledged, nothing is wound up. */
    void kill() {
        transport.close();
    }

    @Override
    public void close() {
        assembler.close();
        transport.close();
        await().atMost(Service.PATIENCE).until(() -> encoders.open() == 0);
        join.dispose();
        compose.dispose();
        encode.dispose();
        timer.dispose();
    }
}
