package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckLedgerTest {
    private final AckLedger ledger = new AckLedger();

    @Test
    void committable_whenOnlyLaterDeliveriesAreDone_staysEmpty() {
        // Given
        deliver(0, 10);

        // When
        acknowledge(5, 10);

        // Then
        assertThat(ledger.committable()).isEmpty();
        assertThat(ledger.horizon()).hasValue(0);
        assertThat(ledger.unacknowledged()).isEqualTo(5);
    }

    @Test
    void committable_whenTheGapCloses_jumpsToTheEnd() {
        // Given
        deliver(0, 10);
        acknowledge(5, 10);

        // When
        acknowledge(0, 5);

        // Then
        assertThat(ledger.committable()).hasValue(10);
        assertThat(ledger.unacknowledged()).isZero();
    }

    @Test
    void committable_overCompactedOffsets_isTheNextOpenDelivery() {
        // Given
        ledger.delivered(3);
        ledger.delivered(90);

        // When
        ledger.acknowledge(3);

        // Then
        assertThat(ledger.committable()).hasValue(90);
    }

    @Test
    void acknowledge_repeatedUnknownOrClosed_hasNoEffect() {
        // Given
        deliver(0, 2);
        assertThat(ledger.acknowledge(0)).isTrue();

        // When, Then
        assertThat(ledger.acknowledge(0)).isFalse();
        assertThat(ledger.acknowledge(7)).isFalse();
        ledger.close();
        assertThat(ledger.acknowledge(1)).isFalse();
        assertThat(ledger.committable()).hasValue(1);
    }

    @Test
    void delivered_notAscending_isRefused() {
        ledger.delivered(4);

        assertThatThrownBy(() -> ledger.delivered(4)).hasMessage("offset: 4 (expected: > 4)");
    }

    /** Any interleaving of deliveries and acknowledgements: what is committable is the end of the longest done prefix. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void committable_inAnySchedule_isTheContiguousPrefix(long seed) {
        Random random = new Random(seed);
        TreeSet<Long> open = new TreeSet<>();
        long next = random.nextInt(100);
        long last = -1;
        boolean progressed = false;
        for (int step = 0; step < 5_000; step++) {
            boolean deliver = open.isEmpty() || random.nextInt(100) < (step < 2_500 ? 60 : 40);
            if (deliver) {
                ledger.delivered(next);
                open.add(next);
                last = next;
                next += 1 + random.nextInt(3);
            } else {
                Long start = open.ceiling((long) random.nextInt((int) next));
                long offset = start == null ? open.first() : start;
                progressed |= offset == open.first();
                assertThat(ledger.acknowledge(offset)).as("seed %d", seed).isTrue();
                open.remove(offset);
            }
            long prefixEnd = open.isEmpty() ? last + 1 : open.first();
            assertThat(ledger.horizon()).as("seed %d", seed).hasValue(prefixEnd);
            assertThat(ledger.unacknowledged()).as("seed %d", seed).isEqualTo(open.size());
            if (!deliver && progressed) {
                assertThat(ledger.committable().orElse(-1)).as("seed %d", seed).isLessThanOrEqualTo(prefixEnd);
            }
        }
        List<Long> rest = new ArrayList<>(open);
        Collections.shuffle(rest, random);
        rest.forEach(ledger::acknowledge);
        assertThat(ledger.committable()).as("seed %d", seed).hasValue(last + 1);
    }

    private void deliver(int from, int to) {
        for (int offset = from; offset < to; offset++) {
            ledger.delivered(offset);
        }
    }

    private void acknowledge(int from, int to) {
        for (int offset = from; offset < to; offset++) {
            ledger.acknowledge(offset);
        }
    }
}
