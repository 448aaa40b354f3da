package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    Path folder;

    private UnixSocket socket;

    @BeforeEach
    void choosePath() {
        socket = new UnixSocket(folder.resolve("s.sock"));
    }

    @Test
    void makeRoom_nothingThere_leavesItSo() throws IOException {
        socket.makeRoom();

        assertThat(socket.path()).doesNotExist();
    }

    @Test
    void makeRoom_socketOfAServerThatIsGone_isDeleted() throws IOException {
        listening().close();
        assertThat(Files.exists(socket.path())).isTrue();

        socket.makeRoom();

        assertThat(socket.path()).doesNotExist();
    }

    @Test
    void makeRoom_socketOfAServerThatListens_isRefused() throws IOException {
        try (ServerSocketChannel other = listening()) {
            assertThatThrownBy(socket::makeRoom)
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessage(socket.path() + ": in use (expected: no server that listens there)");
            assertThat(Files.exists(socket.path())).isTrue();
            assertThat(other.isOpen()).isTrue();
        }
    }

    @Test
    void makeRoom_somethingElse_isRefusedAndStays() throws IOException {
        Files.writeString(socket.path(), "mine");

        assertThatThrownBy(socket::makeRoom).hasMessageContaining("not a socket");
        assertThat(socket.path()).hasContent("mine");
    }

    /** It refuses connections as a socket does whose server is gone. */
    @Test
    void makeRoom_fifo_isRefusedAndStays() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", socket.path().toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(socket::makeRoom).hasMessageContaining("not a socket");
        assertThat(Files.exists(socket.path())).isTrue();
    }

    @Test
    void restrict_keepsOthersOut() throws IOException {
        try (ServerSocketChannel server = listening()) {
            socket.restrict();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                    .isEqualTo("rw-rw----");
            assertThat(server.isOpen()).isTrue();
        }
    }

    private ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(socket.address());
    }
}
