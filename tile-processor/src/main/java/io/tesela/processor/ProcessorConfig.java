package io.tesela.processor;

import java.time.Duration;

/**
 * Settings of one tile processor.
 *
 * @param id names it in results, reports and logs; differs from all others
 * @param parallelism tiles filtered at once, above 0
 * @param maxInFlight tiles taken and not yet acknowledged, at least {@code parallelism}
 * @param tries how often a filter may run on a tile before it is given up, above 0
 * @param firstBackoff wait before the second try; doubles each time, with jitter
 * @param maxBackoff longest wait between tries
 */
public record ProcessorConfig(
        String id, int parallelism, int maxInFlight, int tries, Duration firstBackoff, Duration maxBackoff) {
    public ProcessorConfig {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected: > 0)");
        }
        if (maxInFlight < parallelism) {
            throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: >= " + parallelism + ")");
        }
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries + " (expected: > 0)");
        }
    }

    /** Returns the ordinary settings: twice as many tiles taken as filtered, so that the cores never wait for a record. */
    public static ProcessorConfig of(String id, int parallelism) {
        return new ProcessorConfig(id, parallelism, 2 * parallelism, 4, Duration.ofMillis(50), Duration.ofSeconds(2));
    }
}
