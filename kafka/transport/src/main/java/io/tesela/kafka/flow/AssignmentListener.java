package io.tesela.kafka.flow;

import java.util.Set;

/**
 * Hears which partitions a source was given, and which were taken from it.
 *
 * <p>Order: calls come one at a time, in the order of events; {@code assigned} before the first delivery of the generation,
 * while deliveries of a revoked generation may still arrive after {@code revoked}.
 *
 * <p>Threads: called on the source's own thread, which must not be blocked: while a call lasts, the member does nothing else.
 *
 * <p>Errors: whatever a call throws ends the deliveries with a {@link TransportException} that is not retryable.
 */
public interface AssignmentListener {
    /** Hears nothing. */
    AssignmentListener NONE = new AssignmentListener() {
        @Override
        public void assigned(Set<Integer> partitions, long generation) {}

        @Override
        public void revoked(Set<Integer> partitions) {}
    };

    /**
     * The group has decided what the source gets, which is nothing where it has more members than partitions; called at every
     * such decision, before {@link #assigned}.
     */
    default void joined() {}

    /**
     * The source owns these partitions, in addition to those it kept, and reads them from their committed offsets.
     *
     * @param partitions never empty
     * @param generation grows with every call of one source, also across its reconnections
     */
    void assigned(Set<Integer> partitions, long generation);

    /**
     * The source no longer owns these partitions; what was acknowledged until now has been offered for commit.
     *
     * @param partitions never empty; each was assigned before
     */
    void revoked(Set<Integer> partitions);
}
