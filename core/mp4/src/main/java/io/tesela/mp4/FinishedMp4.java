package io.tesela.mp4;

/**
 * What a finished file holds.
 *
 * @param frames video frames
 * @param durationTicks from the first frame's start to the last one's end
 * @param timescale ticks per second
 * @param bytes size of the file
 */
public record FinishedMp4(long frames, long durationTicks, int timescale, long bytes) {}
