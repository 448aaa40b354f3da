package io.tesela.media.process;

import io.tesela.media.VideoDecoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What a decoder has counted so far; comes with each of its answers.
 *
 * @param audioBytes that wait to be taken
 * @param changes in words
 */
record Standing(long audioBytes, long decodeErrors, long audioErrors, long fixedTimestamps, List<String> changes) {
    Standing {
        changes = List.copyOf(changes);
    }

    static Standing of(VideoDecoder decoder) {
        return new Standing(
                decoder.audioBytes(),
                decoder.decodeErrors(),
                decoder.audioErrors(),
                decoder.fixedTimestamps(),
                decoder.changes());
    }

    void write(Pipe pipe, DataOutputStream out) throws IOException {
        out.writeLong(audioBytes);
        out.writeLong(decodeErrors);
        out.writeLong(audioErrors);
        out.writeLong(fixedTimestamps);
        pipe.writeLines(changes);
    }

    static Standing read(Pipe pipe) throws IOException {
        DataInputStream in = pipe.fields();
        return new Standing(in.readLong(), in.readLong(), in.readLong(), in.readLong(), pipe.readLines());
    }
}
