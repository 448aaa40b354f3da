package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The folder of videos that clients may name instead of sending them; what is outside of it cannot be named.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 */
public final class MediaRoot {
    private static final String EXPECTED = " (expected: a path below the server's --media-root, such as clips/one.mp4)";

    private static final String NOT_THERE = "no such file, or a link that leads elsewhere";

    private final Path root;

    private MediaRoot(Path root) {
        this.root = root;
    }

    /**
     * Returns the root.
     *
     * @throws NotDirectoryException if it is no folder
     */
    public static MediaRoot of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(real.toString());
        }
        return new MediaRoot(real);
    }

    /**
     * Finds a video. Links are followed as long as they stay inside.
     *
     * @param name as the client says it: relative, without {@code ..}
     * @throws TeselaException {@code PATH_NOT_ALLOWED} if it is none of the root's regular files
     */
    public MediaFile find(String name) throws IOException {
        Path inside = inside(name);
        Path real = real(name, inside);
        BasicFileAttributes attributes =
                Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw refusal(name, "not a regular file", null);
        }
        if (!Files.isReadable(real)) {
            throw refusal(name, "not readable for the server", null);
        }
        return new MediaFile(
                root,
                root.relativize(real),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    /** One sentence for what is not there and for what leads elsewhere: nobody is to find out what there is. */
    private Path real(String name, Path inside) {
        try {
            Path real = root.resolve(inside).toRealPath();
            if (real.startsWith(root)) {
                return real;
            }
        } catch (IOException e) {
            throw refusal(name, NOT_THERE, e);
        }
        throw refusal(name, NOT_THERE, null);
    }

    /** Judged by its words alone. */
    private static Path inside(String name) {
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw refusal(name, e.getReason(), e);
        }
        if (name.isBlank()) {
            throw refusal(name, "empty", null);
        }
        if (path.isAbsolute() || path.getRoot() != null) {
            throw refusal(name, "absolute", null);
        }
        for (Path part : path) {
            if (part.toString().equals("..")) {
                throw refusal(name, "leads upwards", null);
            }
        }
        return path;
    }

    private static TeselaException refusal(String name, String what, @Nullable Exception cause) {
        return new TeselaException(
                FailureCode.PATH_NOT_ALLOWED, "handshake: name: '" + name + "': " + what + EXPECTED, cause);
    }
}
