package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard for Grafana and the alerts of Prometheus in {@code monitoring/} ask for what the roles do show. */
class DashboardTest {
    /** Fewer mean that this test no longer finds them. */
    private static final int FEWEST_EXPRESSIONS = 35;

    private static final int FEWEST_ALERTS = 6;

    /** Prometheus gives it to all that it scrapes. */
    private static final String INSTANCE = "instance";

    /** Prometheus makes it for all that it scrapes. */
    private static final Series UP = new Series("up", Map.of("job", "tesela", INSTANCE, "ingest:8080"));

    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)\\}\\}");

    private static final Pattern PART_OF_A_TIMER = Pattern.compile("(\\w+)_(?:bucket|count|sum)");

    private static final Pattern ALERT = Pattern.compile(" *- alert: \\w+");
    private static final Pattern ALERT_EXPRESSION = Pattern.compile(" *expr: (.+)");

    private static final Duration BOUND = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private JsonNode dashboard;
    private List<String> alerts;

    @BeforeEach
    void readMonitoring() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("tesela.root")));
        alerts = Files.readAllLines(root.resolve("monitoring/prometheus/alerts.yml"));
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
        String scrape = scrapeAfterAJob();
        List<Series> shown =
                Stream.concat(Stream.of(UP), Series.of(scrape).stream()).toList();
        Map<String, String> kinds = Series.kinds(scrape);

        // Then
        assertThat(targets()).hasSizeGreaterThan(FEWEST_EXPRESSIONS);
        for (JsonNode target : targets()) {
            assertAsksForWhatIsShown(target.get("expr").textValue(), shown, kinds);
        }
        for (String text : alertExpressions()) {
            assertAsksForWhatIsShown(text, shown, kinds);
        }
    }

    private static void assertAsksForWhatIsShown(String text, List<Series> shown, Map<String, String> kinds) {
        Expression expression = Expression.parse(text);
        assertThat(expression.selectors()).as(text).isNotEmpty();
        assertUsesItsKind(text, expression, kinds);
        for (Selector selector : expression.selectors()) {
            List<Series> selected = shown.stream().filter(selector::matches).toList();
            assertThat(selected).as("series of %s", text).isNotEmpty();
            selector.labels()
                    .forEach((label, values) -> assertThat(selected)
                            .as("values of %s in %s", label, text)
                            .extracting(series -> series.labels().get(label))
                            .containsAll(values));
            assertThat(expression.groupedBy())
                    .as("labels of %s", text)
                    .allMatch(label -> label.equals(INSTANCE)
                            || expression.made().contains(label)
                            || selected.stream()
                                    .allMatch(series -> series.labels().containsKey(label)));
        }
    }

    /** One that goes on in a second line would not be looked at. */
    @Test
    void alerts_haveAnExpressionEach_onALineOfItsOwn() {
        assertThat(alertExpressions())
                .hasSizeGreaterThanOrEqualTo(FEWEST_ALERTS)
                .hasSize((int) alerts.stream()
                        .filter(line -> ALERT.matcher(line).matches())
                        .count())
                .noneMatch(text -> text.matches("[|>].*"));
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

    /** A counter alone only ever grows, and of what goes up and down a rate says nothing. */
    private static void assertUsesItsKind(String text, Expression expression, Map<String, String> kinds) {
        List<String> counting = expression.selectors().stream()
                .map(Selector::metric)
                .filter(metric -> isCounting(metric, kinds))
                .toList();
        assertThat(Expression.rates(text)).as("rates of %s", text).containsExactlyElementsOf(counting);
        assertThat(Expression.quantilesKeepBounds(text))
                .as("quantiles of %s", text)
                .isTrue();
    }

    private static boolean isCounting(String metric, Map<String, String> kinds) {
        Matcher part = PART_OF_A_TIMER.matcher(metric);
        return "counter".equals(kinds.get(metric))
                || (part.matches() && List.of("histogram", "summary").contains(kinds.getOrDefault(part.group(1), "")));
    }

    /** So that the rules above are rules. */
    @Test
    void expressions_thatPrometheusAnswersWithNonsense_areRefused() {
        Map<String, String> kinds =
                Map.of("a_total", "counter", "b", "gauge", "c_seconds", "histogram", "d_seconds", "summary");

        assertThat(List.of(
                        "sum(a_total)",
                        "sum(rate(b[5m]))",
                        "sum(d_seconds_sum)",
                        "increase(b[5m])",
                        "sum(rate(a_total[5m])) / sum(a_total)",
                        "sum by (le) (c_seconds_bucket)",
                        "histogram_quantile(0.5, sum by (filter) (rate(c_seconds_bucket[5m])))",
                        "histogram_quantile(0.5, sum(rate(c_seconds_bucket[5m])))",
                        "histogram_quantile(0.5, sum by (le) (rate(a_total[5m])))"))
                .allSatisfy(text -> assertThatThrownBy(() -> assertUsesItsKind(text, Expression.parse(text), kinds))
                        .isInstanceOf(AssertionError.class));
        assertThat(List.of(
                        "sum by (x) (b)",
                        "sum(b{x=~\"y|z\"}) > 0 unless sum(rate(d_seconds_sum[5m])) > 0",
                        "topk(1, sum by (x) (b) or label_replace(sum(b), \"x\", \"y\", \"\", \"\"))",
                        "sum(rate(a_total{x=\"y\"}[5m])) / 1e9",
                        "histogram_quantile(0.5, sum by (le, filter) (rate(c_seconds_bucket[5m])))"))
                .allSatisfy(text -> assertUsesItsKind(text, Expression.parse(text), kinds));
    }

    @Test
    void panelsOfQuantiles_sayWhereTheyEnd() {
        assertThat(charts())
                .filteredOn(panel -> panel.get("targets").toString().contains("histogram_quantile"))
                .isNotEmpty()
                .allSatisfy(panel ->
                        assertThat(panel.get("description").textValue()).contains("end at 10 s"));
    }

    /** A collection of garbage is among what is shown. */
    private String scrapeAfterAJob() throws Exception {
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
            System.gc();
            return await().atMost(BOUND)
                    .until(
                            () -> Series.scrapeOf(service.httpPort()),
                            scrape -> scrape.contains("jvm_gc_pause_seconds_sum"));
        }
    }

    private List<String> alertExpressions() {
        return alerts.stream()
                .map(ALERT_EXPRESSION::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
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
