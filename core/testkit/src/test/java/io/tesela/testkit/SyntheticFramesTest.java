package io.tesela.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticFramesTest {
    @ParameterizedTest
    @CsvSource({"16,16", "18,64", "250,142"})
    void frames_ofOneSeed_areTheSame(int width, int height) {
        assertThat(crcs(7, width, height)).isEqualTo(crcs(7, width, height)).isNotEqualTo(crcs(8, width, height));
    }

    @Test
    void size_isEvenAndFrom16() {
        SyntheticFrames frames = new SyntheticFrames(new Random(1));

        assertThat(IntStream.range(0, 500).map(i -> frames.size(20)).distinct().sorted())
                .containsExactly(16, 18, 20);
    }

    private static int[] crcs(long seed, int width, int height) {
        SyntheticFrames frames = new SyntheticFrames(new Random(seed));
        return IntStream.range(0, 30)
                .mapToObj(i -> frames.any(PixelLayout.ofCode(i % 2), width, height))
                .mapToInt(PixelBuffer::crc32c)
                .toArray();
    }
}
