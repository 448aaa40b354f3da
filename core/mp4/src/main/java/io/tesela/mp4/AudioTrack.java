package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * An audio track, whose samples are shown in decode order and are all sync samples.
 *
 * @param timescale ticks per second, usually the sample rate; above 0
 * @param sampleEntry the entry of {@code stsd}, a whole box such as {@code mp4a}
 * @param primingTicks what the decoder throws away before presentation time 0, in ticks: a job whose first packet has
 *     the presentation timestamp -1024 has 1024; 0 or more
 * @param originPts presentation timestamp that is shown at time 0: {@link VideoTrack#originPts()} in this timescale;
 *     0 or less
 */
public record AudioTrack(int timescale, ByteBuffer sampleEntry, long primingTicks, long originPts) implements Track {
    public AudioTrack {
        Checks.that(timescale > 0, "timescale", timescale, "> 0");
        Checks.that(primingTicks >= 0, "primingTicks", primingTicks, ">= 0");
        Checks.that(originPts <= 0, "originPts", originPts, "<= 0");
        sampleEntry = Box.checkWhole("sample entry", sampleEntry);
    }

    @Override
    public ByteBuffer sampleEntry() {
        return sampleEntry.duplicate();
    }

    @Override
    public long mediaTime() {
        return primingTicks;
    }
}
