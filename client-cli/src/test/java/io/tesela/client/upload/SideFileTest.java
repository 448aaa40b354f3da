package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.wire.ServerMessage.Attachment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideFileTest {
    @TempDir
    Path folder;

    @Test
    void file_hasItsNameWhenItIsWhole_andBeginsAnewOnEachConnection() throws IOException {
        Path path = folder.resolve("out.preview.gif");
        try (SideFile file = new SideFile("--preview", path)) {
            file.append(part(false, 1, 2));
            file.restart();
            file.append(part(false, 3));
            file.append(part(true, 4));
            assertThat(path).doesNotExist();

            file.commit();
        }
        assertThat(path).hasBinaryContent(new byte[] {3, 4});
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void file_thatIsNotNamed_leavesNothing() throws IOException {
        try (SideFile file = new SideFile("--preview", folder.resolve("out.preview.gif"))) {
            file.append(part(true, 1));
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** That of a former result would be taken for one of this. */
    @Test
    void file_ofWhichNothingCame_isNotThatOfAFormerResult() throws IOException {
        Path former = Files.write(folder.resolve("out.preview.gif"), new byte[] {7});
        try (SideFile file = new SideFile("--preview", former)) {
            assertThat(former).exists();
            file.commit();
        }
        assertThat(former).doesNotExist();
    }

    private static Attachment part(boolean last, int... bytes) {
        ByteBuffer payload = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            payload.put((byte) value);
        }
        return new Attachment(Attachment.PREVIEW_GIF, payload.flip(), last);
    }
}
