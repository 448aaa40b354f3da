package io.tesela.kafka.flow;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Delivers the records of the partitions it owns, each at least once.
 *
 * <ul>
 *   <li><b>Backpressure:</b> emits no more than was requested. On top of the demand a source may hold three poll batches
 *       ({@link ConsumerSettings#maxPollRecords()} records each) and its fetch buffer; with no demand it stops reading but
 *       stays a member of its group for any length of time. Deliveries not yet acknowledged hold back nothing until a
 *       partition has {@link ConsumerSettings#maxUnacknowledged()} of them; that partition, and no other, then pauses.
 *   <li><b>Order:</b> offsets of one partition and generation are delivered in order; partitions interleave.
 *   <li><b>Threads:</b> signals come on the transport's scheduler; the methods may be called from any thread.
 *   <li><b>Errors:</b> while errors are retryable the source reconnects by itself, with growing pauses, from the committed
 *       offsets and under new generations; so it does when it is owed records and none comes for
 *       {@link ConsumerSettings#stallTimeout()}. Any other error ends the deliveries with a {@link TransportException}.
 * </ul>
 */
public interface RecordSource {
    /** Characters of the longest note: a broker takes 4096 bytes with an offset, and a character may be three of them. */
    int MAX_NOTE_CHARS = 1000;

    /**
     * Delivers records from subscription, which joins the group, to cancellation, which commits what was acknowledged and
     * leaves the group. One subscriber at a time. Completes only when the transport is closed.
     */
    Flux<Delivery> deliveries();

    /**
     * Stops reading one partition until {@link #resume} or until it is revoked; what was polled before still arrives.
     * Unknown partitions are ignored.
     */
    void pause(int partition);

    /** Undoes {@link #pause}. */
    void resume(int partition);

    /**
     * Commits a note with the current committable offset of an owned partition, and with each further one, until another note
     * takes its place: {@link Transport#service} shows it to everybody, also when the owner is no more.
     *
     * <p>When the partition is handed over in order, because members came or went, or the deliveries were cancelled, then what is
     * committed last is the note with {@link ConsumerSettings#leavingMark()} before it, also where no offset is due. A mark is never
     * put on what an owner left that died, or was taken for dead. Without a note, whatever a former owner noted goes with the next
     * offset.
     *
     * <p>Errors: tried until it is stored, as long as the partition is owned; retryable once it is not, after
     * {@link AssignmentListener#revoked}.
     *
     * @param note at most {@link #MAX_NOTE_CHARS} characters; a longer one is an {@link IllegalArgumentException} at once
     * @return completes when the note is stored
     */
    Mono<Void> note(int partition, String note);

    /** Returns a note that may be stored. */
    static String requireShort(String note) {
        if (note.length() > MAX_NOTE_CHARS) {
            throw new IllegalArgumentException(
                    "note: " + note.length() + " characters (expected: at most " + MAX_NOTE_CHARS + ")");
        }
        return note;
    }

    /** Tells how the source fares; made for meters. Threads: any; neither blocks nor asks a broker. */
    SourceView view();
}
