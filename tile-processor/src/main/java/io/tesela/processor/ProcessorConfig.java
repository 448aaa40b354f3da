package io.tesela.processor;

import io.tesela.processor.turn.TurnLimits;
import java.time.Duration;

/**
 * Settings of one tile processor.
 *
 * @param id names it in results, reports and logs; differs from all others
 * @param parallelism tiles filtered at once, above 0
 * @param taking how many tiles it takes
 * @param retries what it does when a filter fails
 * @param limits of starting and running tiles
 */
public record ProcessorConfig(String id, int parallelism, Taking taking, Retries retries, TurnLimits limits) {
    /**
     * Records that a processor takes at least, so that it sees the tiles of several jobs and can choose; no more than ingest
     * thinks of as near ({@code TileDeadlines.Limits}).
     */
    private static final int TAKEN_RECORDS = 32;

    private static final long TAKEN_BYTES = 32L << 20;

    /**
     * Tiles taken and not yet acknowledged: those that are filtered, and those among which the next is chosen.
     *
     * @param records most tiles
     * @param bytes from which on no more are taken than can be filtered at once; above 0
     */
    public record Taking(int records, long bytes) {
        public Taking {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes: " + bytes + " (expected: > 0)");
            }
        }
    }

    /**
     * How a tile is tried again.
     *
     * @param tries how often a filter may run on a tile before it is given up, above 0
     * @param firstBackoff wait before the second try; doubles each time, with jitter
     * @param maxBackoff longest wait between tries
     */
    public record Retries(int tries, Duration firstBackoff, Duration maxBackoff) {
        /** What a passing fault of a machine may need. */
        public static final Retries DEFAULT = new Retries(4, Duration.ofMillis(50), Duration.ofSeconds(2));

        public Retries {
            if (tries < 1) {
                throw new IllegalArgumentException("tries: " + tries + " (expected: > 0)");
            }
        }
    }

    public ProcessorConfig {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected: > 0)");
        }
        if (taking.records() < parallelism) {
            throw new IllegalArgumentException("records: " + taking.records() + " (expected: >= " + parallelism + ")");
        }
    }

    /** Returns the ordinary settings: enough tiles taken to choose from, and that the cores never wait for a record. */
    public static ProcessorConfig of(String id, int parallelism) {
        Taking taking = new Taking(Math.max(TAKEN_RECORDS, 2 * parallelism), TAKEN_BYTES);
        return new ProcessorConfig(id, parallelism, taking, Retries.DEFAULT, TurnLimits.DEFAULT);
    }

    /** Returns these settings with other limits. */
    public ProcessorConfig with(TurnLimits other) {
        return new ProcessorConfig(id, parallelism, taking, retries, other);
    }
}
