package io.tesela.client.upload;

import java.io.InputStream;
import java.nio.file.Path;

/** Where the video comes from. */
public sealed interface UploadSource {
    /** Returns what the server is told of it, for people. */
    String name();

    /**
     * What has a name in the file system: a regular file, or something that is read once from its beginning to its end, such as a
     * FIFO.
     *
     * @param path opened when the upload begins; what is no regular file, when it is read first, for that may block
     */
    record FromFile(Path path) implements UploadSource {
        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }
    }

    /**
     * A file below the server's media root: it is named, not sent.
     *
     * @param path relative to that root
     */
    record AtServer(String path) implements UploadSource {
        @Override
        public String name() {
            return path;
        }
    }

    /** The server has the video: there is nothing to send. */
    record Nothing() implements UploadSource {
        @Override
        public String name() {
            return "";
        }
    }

    /**
     * Standard input, to its end.
     *
     * @param stream blocking, without a buffer of its own, so that nothing is read that was not granted; stays open
     */
    record FromStream(InputStream stream) implements UploadSource {
        @Override
        public String name() {
            return "stdin";
        }
    }
}
