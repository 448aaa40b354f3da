package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.kafka.flow.Position;
import io.tesela.testkit.Seeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnreleasedFramesTest {
    private static final int FRAME_BYTES = 64;

    private final UnreleasedFrames frames = new UnreleasedFrames();

    @Test
    void find_frameUnderWay_hasItsPixelsAndPositions() {
        // Given
        PixelBuffer pixels = pixels();
        frames.add(3, List.of(pixels));

        // Then
        assertThat(frames.find(3)).hasValueSatisfying(entry -> {
            assertThat(entry.pixels()).isSameAs(pixels);
            assertThat(entry.positions()).isEmpty();
        });

        // When
        frames.published(3, List.of(new Position("t", 1, 2)));

        // Then
        assertThat(frames.find(3))
                .hasValueSatisfying(entry -> assertThat(entry.positions()).containsExactly(new Position("t", 1, 2)));
        assertThat(frames.find(4)).isEmpty();
    }

    @Test
    void released_leadingFrames_areForgotten() {
        // Given
        for (int frame = 0; frame < 5; frame++) {
            frames.add(frame, List.of(pixels()));
        }

        // When
        frames.released(3);
        frames.released(2);

        // Then
        assertThat(frames.size()).isEqualTo(2);
        assertThat(frames.bytes()).isEqualTo(2 * FRAME_BYTES);
        assertThat(frames.find(2)).isEmpty();
        assertThat(frames.find(3)).isPresent();
        assertThat(frames.maxFrames()).isEqualTo(5);
        assertThat(frames.maxBytes()).isEqualTo(5 * FRAME_BYTES);
    }

    @Test
    void published_frameReleasedMeanwhile_staysForgotten() {
        // Given
        frames.add(0, List.of(pixels()));
        frames.released(1);

        // When
        frames.published(0, List.of(new Position("t", 1, 2)));

        // Then
        assertThat(frames.find(0)).isEmpty();
        assertThat(frames.size()).isZero();
    }

    @Test
    void size_underACreditWindow_neverExceedsIt() {
        // Given
        Random random = Seeds.random("UnreleasedFrames");
        CreditWindow window = new CreditWindow(1 + random.nextInt(16), 1, Integer.MAX_VALUE);
        long added = 0;
        for (int i = 0; i < 2000; i++) {
            // When
            if (random.nextBoolean() && added < window.permitted()) {
                frames.add(added++, List.of(pixels()));
            } else {
                long released = random.nextLong(added + 1);
                frames.released(released);
                window.released(released);
            }

            // Then
            long inFlight = added - window.released();
            assertThat(frames.size()).isEqualTo(inFlight);
            assertThat(frames.bytes()).isEqualTo(inFlight * FRAME_BYTES);
            assertThat(inFlight).isLessThanOrEqualTo(window.permitted() - window.released());
        }
    }

    private static PixelBuffer pixels() {
        return PixelBuffer.allocate(PixelLayout.LUMA, 8, 8);
    }
}
