package io.tesela.kafka.flow;

/**
 * One record as a source delivered it, to be acknowledged when whoever took it is done with it.
 *
 * <p>Threads: {@link #acknowledge()} may be called from any thread, in any order and any number of times; it never blocks.
 */
public interface Delivery {
    /** Returns the record; its {@link FlowRecord#partition()} is always present. */
    FlowRecord record();

    /** Returns the partition it was read from. */
    int partition();

    /** Returns its offset in that partition; offsets grow, with gaps where records were compacted away. */
    long offset();

    /**
     * Returns the generation under which its partition was assigned, as told to {@link AssignmentListener#assigned}. If the
     * partition has since got a newer one, or none, this delivery is a leftover whose record somebody is given again.
     */
    long generation();

    /**
     * Says that this record is done. What gets committed is the longest run of done records from the last commit on, so a
     * later record never commits an earlier one. Does nothing for a generation that has been revoked.
     */
    void acknowledge();

    /**
     * Returns {@link #acknowledge()} alone: whoever holds it does not hold the record, whose value may be a frame's pixels.
     */
    default Runnable acknowledgement() {
        return this::acknowledge;
    }
}
