package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every Java file of every module, of the product and of its tests. */
class SourceFilesTest {
    private static final int MOST_LINES = 400;

    /** Every module adds some; far fewer mean that this test looks in the wrong place. */
    private static final int FEWEST_FILES = 300;

    @Test
    void files_haveAtMost400Lines() throws IOException {
        // When
        List<Path> files = javaFiles(Path.of(Objects.requireNonNull(System.getProperty("tesela.root"))));

        // Then
        assertThat(files).hasSizeGreaterThan(FEWEST_FILES);
        assertThat(files)
                .filteredOn(file -> lines(file) > MOST_LINES)
                .as("files of more than %s lines", MOST_LINES)
                .isEmpty();
    }

    /** Modules are where a pom.xml lies: in the root, or one folder further down. */
    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> poms = Files.find(root, 3, (path, attributes) -> path.endsWith("pom.xml"))) {
            for (Path pom : poms.toList()) {
                files.addAll(filesBelow(pom.resolveSibling("src")));
            }
        }
        return files;
    }

    private static List<Path> filesBelow(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
