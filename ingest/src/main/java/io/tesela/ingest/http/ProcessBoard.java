package io.tesela.ingest.http;

import io.tesela.telemetry.ProcessSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How all processes stand that tell it: the last that each has said, and nothing of those that are silent.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the last snapshot of the {@value #MOST_PROCESSES} that spoke last.
 *   <li><b>Threads:</b> any.
 * </ul>
 */
final class ProcessBoard {
    /** Several times as long as between two snapshots: a pause of a collector is no death. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    static final int MOST_PROCESSES = 256;

    private final Supplier<ProcessSnapshot> own;
    private final Clock clock;
    private final Map<String, Heard> heard = new LinkedHashMap<>();

    private record Heard(ProcessSnapshot snapshot, Instant at) {}

    /** @param own of this process, which needs nobody to bring it */
    public ProcessBoard(Supplier<ProcessSnapshot> own, Clock clock) {
        this.own = own;
        this.clock = clock;
    }

    /** Notes what a process says, now. */
    public synchronized void hear(ProcessSnapshot snapshot) {
        heard.remove(snapshot.id());
        heard.put(snapshot.id(), new Heard(snapshot, clock.instant()));
        if (heard.size() > MOST_PROCESSES) {
            heard.remove(heard.keySet().iterator().next());
        }
    }

    /** Returns how those stand that live, this process among them, by role and id. */
    public List<ProcessSnapshot> alive() {
        ProcessSnapshot self = own.get();
        return Stream.concat(Stream.of(self), others(self.id()))
                .sorted(Comparator.comparing(ProcessSnapshot::role).thenComparing(ProcessSnapshot::id))
                .toList();
    }

    private synchronized Stream<ProcessSnapshot> others(String self) {
        Instant silent = clock.instant().minus(SILENCE);
        heard.values().removeIf(last -> last.at().isBefore(silent));
        return heard.values().stream()
                .map(Heard::snapshot)
                .filter(snapshot -> !snapshot.id().equals(self))
                .toList()
                .stream();
    }
}
