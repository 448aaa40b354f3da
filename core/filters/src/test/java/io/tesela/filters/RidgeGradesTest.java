package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeGradesTest {
    private static final int STEEPEST = 1020;

    private final Random random = Seeds.random("ridge grades");

    @Test
    void grade_anyRidgesAndGradients_isTheSumOfTheirAbsoluteValuesAgainstTheThreshold() {
        for (int run = 0; run < 2_000; run++) {
            // Given
            int count = random.nextInt(40);
            int high = random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(2 * STEEPEST + 2);
            byte[] map = new byte[count];
            byte[] expected = new byte[count];
            ByteBuffer dx = gradients(count);
            ByteBuffer dy = gradients(count);
            for (int i = 0; i < count; i++) {
                if (random.nextInt(3) == 0) {
                    int x = gradient(high);
                    int y = random.nextInt(3) == 0 ? Math.max(0, high - Math.abs(x)) % (STEEPEST + 1) : gradient(high);
                    dx.putShort(2 * i, (short) x);
                    dy.putShort(2 * i, (short) y);
                    map[i] = (byte) 255;
                    expected[i] = Math.abs(x) + Math.abs(y) > high ? TwoPhaseFilter.EDGE : TwoPhaseFilter.UNDECIDED;
                }
            }

            // When
            RidgeGrades.grade(map, dx, dy, high);

            // Then
            assertThat(map).as("threshold %d", high).isEqualTo(expected);
        }
    }

    /** Where there is no ridge there may be any gradient. */
    private ByteBuffer gradients(int count) {
        ByteBuffer all = ByteBuffer.allocateDirect(2 * count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            all.putShort(2 * i, (short) (random.nextInt(2 * STEEPEST + 1) - STEEPEST));
        }
        return all;
    }

    /** Returns one of the steepest, one that meets the threshold, or any. */
    private int gradient(int high) {
        int size = switch (random.nextInt(4)) {
            case 0 -> STEEPEST;
            case 1 -> Math.min(STEEPEST, high);
            default -> random.nextInt(STEEPEST + 1);
        };
        return random.nextBoolean() ? size : -size;
    }
}
