package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.flow.WindowShares.Claim;
import org.junit.jupiter.api.Test;

class WindowBudgetTest {
    private final WindowBudget budget = new WindowBudget(16, 16_000);

    @Test
    void join_andLeave_divideAnew() {
        // Given
        Job first = new Job(1000);
        Job second = new Job(1000);

        // When
        budget.join(first);

        // Then
        assertThat(first.window).isEqualTo(16);

        // When
        budget.join(second);

        // Then
        assertThat(first.window).isEqualTo(8);
        assertThat(second.window).isEqualTo(8);

        // When
        budget.leave(first);
        budget.leave(first);

        // Then: who has left is not told any more
        assertThat(second.window).isEqualTo(16);
        assertThat(first.window).isEqualTo(8);
    }

    @Test
    void divide_costsThatBecameKnown_count() {
        // Given
        Job cheap = new Job(100);
        Job dear = new Job(100);
        budget.join(cheap);
        budget.join(dear);
        assertThat(dear.window).isEqualTo(16);

        // When
        cheap.costMicros = 10;
        dear.costMicros = 500;
        budget.divide();

        // Then
        assertThat(cheap.window).isEqualTo(16);
        assertThat(dear.window).isEqualTo(1);
    }

    private static final class Job implements WindowBudget.Member {
        private final long frameBytes;
        private long costMicros;
        private int window;

        Job(long frameBytes) {
            this.frameBytes = frameBytes;
        }

        @Override
        public Claim claim() {
            return new Claim(frameBytes, costMicros, false);
        }

        @Override
        public void resize(int frames) {
            window = frames;
        }
    }
}
