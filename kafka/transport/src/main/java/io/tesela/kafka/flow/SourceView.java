package io.tesela.kafka.flow;

/**
 * How far a source is behind, how often it had to be helped on.
 *
 * @param lagRecords records of its partitions that it has not delivered, as far as it knows without asking; 0 or more
 * @param rebuilds how often it connected anew because it was owed records and got none; 0 or more
 */
public record SourceView(long lagRecords, long rebuilds) {
    public SourceView {
        requireNotNegative("lagRecords", lagRecords);
        requireNotNegative("rebuilds", rebuilds);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }
}
