package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void read_linesOfBothKinds_areHandedOnWithoutTheirEnds() {
        assertThat(read("one\r\ntwo\n\nthree ü")).containsExactly("one", "two", "", "three ü");
    }

    @Test
    void read_nothing_handsOnNothing() {
        assertThat(read("")).isEmpty();
    }

    @Test
    void read_lineWithoutEnd_isCutAtTheBound() {
        // Given
        String endless = "x".repeat(3 * Lines.MAX_CHARS);

        // When
        List<String> lines = read(endless + "\nnext");

        // Then
        assertThat(lines).containsExactly("x".repeat(Lines.MAX_CHARS), "next");
    }

    @Test
    void read_textThatBreaksOff_handsOnWhatCame() {
        // Given: a pipe without another end
        InputStream broken = new PipedInputStream();

        // When
        List<String> lines = new ArrayList<>();
        Lines.read(new SequenceInputStream(bytes("half a li"), broken), lines::add);

        // Then
        assertThat(lines).containsExactly("half a li");
    }

    private static List<String> read(String text) {
        List<String> lines = new ArrayList<>();
        Lines.read(bytes(text), lines::add);
        return lines;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
