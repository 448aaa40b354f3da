package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayBufferTest {
    private static final int LIMIT = 1000;

    /** Whoever reads through it, going back anywhere that is not confirmed, gets the stream. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void next_afterAnySeek_isTheStream(long seed) {
        // Given
        Random random = new Random(seed);
        byte[] stream = new byte[20_000];
        random.nextBytes(stream);
        ReplayBuffer replay = new ReplayBuffer(LIMIT);
        int position = 0;
        int end = 0;
        int confirmed = 0;

        // When, Then
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    position = confirmed + random.nextInt(end - confirmed + 1);
                    replay.seek(position);
                }
                case 1 -> {
                    confirmed = Math.max(confirmed, Math.min(end, confirmed + random.nextInt(300)));
                    replay.forgetBelow(confirmed);
                    position = Math.max(position, confirmed);
                    replay.seek(position);
                }
                default -> {
                    ByteBuffer again = replay.next(1 + random.nextInt(200));
                    if (again.hasRemaining()) {
                        byte[] bytes = new byte[again.remaining()];
                        again.get(bytes);
                        assertThat(bytes)
                                .as("seed %d, step %d", seed, step)
                                .isEqualTo(Arrays.copyOfRange(stream, position, position + bytes.length));
                        position += bytes.length;
                    } else {
                        assertThat(position).as("seed %d, step %d", seed, step).isEqualTo(end);
                        int fresh =
                                (int) Math.min(1 + random.nextInt(200), Math.min(stream.length, replay.limit()) - end);
                        replay.add(Arrays.copyOfRange(stream, end, end + fresh));
                        end += fresh;
                        position = end;
                    }
                }
            }
            assertThat(replay.limit()).isEqualTo(confirmed + LIMIT);
        }
        assertThat(end).as("seed %d", seed).isGreaterThan(5 * LIMIT);
    }

    @Test
    void seek_belowWhatIsConfirmed_isRefused() {
        ReplayBuffer replay = new ReplayBuffer(LIMIT);
        replay.add(new byte[10]);
        replay.forgetBelow(5);

        assertThatThrownBy(() -> replay.seek(4)).hasMessage("offset: 4 (expected: from 5 to 10)");
        assertThatThrownBy(() -> replay.seek(11)).hasMessage("offset: 11 (expected: from 5 to 10)");
    }

    @Test
    void limit_ofOneThatKeepsNothing_isNone() {
        ReplayBuffer replay = new ReplayBuffer(0);
        replay.add(new byte[10]);

        assertThat(replay.limit()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> replay.seek(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
