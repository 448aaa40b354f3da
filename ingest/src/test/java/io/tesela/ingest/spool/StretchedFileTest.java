package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StretchedFileTest {
    private static final int STRETCH = 100;

    private final DiskQuota quota = new DiskQuota(10_000);

    @TempDir
    Path folder;

    @Test
    void read_anythingWrittenAndNotLetGo_isWhatWasWritten() throws IOException {
        Random random = Seeds.random("StretchedFile");
        for (int round = 0; round < 50; round++) {
            byte[] all = new byte[3_000];
            random.nextBytes(all);
            try (StretchedFile file = stretched("round" + round)) {
                int written = 0;
                int gone = 0;
                while (written < all.length) {
                    // When
                    int length = Math.min(all.length - written, 1 + random.nextInt(350));
                    file.append(ByteBuffer.wrap(all, written, length));
                    written += length;
                    if (random.nextInt(4) == 0) {
                        written -= random.nextInt(written - gone + 1);
                        file.truncate(written);
                    }
                    gone = Math.max(gone, random.nextInt(written + 1));
                    file.letGo(gone);

                    // Then
                    assertThat(file.size()).isEqualTo(written);
                    assertThat(read(file, gone, written - gone)).isEqualTo(slice(all, gone, written));
                    assertThat(quota.usedBytes()).isEqualTo(bytesOnDisk("round" + round));
                    assertThat(quota.usedBytes()).isLessThanOrEqualTo(written - gone + STRETCH);
                }
            }
            assertThat(quota.usedBytes()).isZero();
        }
    }

    @Test
    void letGo_ofAWholeFile_keepsIt() throws IOException {
        // Given
        try (StretchedFile file = StretchedFile.whole(folder.resolve("whole"), quota, 0)) {
            file.append(ByteBuffer.wrap(new byte[500]));

            // When
            file.letGo(500);

            // Then
            assertThat(read(file, 0, 500)).hasSize(500);
            assertThat(folder.resolve("whole")).hasSize(500);
        }
    }

    @Test
    void read_whatWasLetGo_isRefused() throws IOException {
        try (StretchedFile file = stretched("gone")) {
            file.append(ByteBuffer.wrap(new byte[250]));
            file.letGo(199);
            assertThat(read(file, 100, 150)).hasSize(150);

            // When
            file.letGo(200);

            // Then
            assertThatThrownBy(() -> file.read(199, ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("at 199 (expected: written, and not let go)");
        }
    }

    @Test
    void append_beyondTheQuota_writesNothingAndSaysHowMuchIsThere() throws IOException {
        // Given
        try (StretchedFile other = stretched("other");
                StretchedFile file = stretched("file")) {
            other.append(ByteBuffer.wrap(new byte[9_900]));

            // When
            assertThatThrownBy(() -> file.append(ByteBuffer.wrap(new byte[101])))
                    .isInstanceOfSatisfying(
                            TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUSY))
                    .hasMessage(
                            "disk: no room for 101 bytes more, 9900 are taken (expected: at most 10000 for the files of"
                                    + " all jobs; try again when some have ended)");

            // Then
            assertThat(file.size()).isZero();
            other.letGo(100);
            file.append(ByteBuffer.wrap(new byte[101]));
            assertThat(file.size()).isEqualTo(101);
        }
    }

    @Test
    void whole_withRoomReserved_isNotCrowdedOut() throws IOException {
        // Given
        try (StretchedFile reserved = StretchedFile.whole(folder.resolve("reserved"), quota, 9_000);
                StretchedFile other = stretched("other")) {
            // When
            other.append(ByteBuffer.wrap(new byte[1_000]));
            assertThatThrownBy(() -> other.append(ByteBuffer.wrap(new byte[1]))).isInstanceOf(TeselaException.class);
            reserved.append(ByteBuffer.wrap(new byte[9_000]));

            // Then
            assertThat(quota.usedBytes()).isEqualTo(10_000);
        }
        assertThat(quota.usedBytes()).isZero();
    }

    @Test
    void whole_withMoreReservedThanThereIs_isRefusedAndTakesNothing() {
        assertThatThrownBy(() -> StretchedFile.whole(folder.resolve("huge"), quota, 10_001))
                .isInstanceOf(TeselaException.class);
        assertThat(quota.usedBytes()).isZero();
    }

    @Test
    void letGo_afterClose_givesNothingBackTwice() throws IOException {
        // Given
        StretchedFile file = stretched("closed");
        file.append(ByteBuffer.wrap(new byte[250]));
        file.close();

        // When
        file.letGo(250);

        // Then
        assertThat(quota.usedBytes()).isZero();
        assertThatThrownBy(() -> file.append(ByteBuffer.allocate(1))).hasMessageEndingWith("closed (expected: open)");
    }

    private StretchedFile stretched(String name) throws IOException {
        return StretchedFile.inStretches(folder.resolve(name), STRETCH, quota);
    }

    private long bytesOnDisk(String name) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> {
                        String other = String.valueOf(file.getFileName());
                        return other.equals(name) || other.startsWith(name + ".");
                    })
                    .toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static byte[] read(StretchedFile file, int from, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            file.read(from + target.position(), target);
        }
        return target.array();
    }

    private static byte[] slice(byte[] all, int from, int to) {
        return Arrays.copyOfRange(all, from, to);
    }
}
