package io.tesela.client.upload;

import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ServerMessage.Attachment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the result goes. */
public sealed interface UploadTarget {
    /** What is added to the name of a file while it is not complete. */
    String PART = ".part";

    /**
     * Into a file; the report is beside it.
     *
     * @param out the video
     * @param report the report
     * @param container what the file is to be in the end: a regular MP4, or the fragments as they came
     * @param preview the animation; null: none is wanted
     */
    record ToFile(
            Path out,
            Path report,
            Container container,
            @Nullable Path preview) implements UploadTarget {
        /** Returns a regular MP4 as the target, whose report has the name of {@code out} with {@code .json} for its extension. */
        public static ToFile of(Path out) {
            return new ToFile(out, out.resolveSibling(baseName(out) + ".json"), Container.MP4, null);
        }

        /** Returns where the newest frame is while there is no animation yet; null: it is not wanted. */
        @Nullable
        Path picture() {
            return preview == null ? null : preview.resolveSibling(baseName(preview) + ".jpg");
        }

        /** Returns this with an animation beside it, of the same name. */
        public ToFile withPreview() {
            return new ToFile(out, report, container, out.resolveSibling(baseName(out) + "." + Attachment.PREVIEW_GIF));
        }
    }

    /**
     * As fragmented MP4 to whoever reads {@code channel}.
     *
     * @param channel blocking; stays open
     * @param report the report; null: none is stored
     */
    record ToStream(WritableByteChannel channel, @Nullable Path report) implements UploadTarget {}

    /** Nowhere: the client goes before there is a result. */
    record Nowhere() implements UploadTarget {}

    /** Returns the name of a file without its extension. */
    static String baseName(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Returns the name of a file while it is not complete. */
    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }
}
