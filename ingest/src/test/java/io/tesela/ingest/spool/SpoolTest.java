package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.testing.TestClient;
import io.tesela.media.MediaSource;
import io.tesela.testkit.Background;
import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SpoolTest {

    @TempDir
    Path folder;

    private Spool spool;

    @BeforeEach
    void create() throws IOException {
        spool = new Spool(StretchedFile.whole(folder.resolve("upload"), new DiskQuota(1 << 30), 0));
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void whenClosed_ofAReader_runsOnceItIsClosedOrAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        MediaSource reader = spool.reader();

        reader.whenClosed(runs::incrementAndGet);
        assertThat(runs).hasValue(0);
        reader.close();
        assertThat(runs).hasValue(1);
        reader.whenClosed(runs::incrementAndGet);
        assertThat(runs).hasValue(2);
    }

    @Test
    void reopen_partOfAnUpload_goesOnWhereItWas() throws IOException {
        // Given
        byte[] upload = new byte[2_500_000];
        Seeds.random("SpoolReopen").nextBytes(upload);
        spool.append(ByteBuffer.wrap(upload, 0, 2_100_000));

        // When
        DiskQuota quota = new DiskQuota(1 << 30);
        try (Spool again = Spool.reopen(StretchedFile.reopen(folder.resolve("upload"), quota, 0))) {
            // Then
            assertThat(again.written()).isEqualTo(2_100_000);
            assertThat(quota.usedBytes()).isEqualTo(2_100_000);
            assertThat(again.needsWholeFile()).isEqualTo(spool.needsWholeFile());
            again.append(ByteBuffer.wrap(upload, 2_100_000, 400_000));
            again.complete(TestClient.sha256(upload), again.checksum());
            assertThat(readAll(again.reader())).isEqualTo(upload);
        }
    }

    @Test
    void reopen_completeUpload_isReadWithoutBeingHashed() throws IOException {
        // Given
        byte[] upload = indexBehind();
        spool.append(ByteBuffer.wrap(upload));
        spool.complete(TestClient.sha256(upload), spool.checksum());

        // When
        StretchedFile file = StretchedFile.reopen(folder.resolve("upload"), new DiskQuota(1 << 30), 0);
        try (Spool again = Spool.reopen(file, "what was written down")) {
            // Then
            assertThat(again.complete()).isTrue();
            assertThat(again.sha256()).isEqualTo("what was written down");
            assertThat(again.needsWholeFile()).contains(true);
            assertThat(again.reader().seekable()).isTrue();
            assertThat(readAll(again.reader())).isEqualTo(upload);
        }
    }

    @Test
    void gone_uploadThatNobodyReadsAnyMore_takesNoRoom() throws IOException {
        // Given
        DiskQuota quota = new DiskQuota(100);

        // When
        try (Spool gone = Spool.gone(StretchedFile.gone(folder.resolve("gone"), quota, 1 << 20), "ab")) {
            // Then
            assertThat(gone.written()).isEqualTo(1 << 20);
            assertThat(gone.complete()).isTrue();
            assertThat(gone.sha256()).isEqualTo("ab");
            assertThat(quota.usedBytes()).isZero();
            assertThat(folder.resolve("gone")).doesNotExist();
        }
        assertThat(quota.usedBytes()).isZero();
    }

    @Test
    void read_whileTheUploadGrows_yieldsEveryByteInOrder() throws Exception {
        // Given
        Random random = Seeds.random("Spool");
        byte[] upload = new byte[200_000];
        random.nextBytes(upload);
        CompletableFuture<byte[]> read = Background.call(() -> readAll(spool.reader()));

        // When
        for (int at = 0; at < upload.length; ) {
            int length = Math.min(upload.length - at, 1 + random.nextInt(5_000));
            assertThat(spool.append(ByteBuffer.wrap(upload, at, length))).isEqualTo(at + length);
            at += length;
        }
        spool.complete(TestClient.sha256(upload), spool.checksum());

        // Then
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(upload);
        assertThat(spool.readPosition()).isEqualTo(upload.length);
        assertThat(spool.sha256()).isEqualTo(TestClient.sha256(upload));
        assertThat(spool.written()).isEqualTo(upload.length);
    }

    @Test
    void append_buffer_keepsItsPosition() throws IOException {
        // Given
        ByteBuffer bytes = ascii("0123456789");
        bytes.position(3).limit(7);

        // When
        long written = spool.append(bytes.asReadOnlyBuffer());

        // Then
        assertThat(written).isEqualTo(4);
        assertThat(bytes.position()).isEqualTo(3);
        byte[] target = new byte[10];
        assertThat(spool.reader().read(target, 2, 8)).isEqualTo(4);
        assertThat(Arrays.copyOfRange(target, 2, 6))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("3456");
    }

    @Test
    void onRead_eachRead_isTold() throws IOException {
        // Given
        AtomicInteger reads = new AtomicInteger();
        spool.onRead(reads::incrementAndGet);
        spool.append(ascii("0123456789"));

        // When
        try (MediaSource reader = spool.reader()) {
            reader.read(new byte[4], 0, 4);
            reader.read(new byte[4], 0, 4);
        }

        // Then
        assertThat(reads).hasValue(2);
        assertThat(spool.readPosition()).isEqualTo(8);
    }

    @Test
    void complete_wrongChecksum_isRefusedAndTheUploadStaysIncomplete() throws IOException {
        // Given
        spool.append(ascii("abc"));

        // Then
        assertThatThrownBy(() -> spool.complete("0".repeat(64), spool.checksum()))
                .isInstanceOfSatisfying(TeselaException.class, e -> {
                    assertThat(e.code()).isEqualTo(FailureCode.CHECKSUM_MISMATCH);
                    assertThat(e.sentence())
                            .isEqualTo("eof: sha256: " + "0".repeat(64) + " (expected: "
                                    + TestClient.sha256("abc".getBytes(StandardCharsets.US_ASCII))
                                    + ", that of the bytes received)");
                });
        assertThat(spool.complete()).isFalse();
        assertThat(spool.sha256()).isEmpty();
    }

    @Test
    void read_emptyUpload_isAtItsEnd() throws IOException {
        // When
        spool.complete(TestClient.sha256(new byte[0]), spool.checksum());

        // Then
        assertThat(spool.reader().read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThat(spool.needsWholeFile()).contains(false);
    }

    @Test
    void needsWholeFile_indexInFront_streamsAsSoonAsThatIsSeen() throws IOException {
        // Given
        spool.append(box("ftyp", 16, 8));
        assertThat(spool.needsWholeFile()).isEmpty();

        // When
        spool.append(box("moov", 1000, 0));

        // Then
        assertThat(spool.needsWholeFile()).contains(false);
        assertThat(spool.reader().seekable()).isFalse();
        assertThat(spool.reader().size()).isEqualTo(-1);
    }

    @Test
    void needsWholeFile_indexBehind_isSeekableOnceItIsComplete() throws IOException {
        // Given
        spool.append(box("ftyp", 16, 8));
        spool.append(box("mdat", 100, 0));
        assertThat(spool.needsWholeFile()).contains(true);
        assertThat(spool.reader().seekable()).isFalse();

        // When
        spool.complete(TestClient.sha256(indexBehind()), spool.checksum());

        // Then
        MediaSource reader = spool.reader();
        assertThat(reader.seekable()).isTrue();
        assertThat(reader.size()).isEqualTo(24);
        reader.seek(16);
        byte[] target = new byte[24];
        assertThat(reader.read(target, 0, 24)).isEqualTo(8);
        assertThat(reader.position()).isEqualTo(24);
    }

    @Test
    void seek_uploadThatGrows_isRefused() {
        assertThatThrownBy(() -> spool.reader().seek(1))
                .isInstanceOf(IOException.class)
                .hasMessage("seek: the upload is still growing (expected: a complete one)");
    }

    @Test
    void close_reader_wakesItsRead() {
        // Given
        MediaSource reader = spool.reader();
        CompletableFuture<byte[]> read = Background.call(() -> readAll(reader));

        // When
        reader.close();

        // Then: whether it waited already or not
        assertThat(read)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withRootCauseInstanceOf(IOException.class);
    }

    @Test
    void close_spool_wakesItsReader() throws IOException {
        // Given
        CompletableFuture<byte[]> read = Background.call(() -> readAll(spool.reader()));

        // When
        spool.close();

        // Then
        assertThat(read)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withRootCauseInstanceOf(IOException.class);
    }

    @Test
    void fail_withAReasonForTheUser_readersFailWithThatReason() {
        // Given
        TeselaException reason = new TeselaException(FailureCode.CHECKSUM_MISMATCH, "wrong");
        CompletableFuture<byte[]> read = Background.call(() -> readAll(spool.reader()));

        // When
        spool.fail(reason);
        spool.fail(new IOException("later"));

        // Then
        assertThat(read)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isSameAs(reason);
    }

    @Test
    void create_fileThatExists_isRefused() {
        assertThatThrownBy(() -> StretchedFile.whole(folder.resolve("upload"), new DiskQuota(1), 0))
                .isInstanceOf(IOException.class);
    }

    @Test
    void read_ofAFileInStretches_letsGoWhatIsRead() throws IOException {
        // Given
        DiskQuota quota = new DiskQuota(400);
        try (Spool live = new Spool(StretchedFile.inStretches(folder.resolve("live"), 100, quota));
                MediaSource reader = live.reader()) {
            byte[] read = new byte[300];
            for (int round = 0; round < 20; round++) {
                // When
                live.append(ByteBuffer.wrap(new byte[300]));
                for (int at = 0; at < read.length; ) {
                    at += reader.read(read, at, read.length - at);
                }

                // Then
                assertThat(quota.usedBytes()).isLessThanOrEqualTo(100);
            }
        }
    }

    @Test
    void append_whenNobodyReadsOn_keepsNothingOfAFileInStretches() throws IOException {
        // Given
        DiskQuota quota = new DiskQuota(400);
        try (Spool live = new Spool(StretchedFile.inStretches(folder.resolve("live"), 100, quota))) {
            live.readToTheEnd();

            // When
            for (int round = 0; round < 20; round++) {
                live.append(ByteBuffer.wrap(new byte[300]));
            }

            // Then
            assertThat(quota.usedBytes()).isLessThanOrEqualTo(100);
            live.complete(TestClient.sha256(new byte[6000]), live.checksum());
        }
    }

    private static byte[] indexBehind() {
        byte[] all = new byte[24];
        ByteBuffer.wrap(all).put(box("ftyp", 16, 8)).put(box("mdat", 100, 0));
        return all;
    }

    private static byte[] readAll(MediaSource reader) {
        byte[] all = new byte[4 << 20];
        int at = 0;
        try {
            for (int count = reader.read(all, 0, 3_000); count >= 0; count = reader.read(all, at, 3_000)) {
                at += count;
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
        return Arrays.copyOf(all, at);
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer box(String type, int size, int body) {
        ByteBuffer box = ByteBuffer.allocate(8 + body);
        return box.putInt(size).put(type.getBytes(StandardCharsets.US_ASCII)).rewind();
    }
}
