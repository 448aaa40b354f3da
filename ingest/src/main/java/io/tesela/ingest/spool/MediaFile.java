package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A video below a {@link MediaRoot}, read where it lies.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 *
 * @param root the root, without links
 * @param path of the file in it, without links
 * @param bytes size when it was looked at
 * @param modifiedMs when it was changed last before that, milliseconds since 1970
 */
public record MediaFile(Path root, Path path, long bytes, long modifiedMs) {
    /**
     * Opens the file. No link is followed on the way, so one that was put there since it was looked at leads nowhere.
     *
     * <p><b>Ownership:</b> the caller closes it.
     */
    public FileChannel open() throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            return folder instanceof SecureDirectoryStream<Path> secure
                    ? open(secure, path)
                    // Not a system with such folders: what was looked at may have been exchanged since.
                    : FileChannel.open(root.resolve(path), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Makes sure that the file is the one that was looked at.
     *
     * @throws TeselaException {@code PATH_NOT_ALLOWED} if it is not
     */
    public void requireUnchanged() throws IOException {
        try {
            BasicFileAttributes now =
                    Files.readAttributes(root.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (now.size() != bytes || now.lastModifiedTime().toMillis() != modifiedMs) {
                throw changed("'" + path + "'", null);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw changed("'" + path + "'", e);
        }
    }

    /** Returns the failure of a job whose video has become shorter. */
    public static TeselaException changed(EOFException noticed) {
        return changed("the video", noticed);
    }

    private static TeselaException changed(String what, @Nullable IOException noticed) {
        return new TeselaException(
                FailureCode.PATH_NOT_ALLOWED,
                what
                        + " was changed while it was worked on (expected: a file that stays as it is until its job has ended)",
                noticed);
    }

    private static FileChannel open(SecureDirectoryStream<Path> folder, Path path) throws IOException {
        if (path.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(path.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return open(next, path.subpath(1, path.getNameCount()));
            }
        }
        SeekableByteChannel channel =
                folder.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException(path + ": cannot be read at any place (expected: a file of the default file system)");
    }
}
