package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.standalone.TestService.Ended;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FiltersCommandTest {
    @Test
    void json_hasAllThatAFilterSaysOfItself() throws IOException {
        Ended ended = TestService.tesela("filters", "--json");

        assertThat(ended.exitCode()).isZero();
        JsonNode filters = new JsonMapper().readTree(ended.out());
        assertThat(filters.findValuesAsText("summary")).hasSameSizeAs(names()).doesNotContain("");
        JsonNode motion = named("motion", filters);
        assertThat(motion.path("scope").asText()).isEqualTo("local");
        assertThat(motion.path("halo").asInt()).isZero();
        assertThat(motion.path("frames_back").asInt()).isEqualTo(1);
        assertThat(motion.path("colour").asText()).isEqualTo("gray");
        assertThat(motion.path("parameters").get(0).path("max").asInt()).isEqualTo(254);
        assertThat(named("blur", filters).path("frames_back").asInt(-1)).isZero();
    }

    @Test
    void table_hasEveryFilterInARowOfItsOwn() {
        List<String> rows = TestService.tesela("filters").out().lines().toList();

        assertThat(rows.get(0)).containsPattern("FILTER +PARAMETERS +SCOPE +HALO +BACK +COLOUR +WHAT IT DOES");
        assertThat(rows.stream().skip(1).filter(row -> !row.startsWith(" ")).map(row -> row.split(" ", 2)[0]))
                .isEqualTo(names());
        assertThat(rows)
                .anyMatch(row -> row.matches("motion +threshold=25 \\(.*\\) +local +0 +1 +gray +White where .*"));
    }

    private static JsonNode named(String name, JsonNode filters) {
        return StreamSupport.stream(filters.spliterator(), false)
                .filter(filter -> filter.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names() {
        return FilterCatalogue.standard().all().stream()
                .map(FilterDeclaration::name)
                .toList();
    }
}
