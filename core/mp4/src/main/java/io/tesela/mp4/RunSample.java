package io.tesela.mp4;

/**
 * What a fragment says about one sample.
 *
 * @param durationTicks until the next sample's decode time; 1..2^32-1
 * @param sizeBytes above 0
 * @param keyframe whether decoding can start here
 * @param compositionOffsetTicks from decode time to presentation; 0 or more
 */
record RunSample(long durationTicks, int sizeBytes, boolean keyframe, int compositionOffsetTicks) {
    RunSample {
        Checks.that(
                durationTicks > 0 && durationTicks <= Checks.MAX_U32, "durationTicks", durationTicks, "1..4294967295");
        Checks.that(sizeBytes > 0, "sizeBytes", sizeBytes, "> 0");
        Checks.that(compositionOffsetTicks >= 0, "compositionOffsetTicks", compositionOffsetTicks, ">= 0");
    }
}
