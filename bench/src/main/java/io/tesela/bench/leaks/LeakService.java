package io.tesela.bench.leaks;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The whole service in this process, broker included, and somebody who follows its progress log.
 *
 * <p><b>Threads:</b> starting and closing block. <b>Ownership:</b> {@link #close} ends everything; the folder is the caller's.
 */
final class LeakService implements AutoCloseable {
    static final String INGEST = "ingest-1";
    static final String LOOPBACK = "127.0.0.1";

    private static final int PROCESSORS = 2;
    /** Those whose clients are gone count as well, until nobody waits for them. */
    private static final int MAX_JOBS = 8;

    private static final Duration RETENTION = Duration.ofSeconds(3);

    private final Path data;
    private final LocalService service;
    private final Scheduler signals = Schedulers.newSingle("leaks-kafka", true);
    private final Transport transport;
    private final JobDirectory directory = new JobDirectory();
    private final Disposable following;

    /** @param data for what the service keeps */
    LeakService(Path data) {
        this.data = data;
        this.service = new LocalService(settings());
        this.transport =
                new ReactorKafkaTransport(KafkaConnection.to(service.kafka().orElseThrow()), signals);
        this.following = new ProgressLog(transport.tail(Topics.PROGRESS), directory)
                .follow()
                .subscribe();
    }

    /** Returns where clients connect. */
    int port() {
        return service.port();
    }

    /** Returns the port of the HTTP routes. */
    int httpPort() {
        return service.httpPort();
    }

    /** Returns where the service keeps what it keeps. */
    Path data() {
        return data;
    }

    /** Returns how many jobs are open by what the progress log says. */
    int openJobs() {
        return directory.jobsOf(INGEST).size();
    }

    @Override
    public void close() {
        following.dispose();
        transport.close();
        signals.dispose();
        service.close();
    }

    private LocalService.Settings settings() {
        IngestConfig.Keeping usual = IngestConfig.Keeping.DEFAULT;
        IngestConfig ingest = IngestConfig.of(INGEST, LOOPBACK, 0, data)
                .with(new IngestConfig.Keeping(RETENTION, usual.detachedOutputBytes(), usual.maxEnded(), false))
                .with(new IngestConfig.JobLimits(MAX_JOBS, MAX_JOBS, MAX_JOBS));
        return new LocalService.Settings(
                ingest,
                new LocalTransport.Kafka(BrokerSettings.loopback()),
                RoleHttpConfig.of(LOOPBACK, 0),
                PROCESSORS,
                Runtime.getRuntime().availableProcessors(),
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT);
    }
}
