package io.tesela.bench.chaos;

import io.tesela.bench.supervised.SupervisedService;
import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Has faults strike a service, and the network to it.
 *
 * <ul>
 *   <li><b>Threads:</b> any; nothing waits for long. One of its own ends what lasts, and sends what is sent.
 *   <li><b>Ownership:</b> {@link #close} ends the network and the connection to the broker; the service stays the caller's.
 * </ul>
 */
final class Striker implements AutoCloseable {
    private static final String INGEST = "ingest";
    private static final Duration SEND_LIMIT = Duration.ofSeconds(40);

    private final SupervisedService service;
    private final FaultyProxy network;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chaos-later");
        thread.setDaemon(true);
        return thread;
    });
    private final Scheduler signals = Schedulers.newSingle("chaos-kafka", true);
    /** There from the start: when it is needed there may be less time left than it takes to connect. */
    private final Transport transport;

    private final RecordSink sink;
    private volatile @Nullable JobId job;
    private volatile String trouble = "";

    Striker(SupervisedService service) {
        this.service = service;
        this.network = FaultyProxy.to(service.port());
        this.transport = new ReactorKafkaTransport(KafkaConnection.to(service.kafka()), signals);
        this.sink = transport.sink(SinkSettings.of("chaos"));
    }

    /** Returns where clients connect whose connections faults may strike. */
    int port() {
        return network.port();
    }

    /** Says whose records may be struck from now on. */
    void began(JobId accepted) {
        job = accepted;
    }

    /** Has a fault strike, now; what strikes records of tiles is there from the start, and does so by itself. */
    void strike(Fault fault) {
        if (fault instanceof Fault.Kill kill) {
            service.kill(kill.child());
        } else if (fault instanceof Fault.KillDecoder) {
            service.killDecoders(INGEST);
        } else if (fault instanceof Fault.Stop stop) {
            service.stop(stop.child());
        } else if (fault instanceof Fault.Freeze freeze) {
            freeze(freeze.child(), true);
            after(freeze.length(), () -> freeze(freeze.child(), false));
        } else if (fault instanceof Fault.Stall stall) {
            network.stallAfter(Direction.TO_CLIENT, 0);
            after(stall.length(), network::heal);
        } else if (fault instanceof Fault.Cut) {
            network.cutAll();
        } else if (fault instanceof Fault.Unreadable unreadable) {
            after(Duration.ZERO, () -> send(unreadable.record()));
        }
    }

    /** Returns what has kept a fault from striking or ending, one sentence; empty if nothing did. */
    String trouble() {
        return trouble;
    }

    /** Lets what befell one job not be told of the next. */
    void forgetTrouble() {
        trouble = "";
    }

    /** Asks the broker how much has been written so far; blocks. Empty if it does not tell. */
    Optional<Traffic> traffic() {
        try {
            return Optional.of(Traffic.of(transport));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Ends what lasts of the network's faults. */
    void heal() {
        network.heal();
    }

    @Override
    public void close() {
        later.shutdownNow();
        network.close();
        transport.close();
        signals.dispose();
    }

    private void freeze(String child, boolean still) {
        try {
            service.freeze(child, still);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(UnreadableRecord record) {
        JobId key = job;
        if (key == null) {
            throw new IllegalStateException("job: none yet (expected: one that is at work)");
        }
        sink.send(record.of(key)).block(SEND_LIMIT);
    }

    private void after(Duration length, Runnable end) {
        var unused = later.schedule(() -> noting(end), length.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A fault that did not strike must not pass for one that was survived. */
    private void noting(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException e) {
            trouble = "a fault could not strike, or end: " + e;
        }
    }
}
