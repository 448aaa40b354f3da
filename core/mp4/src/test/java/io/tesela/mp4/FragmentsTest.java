package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.mp4.Fragments.Fragment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentsTest {
    private static final TestJob JOB = TestJob.regular(2, 5, 3, 4);

    @TempDir
    Path folder;

    @Test
    void fragments_areFoundByTheirFrames() throws IOException {
        Fragments fragments = read(JOB.growing());

        assertThat(fragments.frames()).isEqualTo(12);
        assertThat(fragments.all()).extracting(Fragment::firstFrame).containsExactly(0L, 5L, 8L);
        assertThat(fragments.all()).extracting(Fragment::frames).containsExactly(5, 3, 4);
        assertThat(fragments.of(4)).isEqualTo(fragments.all().get(0));
        assertThat(fragments.of(5)).isEqualTo(fragments.all().get(1));
        assertThat(fragments.of(11)).isEqualTo(fragments.all().get(2));
        assertThatThrownBy(() -> fragments.of(12)).hasMessage("frame: 12 (expected: below 12)");
    }

    @Test
    void fragment_thatIsCut_isNotThereYet() throws IOException {
        byte[] growing = JOB.growing();

        assertThat(read(Arrays.copyOf(growing, growing.length - 1)).frames()).isEqualTo(8);
        assertThat(read(JOB.head()).frames()).isZero();
    }

    /** A segment whose receipt has not come may be replaced. */
    @Test
    void fragment_behindTheBytesThatCount_isNotThere() throws IOException {
        Path file = Files.write(folder.resolve("growing.mp4"), JOB.growing());
        try (FileChannel channel = FileChannel.open(file)) {
            long committed = JOB.growing(2).length;

            assertThat(Fragments.of(channel, committed).frames()).isEqualTo(8);
            assertThat(Fragments.of(channel, committed - 1).frames()).isEqualTo(5);
        }
    }

    @Test
    void fragment_aloneIsAFile_withItsSamples() throws IOException {
        Path file = Files.write(folder.resolve("growing.mp4"), JOB.growing());
        try (FileChannel channel = FileChannel.open(file)) {
            Fragments fragments = Fragments.of(channel, channel.size());

            byte[] alone = fragments.alone(fragments.of(6));

            assertThat(alone).startsWith(JOB.head()).endsWith(JOB.fragment(1));
            assertThat(alone).hasSize(JOB.head().length + JOB.fragment(1).length);
        }
    }

    private Fragments read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("read.mp4"), bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            return Fragments.of(channel, channel.size());
        }
    }
}
