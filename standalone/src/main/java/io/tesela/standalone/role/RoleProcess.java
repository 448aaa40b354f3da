package io.tesela.standalone.role;

import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.standalone.trace.TraceSettings;
import io.tesela.telemetry.Readiness;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.telemetry.RoleHttpServer;
import io.tesela.telemetry.RoleRoutes;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * One role in this process, with its HTTP routes.
 *
 * <p><b>Threads:</b> starting and closing block. <b>Ownership:</b> {@link #close} closes everything, last first.
 */
public final class RoleProcess implements AutoCloseable {
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

    private final Closing closing = new Closing();
    private final RoleHttpServer http;
    private final Mono<Void> failed;

    /**
     * Starts a role; whatever fails, nothing is left running.
     *
     * @param role name of the role in its meters
     * @param tracing whether and where to it traces
     * @param parallelism threads for each kind of work
     * @param maxJobs most decoders at once
     * @param start starts the role and returns its readiness
     */
    public RoleProcess(
            String role,
            KafkaConnection connection,
            RoleHttpConfig httpConfig,
            TraceSettings tracing,
            int parallelism,
            int maxJobs,
            Function<RoleWiring, Readiness> start) {
        try {
            ProcessRuntime runtime = closing.add(new ProcessRuntime(role, parallelism, parallelism, maxJobs));
            Transport transport =
                    closing.add(new ReactorKafkaTransport(connection, runtime.kafkaMeters(), runtime.kafka()));
            RoleWiring wiring = new RoleWiring(
                    runtime,
                    transport,
                    PartitionCounts.DEFAULT,
                    id -> runtime.telemetry().meters(),
                    closing.add(runtime.tracing(tracing)),
                    closing);
            Readiness readiness = start.apply(wiring);
            wiring.report();
            failed = wiring.failed();
            http = closing.add(Waiting.on(
                    "the HTTP server",
                    RoleHttpServer.start(
                            httpConfig,
                            runtime.loops(),
                            wiring.routesWith(new RoleRoutes(runtime.telemetry(), readiness))),
                    HTTP_TIMEOUT));
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    /** Returns the port of the HTTP routes. */
    public int httpPort() {
        return http.port();
    }

    /** Fails, with a sentence, when the role cannot go on; never completes. */
    public Mono<Void> failed() {
        return failed;
    }

    @Override
    public void close() {
        closing.close();
    }
}
