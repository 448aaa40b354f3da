package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.mp4.Mp4FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A file: grows as fragmented MP4 under its temporary name, ends as a regular one under its own. */
final class VideoFile implements VideoSink {
    private static final int BUFFER_BYTES = 1 << 16;

    private final PartFile file;
    private long bytes;

    VideoFile(Path out) {
        this.file = PartFile.open("--out", out);
    }

    @Override
    public void write(ByteBuffer more) {
        file.append(more);
        bytes += more.remaining();
    }

    @Override
    public Fingerprint finish() {
        file.finish();
        try {
            long grown = Files.size(file.part());
            if (grown != bytes) {
                throw new IOException(grown + " bytes (expected: " + bytes + ", what was written)");
            }
            Mp4Finisher.finish(file.part());
            return new Fingerprint(Files.size(file.part()), sha256());
        } catch (Mp4FormatException e) {
            throw new TeselaException(
                    FailureCode.INTERNAL,
                    file.target() + ": the server sent no whole MP4: " + e.getMessage()
                            + " (expected: whole fragments)",
                    e);
        } catch (IOException e) {
            throw FileFailure.of("--out", file.part(), e);
        }
    }

    @Override
    public void commit() {
        file.commit();
    }

    @Override
    public String name() {
        return file.target().toString();
    }

    @Override
    public void close() {
        file.close();
    }

    private String sha256() throws IOException {
        MessageDigest digest = Sha256.start();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file.part())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return Sha256.hex(digest);
    }
}
