package io.tesela.domain.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TileKeyTest {
    @Test
    void toString_saysJobFrameAndTile() {
        assertThat(new TileKey(new JobId("abc"), 12, 3)).hasToString("abc/12/3");
    }
}
