package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.wire.ServerMessage.Preview;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestPictureTest {
    @TempDir
    Path folder;

    @Test
    void picture_isTheNewestOne_untilTheResultIsThere() throws IOException {
        Path path = folder.resolve("out.preview.jpg");
        try (NewestPicture picture = new NewestPicture(path)) {
            picture.show(new Preview(0, ByteBuffer.wrap(new byte[] {1})));
            picture.show(new Preview(48, ByteBuffer.wrap(new byte[] {2, 3})));

            assertThat(path).hasBinaryContent(new byte[] {2, 3});
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** No upload fails for it. */
    @Test
    void picture_thatCannotBeStored_isLeftOut() throws IOException {
        Path path = Files.createDirectories(folder.resolve("out.preview.jpg").resolve("inside"));
        try (NewestPicture picture = new NewestPicture(path.getParent())) {
            picture.show(new Preview(0, ByteBuffer.wrap(new byte[] {1})));
            picture.show(new Preview(48, ByteBuffer.wrap(new byte[] {2})));
        }
        assertThat(path).isDirectory();
    }

    @Test
    void picture_thatWasThereBefore_staysWhereNoneIsShown() throws IOException {
        Path path = Files.write(folder.resolve("out.preview.jpg"), new byte[] {7});

        new NewestPicture(path).close();

        assertThat(path).hasBinaryContent(new byte[] {7});
    }
}
