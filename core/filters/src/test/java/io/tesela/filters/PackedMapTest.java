package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.testkit.Seeds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedMapTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "0, 00",
        "2, 80",
        "1, 000080",
        "20000000, 80",
        "00000002, 01",
        "00000001, 000001",
        "21002200, 8c0040",
        "222222220, ff00",
        "0000000001, 00000140",
        "2000000020000000200000002, 80808080",
        "20000000200000002000000001, 808080000340",
        "1000000000000001000000002, 0000008000800001"
    })
    void encode_matchesTheDocumentedBytes(String map, String packed) {
        assertThat(HexFormat.of().formatHex(PackedMap.encode(values(map)))).isEqualTo(packed);
        assertThat(PackedMap.decode(HexFormat.of().parseHex(packed), map.length()))
                .isEqualTo(values(map));
    }

    @Test
    void decode_ofEncode_isTheMap() {
        Random random = Seeds.random("PackedMapTest");
        for (int i = 0; i < 2000; i++) {
            byte[] map = new byte[random.nextInt(i % 10 == 0 ? 10_000 : 200)];
            int values = 1 + random.nextInt(3);
            int rarely = 1 + random.nextInt(i % 10 == 0 ? 3000 : 3);
            for (int at = 0; at < map.length; at++) {
                map[at] = (byte) (random.nextInt(rarely) == 0 ? random.nextInt(values) : 0);
            }

            byte[] packed = PackedMap.encode(map);

            assertThat(PackedMap.decode(packed, map.length)).isEqualTo(map);
        }
    }

    @ParameterizedTest
    @CsvSource({"254, fe80", "255, ff0080", "256, ff0180", "510, ffff0080", "1000, ffffffeb80"})
    void encode_ofAFarUndecidedSample_skipsGroupsBy255(int gap, String entry) {
        // Given
        byte[] map = new byte[(gap + 3) * 8];
        map[gap * 8] = TwoPhaseFilter.UNDECIDED;

        // When
        byte[] packed = PackedMap.encode(map);

        // Then
        assertThat(HexFormat.of().formatHex(packed, gap + 3, packed.length)).isEqualTo(entry);
        assertThat(PackedMap.decode(packed, map.length)).isEqualTo(map);
    }

    @Test
    void decode_ofRandomBytes_isWhatEncodeMakesOrIsRefused() {
        Random random = Seeds.random("PackedMapTest, random bytes");
        for (int i = 0; i < 20_000; i++) {
            int samples = random.nextInt(40);
            byte[] packed = new byte[random.nextInt(12)];
            random.nextBytes(packed);
            for (int at = 0; at < packed.length; at++) {
                packed[at] &= (byte) (random.nextInt(3) == 0 ? 0xff : 0x0f);
            }

            byte[] map;
            try {
                map = PackedMap.decode(packed, samples);
            } catch (TeselaException e) {
                assertThat(PackedMap.fits(packed, samples)).isFalse();
                continue;
            }
            assertThat(PackedMap.fits(packed, samples)).isTrue();
            assertThat(PackedMap.encode(map)).isEqualTo(packed);
        }
    }

    @Test
    void encode_withNothingUndecided_takesAnEighth() {
        byte[] map = new byte[640 * 360];
        Arrays.fill(map, TwoPhaseFilter.EDGE);

        assertThat(PackedMap.encode(map)).hasSize(640 * 360 / 8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 8", // nothing for eight samples
        "00, 16", // one group of two
        "0000, 8", // an entry without bits
        "000000, 8", // an entry of a group with nothing undecided
        "000180, 8", // an entry beyond the last group
        "00008000, 8", // a second entry, cut off
        "8000c0, 8", // both at once
        "01, 7", // bit of a sample that is not there
        "000001, 7"
    })
    void decode_ofWhatEncodeNeverMakes_refuses(String packed, int samples) {
        assertThat(PackedMap.fits(HexFormat.of().parseHex(packed), samples)).isFalse();
        assertThatThrownBy(() -> PackedMap.decode(HexFormat.of().parseHex(packed), samples))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("packed map: ")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_MESSAGE);
    }

    @Test
    void fits_aWholeFrame_makesNothingOfItsSize() {
        // Given
        byte[] map = new byte[1920 * 1080];
        Arrays.fill(map, 0, 1000, TwoPhaseFilter.UNDECIDED);
        byte[] packed = PackedMap.encode(map);
        assertThat(PackedMap.fits(packed, map.length)).isTrue();

        // When
        long before = allocatedBytes();
        boolean fits = PackedMap.fits(packed, map.length);
        long allocated = allocatedBytes() - before;

        // Then
        assertThat(fits).isTrue();
        assertThat(allocated).isLessThan(map.length / 64);
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static byte[] values(String digits) {
        byte[] values = new byte[digits.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (digits.charAt(i) - '0');
        }
        return values;
    }
}
