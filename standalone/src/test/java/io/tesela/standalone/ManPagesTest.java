package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPagesTest {
    @TempDir
    Path folder;

    @Test
    void main_writesAPageForEachCommand() throws Exception {
        // When
        ManPages.main(new String[] {folder.resolve("man1").toString(), "1.0"});

        // Then
        assertThat(Files.readString(folder.resolve("man1/tesela.1")))
                .startsWith(".TH \"TESELA\" 1 ")
                .contains(".SS \"upload\"", ".SS \"tile\\-processor\"", "\\fB\\-\\-max\\-tiles\\-per\\-second\\fR=");
        assertThat(Files.readString(folder.resolve("man1/client-cli.1")))
                .startsWith(".TH \"CLIENT\\-CLI\" 1 ")
                .contains(".SS \"upload\"")
                .doesNotContain(".SS \"up\"");
    }
}
