package io.tesela.kafka.reactor;

import java.util.List;

/**
 * What can be seen of a source at one moment, by which to tell whether it stands still.
 *
 * @param demand what the downstream has asked for and not been given
 * @param delivered what it has been given so far
 * @param busy whether it is being given a record just now, and has not come back from that
 * @param partitions those that the source owns
 */
record Sight(long demand, long delivered, boolean busy, List<Partition> partitions) {
    Sight {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition under one generation.
     *
     * @param paused whether the source is right not to read it: its owner has paused it, or too much of it is unacknowledged
     * @param owed records of it that the downstream was not given
     */
    record Partition(int number, long generation, boolean paused, long owed) {}
}
