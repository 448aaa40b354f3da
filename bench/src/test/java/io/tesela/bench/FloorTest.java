package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FloorTest {
    private static final int FRAMES = 25;

    @Test
    void floor_ofASample_coversEveryFrameAndEveryStep() {
        // Given
        Path clip = Path.of(System.getProperty("tesela.root", ".."), "samples", "odd_321x241_444.mp4");
        FilterChain filters = FilterChain.parse("canny,blur:3", FilterCatalogue.standard());
        Scenario scenario = new Scenario(clip, filters, new TileGrid(3, 3), 2, 1, 1, 16);

        // When
        Floor.Pass pass = Measurement.floor(scenario);

        // Then
        assertThat(pass.frameCrc32c()).hasSize(FRAMES);
        assertThat(pass.cost().frames()).isEqualTo(FRAMES);
        assertThat(pass.cost().decodeMs()).isPositive();
        assertThat(pass.cost().filterMs()).isPositive();
        assertThat(pass.cost().encodeMs()).isPositive();
    }
}
