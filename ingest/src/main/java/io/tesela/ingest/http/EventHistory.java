package io.tesela.ingest.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The last events, for those who come back after a pause: each has a number, one above that before it.
 *
 * <p><b>Threads:</b> any.
 */
final class EventHistory {
    private final int most;
    private final Deque<Event> events = new ArrayDeque<>();
    private long newest;

    /**
     * One event.
     *
     * @param id its number, 1 or more
     * @param name what it is of
     * @param json one line
     */
    record Event(long id, String name, String json) {}

    /** @param most events held, 1 or more */
    EventHistory(int most) {
        this.most = most;
    }

    synchronized void add(String name, String json) {
        newest++;
        events.add(new Event(newest, name, json));
        if (events.size() > most) {
            events.remove();
        }
    }

    /** Returns the number of the newest event; 0 if there is none. */
    synchronized long newest() {
        return newest;
    }

    /** Returns the first event that is held after one of them; the first of all, if that is of another life of this process. */
    synchronized Optional<Event> firstAfter(long id) {
        return events.stream().filter(event -> event.id() > id || id > newest).findFirst();
    }
}
