package io.tesela.bench;

import io.tesela.client.upload.UploadOutcome;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/**
 * The whole service in this process with bounds of the caller's, and clients whose output goes to a channel.
 *
 * <p><b>Threads:</b> starting and closing block. <b>Ownership:</b> closes the service and the client; the folder is the
 * caller's.
 */
final class FlowService implements AutoCloseable {
    private static final int PROCESSORS = 2;
    private static final int MAX_JOBS = 2;

    private final LocalService service;
    private final FlowClient client;
    private final FlowGauges gauges;

    /** @param folder for what the service keeps; exists */
    FlowService(FlowScenario scenario, IngestConfig.Flow flow, Path folder) {
        InMemoryBroker memory = new InMemoryBroker();
        IngestConfig ingest = IngestConfig.of("ingest-1", FlowClient.LOOPBACK, 0, folder.resolve("service"))
                .with(flow)
                .with(new IngestConfig.JobLimits(MAX_JOBS, 0, MAX_JOBS));
        this.service = new LocalService(new LocalService.Settings(
                ingest,
                scenario.memory()
                        ? new LocalTransport.Memory(memory)
                        : new LocalTransport.Kafka(BrokerSettings.loopback()),
                RoleHttpConfig.of(FlowClient.LOOPBACK, 0),
                PROCESSORS,
                Runtime.getRuntime().availableProcessors(),
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT));
        this.client = new FlowClient(scenario);
        this.gauges = new FlowGauges(
                service.httpPort(), scenario.memory() ? new KeptBytes.OfMemory(memory) : new KeptBytes.OfBroker());
    }

    int port() {
        return service.port();
    }

    FlowGauges gauges() {
        return gauges;
    }

    /** Returns a job that starts on subscription, and is cancelled with it. */
    Mono<UploadOutcome.Finished> upload(int port, Path video, WritableByteChannel output) {
        return client.upload(port, video, output);
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }
}
