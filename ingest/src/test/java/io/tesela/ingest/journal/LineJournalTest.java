package io.tesela.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineJournalTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("lines");
    }

    @Test
    void open_again_hasEveryLineThatWasAppended() throws IOException {
        // Given
        try (LineJournal journal = LineJournal.open(path)) {
            append(journal, "one", "");
        }
        try (LineJournal journal = LineJournal.open(path)) {
            append(journal, "three");
        }

        // When
        try (LineJournal journal = LineJournal.open(path)) {
            // Then
            assertThat(lines(journal)).containsExactly("one", "", "three");
            assertThat(lines(journal)).as("once more").hasSize(3);
        }
    }

    @Test
    void open_cutOffAnywhere_hasTheLinesThatAreWholeAndGoesOnBehindThem() throws IOException {
        // Given
        byte[] whole = "one\nlonger\nx\n".getBytes(StandardCharsets.UTF_8);
        List<Integer> ends = List.of(4, 11, 13);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));

            // When
            List<String> found;
            try (LineJournal journal = LineJournal.open(path)) {
                append(journal, "next");
                found = lines(journal);
            }

            // Then
            int at = length;
            List<String> expected = new ArrayList<>(List.of("one", "longer", "x")
                    .subList(0, (int) ends.stream().filter(end -> end <= at).count()));
            expected.add("next");
            assertThat(found).as("cut off at %d", length).isEqualTo(expected);
        }
    }

    private static void append(LineJournal journal, String... lines) throws IOException {
        for (String line : lines) {
            journal.append(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> lines(LineJournal journal) throws IOException {
        List<String> lines = new ArrayList<>();
        journal.read(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
        return lines;
    }
}
