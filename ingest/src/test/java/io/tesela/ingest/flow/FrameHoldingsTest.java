package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.flow.FrameHoldings.Marks;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameHoldingsTest {
    @Test
    void of_marks_eachFrameHasOneHolder() {
        // When
        FrameHoldings holdings = FrameHoldings.of(new Marks(100, 98, 90, 80, 60, 50), 3, 4);

        // Then
        assertThat(holdings.frames())
                .isEqualTo(Map.of(
                        Holder.DECODER, 2L,
                        Holder.TILES, 3L,
                        Holder.PROCESSORS, 4L,
                        Holder.RESULTS, 1L,
                        Holder.ENCODER, 10L,
                        Holder.OUTPUT, 20L,
                        Holder.CLIENT, 10L));
        assertThat(holdings.total()).isEqualTo(50);
    }

    @Test
    void of_marksReadOneAfterTheOther_stillAddUp() {
        Random random = Seeds.random("FrameHoldings");
        for (int round = 0; round < 5000; round++) {
            Marks marks = new Marks(
                    random.nextInt(100),
                    random.nextInt(100),
                    random.nextInt(100),
                    random.nextInt(100),
                    random.nextInt(100),
                    random.nextInt(100));

            FrameHoldings holdings = FrameHoldings.of(marks, random.nextInt(20), random.nextInt(20));

            long furthest = Math.max(
                    Math.max(Math.max(marks.decoded(), marks.published()), Math.max(marks.joined(), marks.encoded())),
                    Math.max(marks.sent(), marks.stored()));
            assertThat(holdings.total()).isEqualTo(furthest - marks.stored());
            assertThat(holdings.frames().values()).allMatch(frames -> frames >= 0);
        }
    }

    @Test
    void whereabouts_ofFrames_followTheFurthestTileThatIsMissing() {
        // Given: partition 0 is committed up to 100, partition 1 is served by nobody so far
        Map<Integer, ServiceView> service = Map.of(
                0, new ServiceView(90, OptionalLong.of(100), 200, true, ""),
                1, new ServiceView(5, OptionalLong.empty(), 20, false, ""));

        // When
        TileWhereabouts whereabouts = TileWhereabouts.of(
                List.of(
                        tiles(0, 98, 99),
                        tiles(0, 99, 100),
                        tiles(0, 100, 107),
                        tiles(0, 99, 108),
                        tiles(1, 12),
                        tiles(1, 13),
                        tiles(2, 0),
                        List.of()),
                service,
                8);

        // Then
        assertThat(whereabouts).isEqualTo(new TileWhereabouts(4, 3));
    }

    @Test
    void history_ofSamples_hasMeanMaximumAndPercentile() {
        // Given
        HoldingHistory history = new HoldingHistory();
        assertThat(history.p95(Holder.CLIENT)).isZero();
        assertThat(history.mean(Holder.CLIENT)).isZero();

        // When
        for (int frames = 1; frames <= 100; frames++) {
            history.add(FrameHoldings.of(new Marks(frames, frames, frames, frames, frames, 0), 0, 0));
        }

        // Then: beyond 64 numbers are kept to three bits
        assertThat(history.mean(Holder.CLIENT)).isEqualTo(50.5);
        assertThat(history.max(Holder.CLIENT)).isEqualTo(100);
        assertThat(history.p95(Holder.CLIENT)).isEqualTo(80);
        assertThat(history.p95(Holder.DECODER)).isZero();
    }

    private static List<Position> tiles(int partition, long... offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> new Position("tiles", partition, offset))
                .toList();
    }
}
