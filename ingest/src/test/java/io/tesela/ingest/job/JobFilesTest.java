package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.journal.TicketFile;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.MediaFile;
import io.tesela.ingest.spool.StretchedFile;
import io.tesela.ingest.testing.TestClient;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.subscriber.TestSubscriber;

class JobFilesTest {
    private static final JobId JOB = new JobId("7f3a");
    private static final byte[] VIDEO = new byte[1000];
    private static final String SHA256 = TestClient.sha256(VIDEO);

    private final DiskQuota disk = new DiskQuota(1 << 20);

    @TempDir
    Path data;

    private JobFolder folder;

    @BeforeEach
    void create() throws IOException {
        folder = JobFolder.create(data, JOB);
    }

    @Test
    void reopen_afterAnyStep_knowsWhatWasWrittenDown() throws IOException {
        // Given
        SegmentCut early = new SegmentCut(JOB, 0, 3);
        SegmentCut late = new SegmentCut(JOB, 7, 1L << 40);
        try (JobFiles first = JobFiles.create(folder, request(false), null, ticket(), true, disk)) {
            first.spool().append(ByteBuffer.wrap(VIDEO));
            first.cut(early);
            first.cut(late);
            first.detached();

            // When
            try (JobFiles second = reopen()) {
                // Then
                assertThat(second.cuts(JOB)).containsExactly(early, late);
                assertThat(second.spool().written()).isEqualTo(VIDEO.length);
                assertThat(second.spool().complete()).isFalse();
                assertThat(second.report()).isNull();
                assertThat(written()).isEqualTo(ticket().withDetached());
            }

            // When
            first.uploaded(VIDEO.length, SHA256);
            try (JobFiles third = reopen()) {
                // Then
                assertThat(third.spool().complete()).isTrue();
                assertThat(third.spool().sha256()).isEqualTo(SHA256);
                assertThat(written().detached()).isTrue();
            }
        }
    }

    @Test
    void create_liveJob_writesNothingDown() throws IOException {
        // When
        try (JobFiles files = JobFiles.create(folder, request(true), null, ticket(), true, disk)) {
            files.cut(new SegmentCut(JOB, 0, 3));
            files.detached();
            files.uploaded(1, SHA256);

            // Then
            assertThat(files.cuts(JOB)).isEmpty();
            assertThat(folder.ticket()).doesNotExist();
            assertThat(folder.receipts()).doesNotExist();
        }
    }

    @Test
    void close_always_givesBackTheRoom() throws IOException {
        // Given
        JobFiles files = JobFiles.create(folder, request(false), null, ticket(), true, disk);
        files.spool().append(ByteBuffer.wrap(VIDEO));
        assertThat(disk.usedBytes()).isEqualTo(VIDEO.length);

        // When
        files.close();
        files.delete();

        // Then
        assertThat(disk.usedBytes()).isZero();
        assertThat(data.resolve("tesela-jobs")).isEmptyDirectory();
    }

    /** So that people can look at what was made of it, and no job is refused for it. */
    @Test
    void retireInput_spared_isThere_untilItsRoomIsNeeded() throws IOException {
        // Given
        try (JobFiles files = JobFiles.create(folder, request(false), null, ticket(), true, disk)) {
            files.spool().append(ByteBuffer.wrap(VIDEO));

            // When
            files.retireInput(true);

            // Then
            assertThat(files.inputThere()).isTrue();
            assertThat(disk.usedBytes()).isEqualTo(VIDEO.length);
            try (FileChannel input = files.openInput()) {
                assertThat(input.size()).isEqualTo(VIDEO.length);
            }

            TestSubscriber<Void> reader = TestSubscriber.create();
            files.inputGone().subscribe(reader);

            // When
            try (StretchedFile other = StretchedFile.whole(data.resolve("other"), disk, 1 << 20)) {
                // Then
                assertThat(files.inputThere()).isFalse();
                assertThat(reader.isTerminatedComplete())
                        .as("its readers are told")
                        .isTrue();
                assertThat(other.size()).isZero();
                assertThatThrownBy(files::openInput).isInstanceOf(NoSuchFileException.class);
                assertThat(disk.usedBytes()).isEqualTo(1 << 20);
            }
        }
        assertThat(disk.usedBytes()).isZero();
    }

    @Test
    void openInput_ofAPlacedVideoThatWasChanged_isRefused() throws IOException {
        Path video = Files.write(data.resolve("v.mp4"), VIDEO);
        MediaFile media = new MediaFile(
                data,
                video.getFileName(),
                VIDEO.length,
                Files.getLastModifiedTime(video).toMillis());
        try (JobFiles files = JobFiles.create(folder, request(false), media, ticket(), true, disk)) {
            files.openInput().close();

            Files.setLastModifiedTime(video, FileTime.fromMillis(1_000));

            assertThatThrownBy(files::openInput).hasMessageStartingWith("'v.mp4' was changed");
        }
    }

    /** A job whose client has its result ends while its video is still to be spared. */
    @Test
    void retireInput_whenClosed_keepsNoRoom() throws IOException {
        JobFiles files = JobFiles.create(folder, request(false), null, ticket(), true, disk);
        files.spool().append(ByteBuffer.wrap(VIDEO));
        files.close();

        files.retireInput(true);

        assertThat(disk.usedBytes()).isZero();
        assertThatThrownBy(files::openInput).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void retireInput_notSpared_isGone() throws IOException {
        try (JobFiles files = JobFiles.create(folder, request(false), null, ticket(), true, disk)) {
            files.spool().append(ByteBuffer.wrap(VIDEO));

            files.retireInput(false);

            assertThat(files.inputThere()).isFalse();
            assertThat(disk.usedBytes()).isZero();
            assertThatThrownBy(files::openInput).isInstanceOf(NoSuchFileException.class);
        }
    }

    /** The next life of an ingest does not count it, so it must not leave it lying there. */
    @Test
    void retireInput_ofAFormerLife_isGone() throws IOException {
        // Given
        try (JobFiles first = JobFiles.create(folder, request(false), null, ticket(), true, disk)) {
            first.spool().append(ByteBuffer.wrap(VIDEO));
            first.uploaded(VIDEO.length, SHA256);
            Files.writeString(folder.report(), "{}");
            first.retireInput(true);
        }

        // When
        try (JobFiles second = reopen()) {
            assertThat(second.inputThere()).isFalse();
            second.retireInput(true);

            // Then
            assertThatThrownBy(second::openInput).isInstanceOf(NoSuchFileException.class);
        }
    }

    private JobFiles reopen() throws IOException {
        return JobFiles.reopen(folder, written(), IngestConfig.of("test", "::", 0, data), new DiskQuota(1 << 20));
    }

    private Ticket written() throws IOException {
        return new TicketFile(folder.ticket()).read();
    }

    private static Ticket ticket() {
        return request(false).ticket("::1", Instant.ofEpochMilli(77), null);
    }

    private static JobRequest request(boolean live) {
        return new JobRequest(
                "v",
                Mode.STREAM,
                null,
                live,
                FilterChain.parse("blur:3", FilterCatalogue.standard()),
                new TileGrid(2, 2),
                EncoderSettings.DEFAULT,
                Container.MP4,
                OnMissing.WAIT);
    }
}
