package io.tesela.mp4;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects where the samples of one track lie and when they are due, fragment by fragment.
 *
 * <p>Durations come from the decode times themselves, so that they add up across fragments; only the last sample's is
 * taken from its fragment. Memory: 4 bytes a sample, 4 a keyframe, 16 to 24 a fragment; runs of equal durations and
 * offsets are stored once.
 */
final class SampleTable {
    private final IntTable sizes = new IntTable();
    private final IntTable keyframes = new IntTable();
    private final RunTable durations = new RunTable();
    private final RunTable compositionOffsets = new RunTable();
    private final RunTable chunkSamples = new RunTable();
    private final List<Long> chunkOffsets = new ArrayList<>();
    private long firstTime;
    private long lastTime;
    private long lastDuration;
    private long firstComposition = Long.MAX_VALUE;
    private long lastComposition = Long.MIN_VALUE;

    /** Adds the samples of a fragment, which lie at {@code offset} of the file one after another. */
    void add(TrackRun run, long offset) throws Mp4FormatException {
        if (isEmpty()) {
            firstTime = run.baseTime();
        } else {
            addDuration(run.baseTime() - lastTime);
        }
        chunkOffsets.add(offset);
        chunkSamples.add(run.samples().size());
        long time = run.baseTime();
        for (int i = 0; i < run.samples().size(); i++) {
            if (i > 0) {
                addDuration(lastDuration);
            }
            RunSample sample = run.samples().get(i);
            addSample(time, sample);
            time += sample.durationTicks();
        }
    }

    boolean isEmpty() {
        return sizes.size() == 0;
    }

    /** Returns the number of samples. */
    int samples() {
        return sizes.size();
    }

    /** Returns how long the media is, from the first sample shown to the end of the last, in ticks. */
    long mediaDuration() {
        return isEmpty() ? 0 : end() - firstComposition;
    }

    /**
     * Returns what to show of the track.
     *
     * @param mediaTime what the edit list of the growing file showed at time 0
     */
    Edit edit(long mediaTime) {
        if (isEmpty()) {
            return Edit.NOTHING;
        }
        // A finished file counts decode times from its first sample: what the growing one says in its first decode
        // time becomes an empty edit.
        long shownFirst = Math.max(firstComposition, mediaTime);
        return new Edit(shownFirst - mediaTime, Math.max(0, end() - shownFirst), shownFirst - firstTime);
    }

    /** Writes the boxes of {@code stbl} that follow {@code stsd}. */
    void writeTo(BoxWriter out) {
        RunTable allDurations = isEmpty() ? durations : durations.plus(lastDuration);
        out.fullBox("stts", 0, 0, () -> allDurations.writeTo(out));
        if (!compositionOffsets.isZero()) {
            out.fullBox("ctts", 0, 0, () -> compositionOffsets.writeTo(out));
        }
        // Without stss every sample is a keyframe.
        if (keyframes.size() < sizes.size()) {
            out.fullBox("stss", 0, 0, () -> {
                out.u32(keyframes.size());
                keyframes.writeTo(out);
            });
        }
        out.fullBox("stsc", 0, 0, () -> writeChunkSamples(out));
        out.fullBox("stsz", 0, 0, () -> {
            out.u32(0).u32(sizes.size());
            sizes.writeTo(out);
        });
        writeChunkOffsets(out);
    }

    private void addSample(long time, RunSample sample) {
        long composition = time + sample.compositionOffsetTicks();
        sizes.add(sample.sizeBytes());
        if (sample.keyframe()) {
            keyframes.add(sizes.size());
        }
        compositionOffsets.add(sample.compositionOffsetTicks());
        firstComposition = Math.min(firstComposition, composition);
        lastComposition = Math.max(lastComposition, composition);
        lastTime = time;
        lastDuration = sample.durationTicks();
    }

    private void addDuration(long ticks) throws Mp4FormatException {
        if (ticks <= 0 || ticks > Checks.MAX_U32) {
            throw new Mp4FormatException("ticks between two decode times: " + ticks + " (expected: 1..4294967295)");
        }
        durations.add(ticks);
    }

    private long end() {
        return lastComposition + lastDuration;
    }

    private void writeChunkSamples(BoxWriter out) {
        out.u32(chunkSamples.runs());
        int firstChunk = 1;
        for (int run = 0; run < chunkSamples.runs(); run++) {
            out.u32(firstChunk).u32(chunkSamples.value(run)).u32(1);
            firstChunk += chunkSamples.count(run);
        }
    }

    private void writeChunkOffsets(BoxWriter out) {
        boolean needs64Bits = !isEmpty() && chunkOffsets.get(chunkOffsets.size() - 1) > Checks.MAX_U32;
        out.fullBox(needs64Bits ? "co64" : "stco", 0, 0, () -> {
            out.u32(chunkOffsets.size());
            chunkOffsets.forEach(needs64Bits ? out::u64 : out::u32);
        });
    }
}
