package io.tesela.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FoundTest {
    @Test
    void append_ofOneFrameAfterTheOther_makesRunsThatGiveBackEachCount() {
        // Given: counts of two filters, of which one looks at every frame and the other begins later
        Random random = Seeds.random("FoundTest");
        List<Integer> faces = new ArrayList<>();
        List<Found> runs = List.of();

        // When: in segments, as receipts bring them
        for (int segment = 0; segment < 40; segment++) {
            List<Found> ofSegment = List.of();
            for (int i = 0; i < 5; i++) {
                int count = random.nextInt(10) == 0 ? random.nextInt(3) : 1;
                ofSegment = Found.append(ofSegment, List.of(new Found("faces", faces.size(), 1, count)));
                if (segment >= 2) {
                    ofSegment = Found.append(ofSegment, List.of(new Found("eyes", faces.size(), 1, 2)));
                }
                faces.add(count);
            }
            runs = Found.append(runs, ofSegment);
        }

        // Then
        assertThat(counts("faces", runs)).isEqualTo(faces);
        assertThat(runs).filteredOn(run -> run.filter().equals("eyes")).containsExactly(new Found("eyes", 10, 190, 2));
        List<Found> ofFaces =
                runs.stream().filter(run -> run.filter().equals("faces")).toList();
        for (int i = 1; i < ofFaces.size(); i++) {
            assertThat(ofFaces.get(i).count()).isNotEqualTo(ofFaces.get(i - 1).count());
        }
    }

    @Test
    void append_afterFramesOnWhichNobodyLooked_beginsANewRun() {
        assertThat(Found.append(List.of(new Found("faces", 0, 5, 1)), List.of(new Found("faces", 6, 1, 1))))
                .containsExactly(new Found("faces", 0, 5, 1), new Found("faces", 6, 1, 1));
    }

    @Test
    void found_ofNoFrames_isRefused() {
        assertThatThrownBy(() -> new Found("faces", 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found: 1 on 0 frames (expected: 0 or more on 1 or more)");
    }

    private static List<Integer> counts(String filter, List<Found> runs) {
        return runs.stream()
                .filter(run -> run.filter().equals(filter))
                .flatMap(run -> LongStream.range(0, run.frames()).mapToObj(i -> run.count()))
                .toList();
    }
}
