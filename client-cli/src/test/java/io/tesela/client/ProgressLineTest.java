package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.UploadProgress;
import io.tesela.wire.ServerMessage.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final Progress HALF = new Progress(3_400_000, 80, 63, 150L, 31.24, 83.2, 0, null);

    @Test
    void draw_wideTerminal_showsBarAndAllFacts() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000L, 820_000, null, HALF), 120))
                .isEqualTo("[############------------------]   42%  63/150 frames  31.2 fps  ETA 1:23"
                        + "  up 3.4/3.4 MB  down 0.8 MB");
    }

    @Test
    void draw_ordinaryTerminal_shrinksTheBarAwayFirst() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000L, 820_000, null, HALF), 80))
                .isEqualTo("[###-----]   42%  63/150 frames  31.2 fps  ETA 1:23  up 3.4/3.4 MB  down 0.8 MB");
    }

    @Test
    void draw_narrowTerminal_dropsTheLastFacts() {
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000L, 820_000, null, HALF), 40))
                .isEqualTo(" 42%  63/150 frames  31.2 fps  ETA 1:23");
    }

    @Test
    void draw_beforeAnyFrame_showsTheUpload() {
        assertThat(ProgressLine.draw(new UploadProgress(500_000, 2_000_000L, 0, null, null), 80))
                .isEqualTo("[#######-----------------------]   25%  up 0.5/2.0 MB  down 0.0 MB");
    }

    @Test
    void draw_unknownTotalAfterTheUpload_showsFramesWithoutPercent() {
        Progress unknown = new Progress(10, 80, 63, null, 30, null, 2, null);

        assertThat(ProgressLine.draw(new UploadProgress(10, 10L, 1_500_000, null, unknown), 80))
                .isEqualTo("63 frames  30.0 fps  2 degraded  up 0.0/0.0 MB  down 1.5 MB");
    }

    /** Such as WebM. */
    @Test
    void draw_unknownTotalWithAnEta_showsTheShareOfTheTime() {
        Progress half = new Progress(10, 80, 60, null, 30, 6.0, 0, null);

        assertThat(ProgressLine.draw(new UploadProgress(10, 10L, 1_500_000, null, half), 40))
                .isEqualTo(" 25%  60 frames  30.0 fps  ETA 0:06");
    }

    @Test
    void draw_longJob_showsHours() {
        Progress slow = new Progress(10, 80, 0, 150L, 0.5, 7384.0, 0, null);

        assertThat(ProgressLine.facts(new UploadProgress(10, 10L, 0, null, slow)))
                .isEqualTo("  0%  0/150 frames  0.5 fps  ETA 2:03:04  up 0.0/0.0 MB  down 0.0 MB");
    }

    @Test
    void draw_videoWithoutASize_showsWhatWasSent() {
        Progress unknown = new Progress(3_400_000, 80, 63, null, 30, null, 0, null);

        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, null, 820_000, null, null), 80))
                .isEqualTo("up 3.4 MB  down 0.8 MB");
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, null, 820_000, null, unknown), 80))
                .isEqualTo("63 frames  30.0 fps  up 3.4 MB  down 0.8 MB");
        assertThat(ProgressLine.draw(new UploadProgress(3_400_000, null, 820_000, null, HALF), 80))
                .isEqualTo("[#####-------]   42%  63/150 frames  31.2 fps  ETA 1:23  up 3.4 MB  down 0.8 MB");
    }

    @Test
    void draw_jobThatIsNotTakenYet_showsTheLineBeforeIt() {
        UploadProgress queued = new UploadProgress(0, 2_000_000L, 0, 3L, null);

        assertThat(ProgressLine.draw(queued, 80)).isEqualTo("waiting for its turn, 3 before it");
        assertThat(ProgressLine.draw(queued, 20)).isEqualTo("3 before it");
        assertThat(ProgressLine.facts(queued)).isEqualTo("waiting for its turn, 3 before it");
    }

    @Test
    void draw_decoderThatNeedsTheWholeUpload_saysSo() {
        UploadProgress waiting = waitingFor(Progress.WHOLE_UPLOAD);

        assertThat(ProgressLine.draw(waiting, 80))
                .isEqualTo(" 25%  the index is at the end: waiting for the whole upload  up 0.5/2.0 MB");
        assertThat(ProgressLine.draw(waiting, 52)).isEqualTo(" 25%  waiting for the whole upload  up 0.5/2.0 MB");
    }

    @Test
    void draw_otherWordsOfTheServer_showThemAsTheyAre() {
        assertThat(ProgressLine.draw(waitingFor(Progress.CLIENT), 80))
                .contains(" 25%  waiting for the result to be taken  up");
        assertThat(ProgressLine.draw(waitingFor(Progress.PROCESSORS), 80))
                .contains(" 25%  waiting for a tile processor  up");
        assertThat(ProgressLine.draw(waitingFor("moonlight"), 80)).contains(" 25%  waiting for moonlight  up");
        assertThat(ProgressLine.facts(waitingFor("x".repeat(60_000)))).hasSizeLessThan(120);
    }

    @Test
    void draw_anyWidth_fits() {
        for (int columns = 20; columns < 200; columns++) {
            assertThat(ProgressLine.draw(new UploadProgress(3_400_000, 3_400_000L, 820_000, null, HALF), columns))
                    .hasSizeLessThan(columns);
        }
    }

    private static UploadProgress waitingFor(String word) {
        return new UploadProgress(500_000, 2_000_000L, 0, null, new Progress(0, 0, 0, null, 0, null, 0, word));
    }
}
