package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.mp4.Mp4FormatException;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file: grows as fragmented MP4 under its temporary name, ends under its own, as a regular MP4 if that is what is asked for. */
final class VideoFile implements VideoSink {
    private static final Logger LOG = LoggerFactory.getLogger(VideoFile.class);

    private final PartFile file;
    private final Container container;
    private final boolean live;
    private long bytes;
    /** Hours may be in what was there before. */
    private boolean kept;

    /**
     * @param live whether the video never comes again, so that what came of its result stays, whatever happens
     * @param goesOn whether what is there already is of the same job, and stays
     */
    VideoFile(Path out, Container container, boolean live, boolean goesOn) {
        this.file = goesOn ? PartFile.goOn("--out", out) : PartFile.open("--out", out);
        this.container = container;
        this.live = live;
        this.bytes = file.size();
        this.kept = bytes > 0;
    }

    /** Returns how many bytes are there. */
    long bytes() {
        return bytes;
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
            if (container == Container.MP4) {
                Mp4Finisher.finish(file.part());
            }
            return new Fingerprint(Files.size(file.part()), Sha256.of(file.part()));
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
    public void forget() {
        kept = false;
    }

    @Override
    public void keep() {
        kept = true;
    }

    @Override
    public String name() {
        return file.target().toString();
    }

    /** {@inheritDoc} Of a live video the whole fragments that came stay, playable, under their temporary name. */
    @Override
    public void close() {
        file.finish();
        if (!kept && !(live && hasWholeFragments())) {
            file.close();
        }
    }

    private boolean hasWholeFragments() {
        try {
            return bytes > 0 && Mp4Finisher.cutTail(file.part());
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("{} holds nothing that can be played", file.part());
            return false;
        }
    }
}
