package io.tesela.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoundRunTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void append_ofOneFrameAfterTheOther_makesRunsThatGiveBackEachCount(long seed) {
        // Given: counts of two filters, of which one looks at every frame and the other begins later
        Random random = new Random(seed);
        List<Integer> faces = new ArrayList<>();
        List<FoundRun> runs = List.of();

        // When: in segments, as receipts bring them
        for (int segment = 0; segment < 40; segment++) {
            List<FoundRun> ofSegment = List.of();
            for (int i = 0; i < 5; i++) {
                int count = random.nextInt(10) == 0 ? random.nextInt(3) : 1;
                ofSegment = FoundRun.append(ofSegment, List.of(new FoundRun("faces", faces.size(), 1, count)));
                if (segment >= 2) {
                    ofSegment = FoundRun.append(ofSegment, List.of(new FoundRun("eyes", faces.size(), 1, 2)));
                }
                faces.add(count);
            }
            runs = FoundRun.append(runs, ofSegment);
        }

        // Then
        assertThat(counts("faces", runs)).isEqualTo(faces);
        assertThat(runs)
                .filteredOn(run -> run.filter().equals("eyes"))
                .containsExactly(new FoundRun("eyes", 10, 190, 2));
        List<FoundRun> ofFaces =
                runs.stream().filter(run -> run.filter().equals("faces")).toList();
        for (int i = 1; i < ofFaces.size(); i++) {
            assertThat(ofFaces.get(i).count()).isNotEqualTo(ofFaces.get(i - 1).count());
        }
    }

    @Test
    void append_afterFramesOnWhichNobodyLooked_beginsANewRun() {
        assertThat(FoundRun.append(List.of(new FoundRun("faces", 0, 5, 1)), List.of(new FoundRun("faces", 6, 1, 1))))
                .containsExactly(new FoundRun("faces", 0, 5, 1), new FoundRun("faces", 6, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, firstFrame: -1 (expected: 0 or more)",
        "0, 0, 1, frames: 0 (expected: 1 or more)",
        "1, 9223372036854775807, 1, frames: 9223372036854775807 (expected: 1 or more)",
        "0, 1, -1, count: -1 (expected: 0 or more)"
    })
    void foundRun_ofNoFramesOrNumbers_isRefused(long first, long frames, int count, String message) {
        assertThatThrownBy(() -> new FoundRun("faces", first, frames, count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static List<Integer> counts(String filter, List<FoundRun> runs) {
        return runs.stream()
                .filter(run -> run.filter().equals(filter))
                .flatMap(run -> LongStream.range(0, run.frames()).mapToObj(i -> run.count()))
                .toList();
    }
}
