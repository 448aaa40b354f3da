package io.tesela.standalone.trace;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What the roles of one process trace with; where nothing is traced, no class of OpenTelemetry is loaded.
 *
 * <p><b>Threads:</b> closing blocks, for {@value #CLOSE_SECONDS} s at most. <b>Ownership:</b> closing exports what is left, and ends the
 * exporter; spans that end later are dropped.
 */
public final class ProcessTracing implements AutoCloseable {
    private static final int CLOSE_SECONDS = 1;

    private final @Nullable Export export;
    private final int everyFrames;

    private ProcessTracing(@Nullable Export export, int everyFrames) {
        this.export = export;
        this.everyFrames = everyFrames;
    }

    /** Returns that of a process that traces nothing. */
    public static ProcessTracing off() {
        return new ProcessTracing(null, TraceSettings.EVERY_FRAMES);
    }

    /**
     * Starts to export, if anything is to be traced.
     *
     * @param meters count the spans
     * @param io makes batches
     * @param timer for the pauses between them
     */
    public static ProcessTracing start(TraceSettings settings, RoleMeters meters, Scheduler io, Scheduler timer) {
        return settings.endpoint()
                .map(endpoint -> new ProcessTracing(Export.start(endpoint, meters, io, timer), settings.everyFrames()))
                .orElseGet(ProcessTracing::off);
    }

    /**
     * Returns what one role traces with.
     *
     * @param service what kind of role it is, such as {@code assembler}
     * @param id its id
     */
    public Tracing of(String service, String id) {
        return export == null ? Tracing.off() : export.of(service, id, everyFrames);
    }

    @Override
    public void close() {
        if (export != null) {
            export.close();
        }
    }

    /** The queue and the exporter of a process that traces. */
    private static final class Export implements AutoCloseable {
        private static final Duration TIMEOUT = Duration.ofSeconds(5);

        /** The exporter's own words about each failure; kept, since who sets a level must keep the logger. */
        private final Logger chatter = Logger.getLogger("io.opentelemetry.exporter");

        private final SpanExporter exporter;
        private final SpanQueue queue;
        private final Disposable running;

        private Export(SpanExporter exporter, RoleMeters meters, Scheduler io, Scheduler timer) {
            chatter.setLevel(Level.OFF);
            this.exporter = exporter;
            this.queue = new SpanQueue(exporter, meters, io, timer);
            this.running = queue.run().subscribe();
        }

        static Export start(String endpoint, RoleMeters meters, Scheduler io, Scheduler timer) {
            OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint)
                    .setConnectTimeout(TIMEOUT)
                    .setTimeout(TIMEOUT)
                    .setRetryPolicy(null)
                    .build();
            return new Export(exporter, meters, io, timer);
        }

        /** A role has providers of its own, since by those spans say whose they are; all have the queue. */
        Tracing of(String service, String id, int everyFrames) {
            Resource role = Resource.create(Attributes.builder()
                    .put("service.namespace", "tesela")
                    .put("service.name", "tesela-" + service)
                    .put("service.instance.id", id)
                    .build());
            RootIds ids = new RootIds();
            return new OtelTracing(tracer(role, IdGenerator.random()), tracer(role, ids), ids, everyFrames);
        }

        private Tracer tracer(Resource role, IdGenerator ids) {
            SdkTracerProvider provider = SdkTracerProvider.builder()
                    .setIdGenerator(ids)
                    .setResource(role)
                    .addSpanProcessor(queue)
                    .build();
            return new OtelTracer(provider.get("io.tesela"), new OtelCurrentTraceContext(), event -> {});
        }

        @Override
        public void close() {
            running.dispose();
            queue.finish()
                    .timeout(Duration.ofSeconds(CLOSE_SECONDS), Mono.empty())
                    .block();
            exporter.shutdown();
        }
    }
}
