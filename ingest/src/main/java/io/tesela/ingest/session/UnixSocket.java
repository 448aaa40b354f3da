package io.tesela.ingest.session;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket: whoever may write it may connect.
 *
 * <p><b>Threads:</b> any; blocks on the file system, for a moment.
 *
 * @param path of at most some hundred characters, which is what systems take
 */
record UnixSocket(Path path) {
    /** The server's own user and group, as its other files. */
    private static final String PERMISSIONS = "rw-rw----";

    /** Source: inode(7). */
    private static final int TYPE_MASK = 0xf000;

    private static final int TYPE_SOCKET = 0xc000;

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /**
     * Makes room for the socket: deletes one that a server left which was killed. Returns its address.
     *
     * @throws FileAlreadyExistsException if there is something else, or a server that listens
     */
    UnixDomainSocketAddress makeRoom() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return address();
        }
        if (!isSocket()) {
            throw new FileAlreadyExistsException(path + ": not a socket (expected: nothing there)");
        }
        if (answers()) {
            throw new FileAlreadyExistsException(path + ": in use (expected: no server that listens there)");
        }
        Files.delete(path);
        return address();
    }

    /** Lets others of the group connect, and nobody else; returns itself. */
    UnixSocket restrict() throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
        }
        return this;
    }

    /** A FIFO, or a device, refuses connections as well: it must not be taken for what a server has left. */
    private boolean isSocket() throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & TYPE_MASK) == TYPE_SOCKET;
    }

    /** Only a refused connection means that nobody listens. */
    private boolean answers() throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return client.connect(address());
        } catch (ConnectException e) {
            return false;
        }
    }
}
