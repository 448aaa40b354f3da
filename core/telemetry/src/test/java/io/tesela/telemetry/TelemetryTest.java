package io.tesela.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TelemetryTest {
    private final AtomicInteger rebuilds = new AtomicInteger(2);
    private final Telemetry telemetry = Telemetry.prometheus("ingest");

    @AfterEach
    void close() {
        telemetry.close();
    }

    @Test
    void scrape_afterUse_hasEveryPublicName() {
        useAll(telemetry.meters());

        Map<String, Double> series = PrometheusText.parse(telemetry.scrape());

        assertThat(series)
                .containsEntry("tesela_frames_total{role=\"ingest\",stage=\"decoded\"}", 2.0)
                .containsEntry("tesela_tiles_total{outcome=\"filtered\",role=\"ingest\"}", 1.0)
                .containsEntry("tesela_tile_seconds_count{filter=\"canny\",role=\"ingest\"}", 1.0)
                .containsEntry("tesela_tile_seconds_bucket{filter=\"canny\",role=\"ingest\",le=\"0.002\"}", 0.0)
                .containsEntry("tesela_tile_seconds_bucket{filter=\"canny\",role=\"ingest\",le=\"0.005\"}", 1.0)
                .containsEntry("tesela_frame_latency_seconds_count{role=\"ingest\"}", 1.0)
                .containsEntry("tesela_retries_total{role=\"ingest\"}", 1.0)
                .containsEntry("tesela_degraded_tiles_total{reason=\"deadline\",role=\"ingest\"}", 1.0)
                .containsEntry("tesela_in_flight_frames{role=\"ingest\"}", 4.0)
                .containsEntry("tesela_in_flight_bytes{role=\"ingest\"}", 4096.0)
                .containsEntry("tesela_credit_frames{holder=\"assembler\",role=\"ingest\"}", 3.0)
                .containsEntry("tesela_queue_depth{queue=\"spool\",role=\"ingest\"}", 7.0)
                .containsEntry("tesela_kafka_lag_records{role=\"ingest\",topic=\"tesela.tiles\"}", 9.0)
                .containsEntry("tesela_receiver_rebuilds_total{role=\"ingest\",topic=\"tesela.tiles\"}", 2.0)
                .containsEntry("tesela_upload_bytes_total{role=\"ingest\"}", 100.0)
                .containsEntry("tesela_download_bytes_total{role=\"ingest\"}", 50.0)
                .containsEntry("tesela_jobs{role=\"ingest\",state=\"running\"}", 1.0);
    }

    @Test
    void scrape_ofAFreshRole_tellsOfJvmProcessAndBuffers() {
        Map<String, Double> series = PrometheusText.parse(telemetry.scrape());

        assertThat(series.keySet().stream().map(TelemetryTest::name))
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "process_resident_memory_bytes",
                        "process_resident_memory_peak_bytes",
                        "netty_allocator_memory_used");
    }

    @Test
    void counter_askedForTwice_isTheSame() {
        telemetry.meters().tiles("failed").increment();
        telemetry.meters().tiles("failed").increment();

        assertThat(telemetry.meters().tiles("failed").count()).isEqualTo(2);
    }

    @Test
    void meters_ofSeveralRolesInOneProcess_areToldApart() {
        telemetry.meters().of("tile-processor-1").queueDepth("tiles", () -> 5);
        telemetry.meters().of("tile-processor-2").queueDepth("tiles", () -> 6);

        assertThat(PrometheusText.parse(telemetry.scrape()))
                .containsEntry("tesela_queue_depth{queue=\"tiles\",role=\"tile-processor-1\"}", 5.0)
                .containsEntry("tesela_queue_depth{queue=\"tiles\",role=\"tile-processor-2\"}", 6.0);
    }

    @Test
    void resources_ofThisProcess_areReadWhereTheSystemTells(@TempDir Path folder) throws Exception {
        Path status =
                Files.writeString(folder.resolve("status"), "Name:\tjava\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n");

        ProcessResources process = new ProcessResources(status);

        assertThat(process.residentBytes()).hasValue(1024 * 1024);
        assertThat(process.peakResidentBytes()).hasValue(2048 * 1024);
        assertThat(process.cpuTime())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
    }

    @Test
    void resources_whereTheSystemIsSilent_areUnknown(@TempDir Path folder) throws Exception {
        Path odd = Files.writeString(folder.resolve("status"), "VmRSS:\tmany\nVmHWM:\n");

        assertThat(new ProcessResources(odd).residentBytes()).isEmpty();
        assertThat(new ProcessResources(odd).peakResidentBytes()).isEmpty();
        assertThat(new ProcessResources(folder.resolve("missing")).residentBytes())
                .isEmpty();
    }

    @Test
    void readiness_tellsTheFirstObstacle() {
        Readiness readiness = Readiness.all(List.of(
                Readiness.always(),
                Readiness.check("kafka", () -> Optional.of("not connected")),
                Readiness.check("disk", () -> Optional.of("full"))));

        assertThat(readiness.obstacle()).contains("kafka: not connected");
    }

    @Test
    void readiness_whenACheckThrows_isNotReady() {
        Readiness readiness = Readiness.check("kafka", () -> {
            throw new IllegalStateException("secret");
        });

        assertThat(readiness.obstacle()).contains("kafka: the check itself failed with IllegalStateException");
    }

    @Test
    void config_withoutConnections_isRefused() {
        assertThatThrownBy(() -> new RoleHttpConfig("::", 0, 0, Duration.ofSeconds(1)))
                .hasMessage("maxConnections: 0 (expected: > 0)");
    }

    private void useAll(RoleMeters meters) {
        meters.frames("decoded").increment(2);
        meters.tiles("filtered").increment();
        meters.tileTime("canny").record(Duration.ofMillis(3));
        meters.frameLatency().record(Duration.ofMillis(40));
        meters.retries().increment();
        meters.degradedTiles("deadline").increment();
        meters.inFlightFrames(() -> 4);
        meters.inFlightBytes(() -> 4096);
        meters.creditFrames("assembler", () -> 3);
        meters.queueDepth("spool", () -> 7);
        meters.kafkaLagRecords("tesela.tiles", () -> 9);
        meters.receiverRebuilds("tesela.tiles", rebuilds, AtomicInteger::get);
        meters.uploadBytes().increment(100);
        meters.downloadBytes().increment(50);
        meters.jobs("running", () -> 1);
    }

    private static String name(String series) {
        int labels = series.indexOf('{');
        return labels < 0 ? series : series.substring(0, labels);
    }
}
