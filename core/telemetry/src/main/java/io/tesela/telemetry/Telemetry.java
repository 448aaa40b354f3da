package io.tesela.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The meters of one process: a Prometheus registry that already tells of the JVM, the process and Netty's buffers.
 *
 * <ul>
 *   <li><b>Threads:</b> any; nothing blocks.
 *   <li><b>Ownership:</b> whoever made it closes it, last of all that it measures; meters then no longer count.
 * </ul>
 */
public final class Telemetry implements AutoCloseable {
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics garbageCollection;
    private final RoleMeters meters;

    private Telemetry(PrometheusMeterRegistry registry) {
        this.registry = registry;
        this.garbageCollection = new JvmGcMetrics();
        this.meters = new RoleMeters(registry);
    }

    /**
     * Makes the registry and binds what every process has.
     *
     * @param role what runs in this process, such as {@code ingest}; the tag {@code role} of every meter
     */
    public static Telemetry prometheus(String role) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().commonTags(TelemetryNames.ROLE, role);
        Telemetry telemetry = new Telemetry(registry);
        telemetry.bindJvm();
        telemetry.bindProcess();
        telemetry.bindNetty();
        return telemetry;
    }

    /** Returns where further meters and binders go. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Returns the maker of our own meters. */
    public RoleMeters meters() {
        return meters;
    }

    /** Returns what our meters say now, and some of the process. */
    public List<MeterReading> readings() {
        return MeterReading.of(registry);
    }

    /** Returns all meters in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private void bindJvm() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    private void bindProcess() {
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        ProcessResources process = new ProcessResources();
        bindBytes(TelemetryNames.RESIDENT_MEMORY, "resident memory of this process", process::residentBytes);
        bindBytes(
                TelemetryNames.RESIDENT_MEMORY_PEAK,
                "highest resident memory since this process started",
                process::peakResidentBytes);
    }

    private void bindBytes(String name, String description, Supplier<OptionalLong> bytes) {
        Gauge.builder(name, () -> number(bytes.get()))
                .description(description)
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private static Number number(OptionalLong bytes) {
        return bytes.isPresent() ? (Number) bytes.getAsLong() : (Number) Double.NaN;
    }

    private void bindNetty() {
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            new NettyAllocatorMetrics(provider).bindTo(registry);
        }
    }
}
