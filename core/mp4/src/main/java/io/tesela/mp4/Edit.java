package io.tesela.mp4;

/**
 * Which part of a finished track is shown, and when.
 *
 * @param emptyTicks nothing is shown for so long at the start; 0 or more
 * @param durationTicks how long the track is shown after that; 0 or more
 * @param mediaTime composition time shown first, counted from the first decode time; 0 or more
 */
record Edit(long emptyTicks, long durationTicks, long mediaTime) {
    /** A track without samples. */
    static final Edit NOTHING = new Edit(0, 0, 0);

    Edit {
        Checks.that(emptyTicks >= 0, "emptyTicks", emptyTicks, ">= 0");
        Checks.that(durationTicks >= 0, "durationTicks", durationTicks, ">= 0");
        Checks.that(mediaTime >= 0, "mediaTime", mediaTime, ">= 0");
    }
}
