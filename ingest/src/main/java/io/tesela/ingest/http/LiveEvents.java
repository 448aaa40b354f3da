package io.tesela.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.http.EventHistory.Event;
import io.tesela.ingest.job.JobView;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.ProcessSnapshotJson;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * How jobs and processes stand, told to everybody who listens: {@code metrics} at each tick, {@code job} when one comes, changes its state, or
 * goes.
 *
 * <ul>
 *   <li><b>Backpressure:</b> each event is made once, and the last {@value #MOST_HELD} are held, whoever listens. Who is slow has nothing held for it:
 *       it gets what is there of those it missed, when it asks for more.
 *   <li><b>Order:</b> by number, for each listener; numbers may be left out.
 *   <li><b>Threads:</b> {@link #tick} one at a time; listeners hear it on its thread.
 * </ul>
 */
final class LiveEvents {
    /** Two minutes, where no job changes. */
    static final int MOST_HELD = 120;

    private final Supplier<List<JobView>> jobs;
    private final Supplier<List<ProcessSnapshot>> processes;
    private final Clock clock;
    private final EventHistory history;
    private final Map<JobId, JobStatus.State> known = new HashMap<>();
    private final Sinks.Many<Long> news = Sinks.many().replay().latestOrDefault(0L);

    /**
     * @param jobs all that there are
     * @param processes all that live
     */
    public LiveEvents(Supplier<List<JobView>> jobs, Supplier<List<ProcessSnapshot>> processes, Clock clock) {
        this.jobs = jobs;
        this.processes = processes;
        this.clock = clock;
        this.history = new EventHistory(MOST_HELD, clock.millis());
    }

    /** Looks how everything stands, and tells it. */
    public void tick() {
        List<JobView> views = jobs.get();
        views.forEach(this::tellIfChanged);
        tellOfThoseGone(views);
        history.add("metrics", metrics(views).toString());
        news.emitNext(history.newest(), Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /**
     * Emits the events after one, those that are held at once, the others as they come; never completes.
     *
     * @param id of the last event that the listener has; 0: none
     */
    Flux<Event> after(long id) {
        return Flux.defer(() -> new Listener(id).events());
    }

    private void tellIfChanged(JobView view) {
        JobStatus.State state = view.status().state();
        if (known.put(view.status().job(), state) != state) {
            history.add("job", JobViewJson.write(view).toString());
        }
    }

    private void tellOfThoseGone(List<JobView> views) {
        Set<JobId> there = views.stream().map(view -> view.status().job()).collect(Collectors.toSet());
        List<JobId> gone =
                known.keySet().stream().filter(id -> !there.contains(id)).toList();
        for (JobId id : gone) {
            known.remove(id);
            history.add("job", gone(id).toString());
        }
    }

    private static ObjectNode gone(JobId id) {
        return JsonNodeFactory.instance.objectNode().put("job", id.value()).put("state", "gone");
    }

    /** Of the jobs only those that work: how the others stand does not change. */
    private ObjectNode metrics(List<JobView> views) {
        ObjectNode json =
                JobViewJson.write(views.stream().filter(LiveEvents::works).toList());
        json.put("t", clock.millis());
        ArrayNode told = json.putArray("processes");
        processes.get().forEach(process -> told.add(ProcessSnapshotJson.write(process)));
        return json;
    }

    private static boolean works(JobView view) {
        JobStatus.State state = view.status().state();
        return state != JobStatus.State.DONE && state != JobStatus.State.FAILED;
    }

    /** Where one listener stands. */
    private final class Listener {
        private long last;

        Listener(long last) {
            this.last = last;
        }

        Flux<Event> events() {
            return news.asFlux().onBackpressureLatest().concatMap(newest -> whatIsThere(), 0);
        }

        /** Looks for the next one when it is asked for, and not before. */
        private Flux<Event> whatIsThere() {
            return Flux.generate(
                    sink -> history.firstAfter(last).ifPresentOrElse(event -> take(event, sink), sink::complete));
        }

        private void take(Event event, SynchronousSink<Event> sink) {
            last = event.id();
            sink.next(event);
        }
    }
}
