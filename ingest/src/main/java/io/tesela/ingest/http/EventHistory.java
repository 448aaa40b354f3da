package io.tesela.ingest.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The last events, for those who come back after a pause: each has a number, one above that before it.
 *
 * <p><b>Threads:</b> any.
 */
final class EventHistory {
    /** Some proxies close what says nothing but events that they hold back; a comment is passed on. */
    private static final int HEARTBEAT_EVENTS = 15;

    private final int most;
    private final Deque<Event> events = new ArrayDeque<>();
    private long newest;

    /**
     * One event, as it is sent: written once, however many listen.
     *
     * @param id its number
     * @param bytes of it, read-only
     */
    record Event(long id, ByteBuffer bytes) {}

    /**
     * @param most events held, 1 or more
     * @param before the number before the first; above all of former lives of this process, if their listeners are to hear all there is
     */
    EventHistory(int most, long before) {
        this.most = most;
        this.newest = before;
    }

    /**
     * Adds an event.
     *
     * @param name what it is of
     * @param json one line
     */
    synchronized void add(String name, String json) {
        newest++;
        events.add(new Event(newest, bytes(newest, name, json)));
        if (events.size() > most) {
            events.remove();
        }
    }

    /** Returns the number of the newest event. */
    synchronized long newest() {
        return newest;
    }

    /** Returns the first event that is held after one of them; the first of all, if that is of a later life of this process. */
    synchronized Optional<Event> firstAfter(long id) {
        return events.stream().filter(event -> event.id() > id || id > newest).findFirst();
    }

    /** Source: the HTML standard, 9.2.6 (interpreting an event stream). */
    private static ByteBuffer bytes(long id, String name, String json) {
        String heartbeat = id % HEARTBEAT_EVENTS == 0 ? ": heartbeat\n" : "";
        String text = heartbeat + "id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }
}
