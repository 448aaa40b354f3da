package io.tesela.standalone.role;

import io.tesela.assembler.AssemblerConfig;
import io.tesela.ingest.Ingest;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.ProcessorConfig;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.trace.TraceSettings;
import io.tesela.telemetry.Readiness;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.telemetry.RoleHttpServer;
import io.tesela.telemetry.RoleRoutes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * All roles in this process, with what carries the records between them.
 *
 * <p><b>Threads:</b> starting and closing block. <b>Ownership:</b> {@link #close} closes everything, last first.
 */
public final class LocalService implements AutoCloseable {
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

    private final Closing closing = new Closing();
    private final Optional<EmbeddedBroker> broker;
    private final Ingest ingest;
    private final RoleHttpServer http;
    private final Mono<Void> failed;

    /**
     * What runs.
     *
     * @param ingest settings of the one ingest
     * @param transport what carries the records
     * @param http where the routes are
     * @param processors how many tile processors
     * @param parallelism threads for each kind of work
     * @param limits of each tile processor
     * @param counts partitions of new topics
     * @param tracing whether and where to all of them trace
     */
    public record Settings(
            IngestConfig ingest,
            LocalTransport transport,
            RoleHttpConfig http,
            int processors,
            int parallelism,
            TurnLimits limits,
            PartitionCounts counts,
            TraceSettings tracing) {
        /** Makes the settings of a service that traces nothing. */
        public Settings(
                IngestConfig ingest,
                LocalTransport transport,
                RoleHttpConfig http,
                int processors,
                int parallelism,
                TurnLimits limits,
                PartitionCounts counts) {
            this(ingest, transport, http, processors, parallelism, limits, counts, TraceSettings.off());
        }
    }

    /** Starts everything; whatever fails, nothing is left running. */
    public LocalService(Settings settings) {
        try {
            Warming warming = Warming.start();
            broker = broker(settings.transport());
            ProcessRuntime runtime = closing.add(new ProcessRuntime(
                    "up",
                    settings.parallelism(),
                    // Each processor has a thread at least.
                    Math.max(settings.parallelism(), settings.processors()),
                    settings.ingest().jobs().maxRunning()));
            Transport transport = closing.add(connect(settings.transport(), runtime));
            warming.await();
            RoleWiring wiring = new RoleWiring(
                    runtime,
                    transport,
                    settings.counts(),
                    runtime.telemetry().meters()::of,
                    closing.add(runtime.tracing(settings.tracing())),
                    closing);
            List<Readiness> checks = new ArrayList<>();
            checks.add(wiring.assembler(AssemblerConfig.of("assembler-1", settings.parallelism())));
            for (int i = 1; i <= settings.processors(); i++) {
                int share = Math.max(1, settings.parallelism() / settings.processors());
                checks.add(wiring.processor(
                        ProcessorConfig.of("processor-" + i, share).with(settings.limits())));
            }
            ingest = wiring.ingest(settings.ingest());
            checks.add(ingest.readiness());
            if (broker.isPresent()) {
                wiring.report();
            }
            failed = wiring.failed();
            http = closing.add(Waiting.on(
                    "the HTTP server",
                    RoleHttpServer.start(
                            settings.http(),
                            runtime.loops(),
                            wiring.routesWith(new RoleRoutes(runtime.telemetry(), Readiness.all(checks)))),
                    HTTP_TIMEOUT));
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    /** Returns the port that clients connect to. */
    public int port() {
        return ingest.port();
    }

    /** Returns the port of the HTTP routes. */
    public int httpPort() {
        return http.port();
    }

    /** Returns where other roles can connect to the broker; empty where there is none. */
    public Optional<String> kafka() {
        return broker.map(EmbeddedBroker::bootstrapServers);
    }

    /** Fails, with a sentence, when one of the roles cannot go on; never completes. */
    public Mono<Void> failed() {
        return failed;
    }

    @Override
    public void close() {
        closing.close();
    }

    private Optional<EmbeddedBroker> broker(LocalTransport transport) {
        return transport instanceof LocalTransport.Kafka kafka
                ? Optional.of(closing.add(BrokerProcess.start(kafka.settings())))
                : Optional.empty();
    }

    private Transport connect(LocalTransport transport, ProcessRuntime runtime) {
        if (transport instanceof LocalTransport.Memory memory) {
            return new InMemoryTransport(memory.broker(), runtime.kafka());
        }
        return new ReactorKafkaTransport(
                KafkaConnection.to(kafka().orElseThrow()), runtime.kafkaMeters(), runtime.kafka());
    }
}
