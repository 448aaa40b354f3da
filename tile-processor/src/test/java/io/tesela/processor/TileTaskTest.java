package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.TileRecord;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tile of a chain that looks one frame back, so that the frame before travels with it. */
class TileTaskTest {
    private static final TileGrid GRID = new TileGrid(3, 2);

    private final ChainPlan plan =
            ChainPlan.of(FilterChain.parse("blur:5,motion", FilterCatalogue.standard()), GRID, 64, 48);
    private final List<PixelBuffer> newestFirst =
            new SyntheticFrames(Seeds.random("TileTaskTest")).recent(2, plan.layout(), 64, 48);

    @Test
    void requireFit_ofTheFirstFrame_wantsNoneBeforeIt() {
        byte[] alone = plan.cut(newestFirst.subList(0, 1), 4);

        assertThatCode(task(0, alone)::requireFit).doesNotThrowAnyException();
        assertThatThrownBy(task(0, plan.cut(newestFirst, 4))::requireFit)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples: " + 2 * alone.length + " (expected: " + alone.length + ")");
    }

    @Test
    void requireFit_ofALaterFrame_wantsTheOneBeforeIt() {
        byte[] both = plan.cut(newestFirst, 4);

        assertThatCode(task(1, both)::requireFit).doesNotThrowAnyException();
        assertThatThrownBy(task(1, plan.cut(newestFirst.subList(0, 1), 4))::requireFit)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples: " + both.length / 2 + " (expected: " + both.length + ")");
    }

    @Test
    void giveUp_ofALaterFrame_givesTheOriginalPixelsOfThatFrame() {
        TileResult result = task(1, plan.cut(newestFirst, 4)).giveUp(new IllegalStateException("it broke"));

        assertThat(result.output()).isEqualTo(plan.geometry().cutCore(newestFirst.get(0), 4));
    }

    private TileTask task(long frame, byte[] samples) {
        TileKey key = new TileKey(new JobId("7f3a"), frame, 4);
        TileRecord.Work work = new TileRecord.Work("blur:5,motion", GRID, 64, 48);
        return new TileTask(new TileRecord(key, 1, work, samples), plan, "p-1", () -> ProcessSample.UNKNOWN);
    }
}
