package io.tesela.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    @TempDir
    Path folder;

    @Test
    void read_goesThroughTheFile_andFromWhereItWasMoved() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "abcdef");
        byte[] target = new byte[6];

        try (FileSource source = FileSource.open(file)) {
            assertThat(source.read(target, 2, 4)).isEqualTo(4);
            assertThat(target).isEqualTo("\0\0abcd".getBytes(StandardCharsets.US_ASCII));
            assertThat(source.position()).isEqualTo(4);
            assertThat(source.size()).isEqualTo(6);
            source.seek(5);
            assertThat(source.read(target, 0, 6)).isEqualTo(1);
            assertThat(target[0]).isEqualTo((byte) 'f');
            assertThat(source.read(target, 0, 6)).isEqualTo(-1);
            assertThat(source.position()).isEqualTo(6);
        }
    }

    @Test
    void openAsUpload_ofAnMp4WhoseIndexIsBehindItsSamples_canBeReadAnywhere() throws IOException {
        Path file = Files.write(folder.resolve("late.mp4"), boxes("ftyp", "free", "mdat", "moov"));

        try (FileSource source = FileSource.openAsUpload(file)) {
            assertThat(source.seekable()).isTrue();
            assertThat(source.position()).isZero();
        }
    }

    @Test
    void openAsUpload_ofAnythingElse_isReadFromBeginToEnd() throws IOException {
        Path early = Files.write(folder.resolve("early.mp4"), boxes("ftyp", "moov", "mdat"));
        Path cut = Files.write(folder.resolve("cut.mp4"), boxes("ftyp"));
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        Path text = Files.writeString(folder.resolve("text.ts"), "a stream of another kind");

        for (Path file : new Path[] {early, cut, empty, text}) {
            try (FileSource source = FileSource.openAsUpload(file)) {
                assertThat(source.seekable()).as("%s", file).isFalse();
                assertThatThrownBy(() -> source.seek(0))
                        .isInstanceOf(IOException.class)
                        .hasMessage("seek: 0 (expected: a source that is seekable)");
            }
        }
    }

    @Test
    void open_ofWhatIsNotThere_fails() {
        assertThatThrownBy(() -> FileSource.openAsUpload(folder.resolve("missing")))
                .isInstanceOf(IOException.class);
    }

    /** Each of 24 bytes. */
    private static byte[] boxes(String... types) {
        ByteBuffer bytes = ByteBuffer.allocate(24 * types.length);
        for (int i = 0; i < types.length; i++) {
            bytes.putInt(24 * i, 24);
            bytes.position(24 * i + 4);
            bytes.put(types[i].getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.array();
    }
}
