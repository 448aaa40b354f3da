package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.JobStatus.State;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.ingest.http.EventHistory.Event;
import io.tesela.ingest.job.JobView;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.wire.ServerMessage.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class LiveEventsTest {
    private final List<JobView> jobs = new ArrayList<>();
    private final List<ProcessSnapshot> processes = new ArrayList<>();
    private final LiveEvents events =
            new LiveEvents(() -> List.copyOf(jobs), () -> processes, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void after_listenerFromTheBeginning_hearsEachTick() {
        StepVerifier.create(events.after(0).map(event -> event.id() + " " + name(event)))
                .then(events::tick)
                .expectNext("1 metrics")
                .then(events::tick)
                .expectNext("2 metrics")
                .thenCancel()
                .verify();
    }

    @Test
    void tick_job_isToldWhenItComesAndChangesAndGoes_andElseOnlyInMetrics() throws Exception {
        // Given
        jobs.add(view("a", State.RUNNING));

        // When
        events.tick();
        events.tick();
        jobs.set(0, view("a", State.DONE));
        events.tick();
        jobs.clear();
        events.tick();

        // Then
        List<Event> heard = heard(0, 7);
        assertThat(heard)
                .extracting(LiveEventsTest::name)
                .containsExactly("job", "metrics", "metrics", "job", "metrics", "job", "metrics");
        assertThat(json(heard.get(0)).get("state").textValue()).isEqualTo("running");
        assertThat(json(heard.get(2)).get("jobs")).hasSize(1);
        assertThat(json(heard.get(3)).get("state").textValue()).isEqualTo("done");
        assertThat(json(heard.get(4)).get("jobs"))
                .as("one that is done does not change")
                .isEmpty();
        assertThat(json(heard.get(5)).toString()).isEqualTo("{\"job\":\"a\",\"state\":\"gone\"}");
    }

    @Test
    void tick_processes_areInMetrics() throws Exception {
        processes.add(new ProcessSnapshot("p", "ingest", "host", List.of()));

        events.tick();

        JsonNode metrics = json(heard(0, 1).get(0));
        assertThat(metrics.get("t").longValue()).isZero();
        assertThat(metrics.get("processes").toString())
                .isEqualTo("[{\"id\":\"p\",\"role\":\"ingest\",\"host\":\"host\",\"meters\":[]}]");
    }

    /** Nothing is held for it: what went out of the history meanwhile is not there any more. */
    @Test
    void after_listenerThatDoesNotTakeAnything_goesOnWithWhatIsStillHeld() {
        StepVerifier.create(events.after(0).map(Event::id), 0)
                .then(() -> tick(LiveEvents.MOST_HELD + 50))
                .thenRequest(1)
                .expectNext(51L)
                .thenRequest(1)
                .expectNext(52L)
                .thenCancel()
                .verify();
    }

    @Test
    void after_listenerThatComesBack_hearsWhatItMissed() {
        tick(5);

        assertThat(heard(3, 2).stream().map(Event::id)).containsExactly(4L, 5L);
    }

    /** The numbers of a server that was started anew begin at 1. */
    @Test
    void after_numberOfAnotherLife_hearsAllThatIsHeld() {
        tick(2);

        assertThat(heard(7000, 2).stream().map(Event::id)).containsExactly(1L, 2L);
    }

    private List<Event> heard(long after, int count) {
        return Objects.requireNonNull(
                events.after(after).take(count).collectList().block());
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            events.tick();
        }
    }

    private static String name(Event event) {
        return line(event, "event: ");
    }

    private static JsonNode json(Event event) throws Exception {
        return JsonMapper.builder().build().readTree(line(event, "data: "));
    }

    private static String line(Event event, String begin) {
        return StandardCharsets.UTF_8
                .decode(event.bytes().duplicate())
                .toString()
                .lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static JobView view(String id, State state) {
        JobStatus status = new JobStatus(
                new JobId(id), "in.mp4", state, true, false, Instant.EPOCH, 1, 1L, 1, 1, 1, 0, null, null);
        return new JobView(
                status,
                new Progress(1, 1, 1, 2L, 25, 0.1, 0, null),
                FrameHoldings.NONE,
                16,
                0,
                "blur:3",
                "2x2",
                null,
                false,
                true);
    }
}
