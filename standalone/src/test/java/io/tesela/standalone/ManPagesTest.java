package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.Manual.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPagesTest {
    /** The first cell of a row. */
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\|( `[^|]+) \\|");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

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

    /** What is told in two places, and would be told in two ways. */
    @Test
    void examples_areThoseOfTheReadme() throws Exception {
        // Given
        String readme = document("README.md").replaceAll(" +", " ");

        // Then
        assertThat(ManPages.manual().examples())
                .extracting(example -> example.name().replace("{}", "./tesela"))
                .allSatisfy(line -> assertThat(readme).contains(line));
    }

    @Test
    void environmentAndFiles_areThoseOfTheInstallation() throws Exception {
        // Given
        String installation = document("INSTALL.md");
        String table =
                installation.substring(installation.indexOf("## Environment"), installation.indexOf("## Removing"));

        // Then
        assertThat(ManPages.manual().environment())
                .extracting(Entry::name)
                .containsExactlyInAnyOrderElementsOf(VARIABLE.matcher(table)
                        .results()
                        .flatMap(row -> NAME.matcher(row.group(1)).results())
                        .map(name -> name.group(1))
                        .toList());
        assertThat(installation).contains("`DIR/tesela-jobs`", "`DIR/tesela-broker`", "`~/.javacpp/cache`");
    }

    private static String document(String name) throws IOException {
        return Files.readString(Path.of(Objects.requireNonNull(System.getProperty("tesela.root")), name));
    }
}
