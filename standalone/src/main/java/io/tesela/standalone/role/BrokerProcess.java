package io.tesela.standalone.role;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.embedded.BrokerStartException;
import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.embedded.TopicTraffic;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.telemetry.RoleHttpServer;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.RoleRoutes;
import io.tesela.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * A broker in this process, with its HTTP routes; it tells how it stands, as every role does.
 *
 * <p><b>Threads:</b> starting and closing block. <b>Ownership:</b> {@link #close} closes everything, last first.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOOPS_TIMEOUT = Duration.ofSeconds(3);

    private final Closing closing = new Closing();
    private final Map<String, TopicTraffic> traffic =
            Topics.names().stream().collect(Collectors.toMap(topic -> topic, TopicTraffic::new));
    private final EmbeddedBroker broker;
    private final RoleHttpServer http;

    /** Starts a broker; whatever fails, nothing is left running. */
    public BrokerProcess(BrokerSettings settings, RoleHttpConfig routes) {
        try {
            broker = closing.add(start(settings));
            Telemetry telemetry = closing.add(Telemetry.prometheus("broker"));
            count(telemetry.meters());
            LoopResources loops = LoopResources.create("tesela-net", 1, true);
            closing.add(() -> loops.disposeLater(Duration.ZERO, LOOPS_TIMEOUT).block(LOOPS_TIMEOUT.multipliedBy(2)));
            Scheduler scheduler = Schedulers.newSingle("tesela-pulse", true);
            closing.add(scheduler::dispose);
            // Under its address here: the name it is advertised under may mean something to others only.
            Transport transport =
                    closing.add(new ReactorKafkaTransport(KafkaConnection.to(broker.localServers()), scheduler));
            Pulse pulse = closing.add(new Pulse(transport, scheduler));
            report(telemetry, transport, scheduler);
            http = closing.add(Waiting.on(
                    "the HTTP server",
                    RoleHttpServer.start(routes, loops, List.of(new RoleRoutes(telemetry, pulse))),
                    HTTP_TIMEOUT));
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    private void report(Telemetry telemetry, Transport transport, Scheduler scheduler) {
        ProcessIdentity identity = ProcessIdentity.of("broker");
        RecordSink sink = closing.add(transport.sink(TelemetryReporter.sinkOf(identity.id())));
        Disposable reporting = new TelemetryReporter(() -> identity.snapshot(telemetry), sink, scheduler, scheduler)
                .whenThere(transport)
                .subscribe();
        closing.add(reporting::dispose);
    }

    /**
     * Starts the broker alone.
     *
     * @throws TeselaException with a sentence, if it does not start
     */
    static EmbeddedBroker start(BrokerSettings settings) {
        try {
            return EmbeddedBroker.start(settings);
        } catch (BrokerStartException e) {
            throw new TeselaException(FailureCode.INTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns what a client needs to connect: {@code host:port}. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Returns the port that clients connect to. */
    public int port() {
        return broker.port();
    }

    /** Returns the port of the HTTP routes. */
    public int httpPort() {
        return http.port();
    }

    @Override
    public void close() {
        closing.close();
    }

    private void count(RoleMeters meters) {
        traffic.forEach((topic, bytes) -> {
            meters.brokerBytes(topic, "in", bytes, TopicTraffic::bytesIn);
            meters.brokerBytes(topic, "out", bytes, TopicTraffic::bytesOut);
        });
    }
}
