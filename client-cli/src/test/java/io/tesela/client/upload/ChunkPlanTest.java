package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
    @Test
    void upTo_grantInsideAChunk_cutsThere() {
        ChunkPlan plan = new ChunkPlan(25, 10);

        assertThat(plan.upTo(15)).containsExactly(new Stretch(0, 10, false), new Stretch(10, 5, false));
        assertThat(plan.upTo(15)).isEmpty();
        assertThat(plan.upTo(3)).isEmpty();
        assertThat(plan.upTo(99)).containsExactly(new Stretch(15, 10, true));
        assertThat(plan.upTo(99)).isEmpty();
    }

    @Test
    void upTo_emptyVideo_isOneLastStretchOfNothing() {
        ChunkPlan plan = new ChunkPlan(0, 10);

        assertThat(plan.upTo(0)).containsExactly(new Stretch(0, 0, true));
        assertThat(plan.upTo(10)).isEmpty();
    }

    @Test
    void upTo_anyGrants_coverTheVideoOnce() {
        long seed = System.nanoTime();
        System.out.println("ChunkPlanTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int size = random.nextInt(100);
            ChunkPlan plan = new ChunkPlan(size, 1 + random.nextInt(20));
            List<Stretch> taken = new ArrayList<>();
            while (taken.isEmpty() || !taken.get(taken.size() - 1).last()) {
                long grant = random.nextInt(120);
                for (Stretch stretch : plan.upTo(grant)) {
                    assertThat(stretch.offset() + stretch.length()).isLessThanOrEqualTo(grant);
                    taken.add(stretch);
                }
            }
            long end = 0;
            for (Stretch stretch : taken) {
                assertThat(stretch.offset()).as("seed %d", seed).isEqualTo(end);
                end += stretch.length();
            }
            assertThat(end).as("seed %d", seed).isEqualTo(size);
        }
    }
}
