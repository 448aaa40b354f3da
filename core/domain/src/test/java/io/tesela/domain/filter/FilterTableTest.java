package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of filters in README.md, which people read first. */
class FilterTableTest {
    private static final String HEADING = "| filter | parameters";
    private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

    @Test
    void table_namesEveryFilterOnce() throws IOException {
        List<String> named = Files.readAllLines(Path.of(System.getProperty("tesela.root"), "README.md")).stream()
                .dropWhile(line -> !line.startsWith(HEADING))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(1, line.indexOf('|', 1)))
                .flatMap(cell -> NAME.matcher(cell).results())
                .map((MatchResult name) -> name.group(1))
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(FilterCatalogue.standard().all().stream()
                        .map(FilterDeclaration::name)
                        .toList());
    }
}
