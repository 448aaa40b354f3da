package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.UploadProgress;
import io.tesela.wire.ServerMessage.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final Progress HALF = new Progress(3_400_000, 80, 63, 150L, 31.24, 83.2, 0, null);

    @Test
    void draw_wideTerminal_showsBarAndAllFacts() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000, 820_000, HALF), 120))
                .isEqualTo("[############------------------]   42%  63/150 frames  31.2 fps  ETA 1:23"
                        + "  up 3.4/3.4 MB  down 0.8 MB");
    }

    @Test
    void draw_ordinaryTerminal_shrinksTheBarAwayFirst() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000, 820_000, HALF), 80))
                .isEqualTo("[###-----]   42%  63/150 frames  31.2 fps  ETA 1:23  up 3.4/3.4 MB  down 0.8 MB");
    }

    @Test
    void draw_narrowTerminal_dropsTheLastFacts() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000, 820_000, HALF), 40))
                .isEqualTo(" 42%  63/150 frames  31.2 fps  ETA 1:23");
    }

    @Test
    void draw_beforeAnyFrame_showsTheUpload() {
        assertThat(ProgressLine.draw(new UploadProgress(500_000, 2_000_000, 0, null), 80))
                .isEqualTo("[#######-----------------------]   25%  up 0.5/2.0 MB  down 0.0 MB");
    }

    @Test
    void draw_unknownTotalAfterTheUpload_showsFramesWithoutPercent() {
        Progress unknown = new Progress(10, 80, 63, null, 30, null, 2, null);

        assertThat(ProgressLine.draw(new UploadProgress(10, 10, 1_500_000, unknown), 80))
                .isEqualTo("63 frames  30.0 fps  2 degraded  up 0.0/0.0 MB  down 1.5 MB");
    }

    @Test
    void draw_longJob_showsHours() {
        Progress slow = new Progress(10, 80, 0, 150L, 0.5, 7384.0, 0, null);

        assertThat(ProgressLine.facts(new UploadProgress(10, 10, 0, slow)))
                .isEqualTo("  0%  0/150 frames  0.5 fps  ETA 2:03:04  up 0.0/0.0 MB  down 0.0 MB");
    }

    @Test
    void draw_anyWidth_fits() {
        for (int columns = 20; columns < 200; columns++) {
            assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000, 820_000, HALF), columns))
                    .hasSizeLessThan(columns);
        }
    }
}
