package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaRootTest {
    @TempDir
    Path folder;

    private Path media;
    private Path outside;
    private MediaRoot root;

    @BeforeEach
    void makeFiles() throws IOException {
        media = Files.createDirectories(folder.resolve("media"));
        Files.createDirectories(media.resolve("clips/deep"));
        Files.writeString(media.resolve("clips/deep/one.mp4"), "one");
        Files.writeString(media.resolve("two.mp4"), "two");
        outside = Files.writeString(folder.resolve("outside.mp4"), "secret");
        root = MediaRoot.of(media);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clips/deep/one.mp4", "./clips/deep/one.mp4", "clips//deep/./one.mp4"})
    void find_fileInside_isRead(String name) throws IOException {
        MediaFile found = root.find(name);

        assertThat(found.bytes()).isEqualTo(3);
        assertThat(text(found)).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.mp4",
                "clips/../../outside.mp4",
                "clips/../two.mp4",
                "/etc/hostname",
                "",
                "  ",
                "clips",
                ".",
                "no such file.mp4",
                "two.mp4/one.mp4",
                "nul\u0000.mp4"
            })
    void find_whatIsNoFileInside_isRefused(String name) {
        assertThat(refused(name)).hasMessageStartingWith("handshake: name: '" + name + "': ");
    }

    @Test
    void find_linkThatLeadsOut_isRefused() throws IOException {
        Files.createSymbolicLink(media.resolve("file.mp4"), outside);
        Files.createSymbolicLink(media.resolve("up"), folder);
        Files.createSymbolicLink(media.resolve("relative.mp4"), Path.of("../outside.mp4"));

        assertThat(refused("file.mp4")).hasMessageContaining("no such file, or a link that leads elsewhere");
        assertThat(refused("up/outside.mp4")).hasMessageContaining("no such file, or a link that leads elsewhere");
        assertThat(refused("relative.mp4")).hasMessageContaining("no such file, or a link that leads elsewhere");
    }

    @Test
    void find_linkThatStaysInside_isFollowed() throws IOException {
        Files.createSymbolicLink(media.resolve("latest"), Path.of("clips/deep"));

        assertThat(text(root.find("latest/one.mp4"))).isEqualTo("one");
    }

    @Test
    void find_rootThatIsALink_isWhatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), media);

        assertThat(text(MediaRoot.of(link).find("two.mp4"))).isEqualTo("two");
    }

    /** Thread 1 looks at a file; thread 2 puts a link in its place, or in that of its folder; thread 1 opens it. */
    @Test
    void open_ofWhatHasBecomeALink_fails() throws IOException {
        MediaFile file = root.find("two.mp4");
        MediaFile deep = root.find("clips/deep/one.mp4");
        Files.delete(media.resolve("two.mp4"));
        Files.createSymbolicLink(media.resolve("two.mp4"), outside);
        Files.move(media.resolve("clips"), folder.resolve("clips"));
        Files.createSymbolicLink(media.resolve("clips"), folder.resolve("clips"));

        assertThatThrownBy(file::open).isInstanceOf(IOException.class);
        assertThatThrownBy(deep::open).isInstanceOf(IOException.class);
    }

    @Test
    void requireUnchanged_tellsOtherSizeAndOtherTime() throws IOException {
        MediaFile file = root.find("two.mp4");
        file.requireUnchanged();

        Files.setLastModifiedTime(media.resolve("two.mp4"), FileTime.fromMillis(file.modifiedMs() + 2_000));
        assertThatThrownBy(file::requireUnchanged).hasMessageContaining("was changed while it was worked on");

        Files.writeString(media.resolve("two.mp4"), "longer");
        Files.setLastModifiedTime(media.resolve("two.mp4"), FileTime.fromMillis(file.modifiedMs()));
        assertThatThrownBy(file::requireUnchanged).hasMessageContaining("was changed while it was worked on");
    }

    private TeselaException refused(String name) {
        TeselaException failure = catchThrowableOfType(TeselaException.class, () -> root.find(name));
        assertThat(failure.code()).isEqualTo(FailureCode.PATH_NOT_ALLOWED);
        return failure;
    }

    private static String text(MediaFile file) throws IOException {
        try (FileChannel channel = file.open()) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            channel.read(bytes);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }
}
