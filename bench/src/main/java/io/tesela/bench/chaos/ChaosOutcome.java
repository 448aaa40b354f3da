package io.tesela.bench.chaos;

import io.tesela.bench.chaos.Traffic.DoneAgain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a job under a schedule.
 *
 * @param trouble what was not as it should be, one sentence; empty if nothing
 * @param took from the first connection to the whole result
 * @param standstill the longest time, from the first fault on, in which no further frame was encoded
 * @param unstruck faults that came too late to strike
 * @param takeOvers how long each kill kept the job from going on
 * @param again what was done beyond an undisturbed job; empty if the broker did not tell
 * @param struckRecords records of tiles that were lost, damaged, repeated or held back
 * @param refusal what the client was told of a job that was to fail; empty if it was to come back
 */
record ChaosOutcome(
        FaultSchedule schedule,
        String trouble,
        Duration took,
        Duration standstill,
        int unstruck,
        List<TakeOver> takeOvers,
        Optional<DoneAgain> again,
        int struckRecords,
        String refusal) {
    ChaosOutcome {
        takeOvers = List.copyOf(takeOvers);
    }

    boolean well() {
        return trouble.isEmpty();
    }

    /** Returns how it ended, for people. */
    String end() {
        if (!well()) {
            return trouble;
        }
        return schedule.fails() ? "failed, as it was to: " + refusal : "same bytes";
    }
}
