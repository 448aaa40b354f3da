package io.tesela.bench.chaos;

import java.time.Duration;

/**
 * What became of a job under a schedule.
 *
 * @param trouble what was not as it should be, one sentence; empty if nothing
 * @param took from the first connection to the whole result
 * @param standstill the longest time, from the first fault on, in which no further frame was encoded
 * @param unstruck faults that came too late to strike
 * @param duplicateTiles results that came a second time
 */
record ChaosOutcome(
        FaultSchedule schedule, String trouble, Duration took, Duration standstill, int unstruck, long duplicateTiles) {
    boolean well() {
        return trouble.isEmpty();
    }
}
