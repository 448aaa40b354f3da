package io.tesela.ingest.job;

import io.tesela.media.SourceVideo;
import java.util.OptionalLong;

/** How many frames a video has, as far as its file lets anybody tell; for the time that is left, and nothing that must be right. */
final class ExpectedFrames {
    private ExpectedFrames() {}

    /**
     * Returns the number that the file says or, where it says none, as WebM and Matroska do, that which its duration and its frame rate
     * lead to; empty if they are not known either.
     *
     * @param decoded that there are already, so at least
     */
    static OptionalLong of(SourceVideo source, long decoded) {
        if (source.totalFrames().isPresent()) {
            return OptionalLong.of(source.totalFrames().get());
        }
        double seconds = source.durationSeconds().orElse(0);
        return seconds > 0 && source.frameRate().known()
                ? OptionalLong.of(Math.max(
                        decoded, Math.round(seconds * source.frameRate().value())))
                : OptionalLong.empty();
    }
}
