package io.tesela.bench.leaks;

import java.util.List;
import java.util.Locale;

/** How a job is to end. */
enum JobFate {
    /** Its client gets the result. */
    WELL,
    /** Its client cancels it. */
    CANCELLED,
    /** Of its video the end is missing. */
    TRUNCATED,
    /** Its video is none. */
    GARBAGE,
    /** Its client is gone, and does not come back, in the middle of the video. */
    CUT_SENDING,
    /** As above, in the middle of the result. */
    CUT_TAKING;

    private static final List<JobFate> BROKEN = List.of(TRUNCATED, CUT_SENDING, GARBAGE, CUT_TAKING);
    private static final int TURN = 4;

    /** Returns the fate of one of many jobs: half of them end well, a quarter is cancelled, a quarter is broken in turn. */
    static JobFate of(int number) {
        return switch (number % TURN) {
            case 1 -> CANCELLED;
            case 3 -> BROKEN.get(number / TURN % BROKEN.size());
            default -> WELL;
        };
    }

    /** Returns it in a word or two. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
