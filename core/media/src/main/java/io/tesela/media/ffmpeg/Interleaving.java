package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;

import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * How far audio and video lie apart in a file that has an index of both, as an MP4 does.
 *
 * <p>Whoever reads such a file from its beginning to its end meets one of them long before the other; whoever can seek does not.
 *
 * <p><b>Threads:</b> that of the demuxer.
 */
final class Interleaving {
    private final Track video;
    private final Track audio;
    private long heldBytes;
    private long mostHeldBytes;
    private double mostSecondsLate;

    private Interleaving(AVStream video, AVStream audio) {
        this.video = new Track(video);
        this.audio = new Track(audio);
    }

    /** Looks at what the index of a file has of two tracks; without one, all seems to be well. */
    static Interleaving of(AVStream video, AVStream audio) {
        Interleaving found = new Interleaving(video, audio);
        found.walk();
        return found;
    }

    /** Returns how many bytes of audio lie before the frames they belong to, at most. */
    long mostHeldBytes() {
        return mostHeldBytes;
    }

    /** Returns by how much audio lies behind the frames it belongs to, at most. */
    double mostSecondsLate() {
        return mostSecondsLate;
    }

    /** Goes through both tracks in the order of the file; bytes are held until a frame comes that is as late as they are. */
    private void walk() {
        Track released = new Track(audio);
        while (audio.hasNext()) {
            if (video.hasNext() && video.position() < audio.position()) {
                double shown = video.seconds();
                video.advance();
                while (released.before(audio) && released.seconds() <= shown) {
                    heldBytes -= released.bytes();
                    released.advance();
                }
            } else {
                heldBytes += audio.bytes();
                mostHeldBytes = Math.max(mostHeldBytes, heldBytes);
                mostSecondsLate = Math.max(mostSecondsLate, video.latestSeconds() - audio.seconds());
                audio.advance();
            }
        }
    }

    /** One track's packets, one after the other. */
    private static final class Track {
        private final AVStream stream;
        private final double tickSeconds;
        private final int count;
        private int next;
        private long position;
        private int bytes;
        private double seconds;
        private double latestSeconds = Double.NEGATIVE_INFINITY;

        Track(AVStream stream) {
            this.stream = stream;
            this.tickSeconds =
                    (double) stream.time_base().num() / stream.time_base().den();
            this.count = avformat_index_get_entries_count(stream);
            load();
        }

        Track(Track same) {
            this(same.stream);
        }

        boolean hasNext() {
            return next < count;
        }

        /** Returns whether this has come less far than another of the same track. */
        boolean before(Track other) {
            return next < other.next;
        }

        long position() {
            return position;
        }

        int bytes() {
            return bytes;
        }

        double seconds() {
            return seconds;
        }

        /** Returns the time of the latest that was passed. */
        double latestSeconds() {
            return latestSeconds;
        }

        void advance() {
            latestSeconds = Math.max(latestSeconds, seconds);
            next++;
            load();
        }

        private void load() {
            if (hasNext()) {
                try (AVIndexEntry entry = avformat_index_get_entry(stream, next)) {
                    position = entry.pos();
                    // As the lane weighs it, before it is known where time begins.
                    bytes = entry.size() + Ffmpeg.PACKET_BYTES;
                    seconds = entry.timestamp() * tickSeconds;
                }
            }
        }
    }
}
