package io.tesela.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumFileTest {
    @TempDir
    Path folder;

    @Test
    void next_goesThroughTheLines_howeverTheyEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("crcs"), "0123abcd\n4567ef00\r\n\n89ab0123");

        try (ChecksumFile checksums = ChecksumFile.open(file)) {
            assertThat(checksums.next()).contains("0123abcd");
            assertThat(checksums.next()).contains("4567ef00");
            assertThat(checksums.next()).contains("");
            assertThat(checksums.next()).contains("89ab0123");
            assertThat(checksums.next()).isEmpty();
            assertThat(checksums.next()).isEmpty();
        }
    }

    @Test
    void next_ofALineThatIsMuchTooLong_keepsItsBeginningOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("crcs"), "x".repeat(100_000) + "\n0123abcd\n");

        try (ChecksumFile checksums = ChecksumFile.open(file)) {
            assertThat(checksums.next()).contains("x".repeat(32));
            assertThat(checksums.next()).contains("0123abcd");
            assertThat(checksums.next()).isEmpty();
        }
    }
}
