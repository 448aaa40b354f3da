package io.tesela.bench.fuzz;

import java.time.Duration;
import java.util.List;

/**
 * What a target made of its inputs.
 *
 * @param slowest the longest that one took
 * @param faults one sentence each, with the seed that repeats it; the first ones only
 */
record FuzzOutcome(String target, long taken, long refused, Duration slowest, List<String> faults) {
    FuzzOutcome {
        faults = List.copyOf(faults);
    }

    long inputs() {
        return taken + refused + faults.size();
    }
}
