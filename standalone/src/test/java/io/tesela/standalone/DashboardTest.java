package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.Expression.Selector;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard for Grafana in {@code monitoring/} shows what the roles do show. */
class DashboardTest {
    /** Fewer mean that this test no longer finds them. */
    private static final int FEWEST_EXPRESSIONS = 20;

    /** Prometheus gives it to all that it scrapes. */
    private static final String INSTANCE = "instance";

    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)\\}\\}");

    @TempDir
    Path folder;

    private JsonNode dashboard;

    @BeforeEach
    void readDashboard() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("tesela.root")));
        dashboard = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(root.resolve("monitoring/grafana/dashboards/tesela.json")
                        .toFile());
    }

    @Test
    void expressions_askOnlyForWhatTheRolesShow() throws Exception {
        // When
        List<Series> shown = shownAfterAJob();

        // Then
        assertThat(targets()).hasSizeGreaterThan(FEWEST_EXPRESSIONS);
        for (JsonNode target : targets()) {
            String text = target.get("expr").textValue();
            Expression expression = Expression.parse(text);
            assertThat(expression.selectors()).as(text).isNotEmpty();
            for (Selector selector : expression.selectors()) {
                List<Series> selected = shown.stream().filter(selector::matches).toList();
                assertThat(selected).as("series of %s", text).isNotEmpty();
                assertThat(expression.groupedBy())
                        .as("labels of %s", text)
                        .allMatch(label -> label.equals(INSTANCE)
                                || selected.stream()
                                        .allMatch(series -> series.labels().containsKey(label)));
            }
        }
    }

    /** What an aggregation does not keep, Grafana shows as an empty word. */
    @Test
    void legends_nameOnlyLabelsThatAreKept() {
        assertThat(targets())
                .allSatisfy(target -> assertThat(
                                Expression.parse(target.get("expr").textValue()).groupedBy())
                        .containsAll(LEGEND.matcher(target.get("legendFormat").textValue())
                                .results()
                                .map(label -> label.group(1))
                                .toList()));
    }

    @Test
    void panels_haveIdsOfTheirOwn_aTitle_aSentenceAndAUnit() {
        assertThat(panels()).extracting(panel -> panel.get("id").intValue()).doesNotHaveDuplicates();
        assertThat(panels())
                .allSatisfy(panel -> assertThat(panel.get("title").textValue()).isNotBlank());
        assertThat(charts()).extracting(panel -> panel.get("title").textValue()).doesNotHaveDuplicates();
        assertThat(charts()).allSatisfy(panel -> {
            assertThat(panel.get("description").textValue()).matches("[A-Z].+\\.");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
        });
    }

    private List<Series> shownAfterAJob() throws Exception {
        try (LocalService service = TestService.overMemory(
                TestService.config("ingest-shown", folder.resolve("data"), TilePartitioning.TILE),
                new InMemoryBroker())) {
            Ended ended = TestService.tesela(
                    "upload",
                    "--port",
                    Integer.toString(service.port()),
                    "--video",
                    Clips.sample("odd_321x241_444.mp4").toString(),
                    "--out",
                    folder.resolve("out.mp4").toString(),
                    "--quiet");
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            return Series.of(Series.scrapeOf(service.httpPort()));
        }
    }

    private List<JsonNode> panels() {
        return elements(dashboard.get("panels"));
    }

    private List<JsonNode> charts() {
        return panels().stream()
                .filter(panel -> !panel.get("type").textValue().equals("row"))
                .toList();
    }

    private List<JsonNode> targets() {
        return charts().stream()
                .flatMap(panel -> elements(panel.get("targets")).stream())
                .toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
