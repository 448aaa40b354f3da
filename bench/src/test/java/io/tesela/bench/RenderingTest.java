package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Measurement MEASURED = new Measurement(
            new Scenario(
                    Path.of("clips", "sea.mp4"),
                    FilterChain.parse("blur:3", FilterCatalogue.standard()),
                    new TileGrid(3, 3),
                    2,
                    2,
                    2,
                    16),
            1.25,
            2.5,
            2,
            new FloorCost(100, 960, 540, 2, 3, 5),
            List.of(job(1, 80, 10), job(2, 30, 2)),
            512_000_000L,
            1_024_000_000L);

    @Test
    void text_ofAMeasurement_alignsColumns() {
        // When
        String text = new Rendering(MEASURED).text();

        // Then
        assertThat(text).isEqualTo("""
                        sea.mp4: 960x540, 100 frames, blur:3, 3x3 tiles
                        2 cores, load average 1.3 before and 2.5 after

                        one thread each  decode  filter  encode  floor
                        CPU ms/frame        2.0     3.0     5.0   10.0

                        whole service  CPU ms/frame  x floor   fps  cores busy  p50 ms  p95 ms  in flight
                        job 1, cold            80.0      8.0  10.0         0.8   200.0   300.0         16
                        job 2, warm            30.0      3.0  50.0         1.5   200.0   300.0         16

                        Kafka, kB/frame  produced  consumed
                        tesela.results       66.0      66.0
                        tesela.tiles        500.0     500.0
                        total               566.0     566.0

                        peak RSS 512 MB of the process (broker, all roles, client; its heap may grow to 1024 MB)
                        """);
    }

    @Test
    void json_ofAMeasurement_hasTheSameNumbers() throws Exception {
        // When
        JsonNode json = new JsonMapper().readTree(new Rendering(MEASURED).json());

        // Then
        assertThat(json.at("/clip").asText()).isEqualTo("sea.mp4");
        assertThat(json.at("/floor/total_ms").asDouble()).isEqualTo(10);
        assertThat(json.at("/jobs/1/cpu_ms").asDouble()).isEqualTo(30);
        assertThat(json.at("/jobs/1/ratio").asDouble()).isEqualTo(3);
        assertThat(json.at("/jobs/1/fps").asDouble()).isEqualTo(50);
        assertThat(json.at("/jobs/1/kafka/tesela.tiles/produced").asDouble()).isEqualTo(500_000);
        assertThat(json.at("/peak_resident_bytes").asLong()).isEqualTo(512_000_000L);
    }

    private static JobCost job(int number, double cpuMs, double wallSeconds) {
        return new JobCost(
                number,
                100,
                cpuMs,
                wallSeconds,
                200,
                300,
                16,
                Map.of(
                        "tesela.tiles", new TopicBytes(500_000, 500_000),
                        "tesela.results", new TopicBytes(66_000, 66_000),
                        "tesela.dead-tiles", TopicBytes.NONE));
    }
}
