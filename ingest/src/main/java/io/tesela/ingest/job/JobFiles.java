package io.tesela.ingest.job;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.journal.LineJournal;
import io.tesela.ingest.journal.SafeFile;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.journal.TicketFile;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.MediaFile;
import io.tesela.ingest.spool.Spool;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.wire.ReportJson;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * All that one job has on disk, open: its video, its output, and what is written down so that a later life of this ingest goes
 * on with it.
 *
 * <ul>
 *   <li><b>Threads:</b> see {@link Spool} and {@link JobOutput}; the rest from any. All block on the disk.
 *   <li><b>Ownership:</b> {@link #close} closes the files; {@link #delete} is to follow, unless the job is to be gone on with.
 *   <li><b>Errors:</b> the disk's, and those of its quota.
 * </ul>
 */
final class JobFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);

    private final JobFolder folder;
    private final @Nullable MediaFile media;
    private final Spool spool;
    private final JobOutput output;
    private final @Nullable Journal journal;
    private final DiskQuota disk;
    private final AtomicReference<DiskQuota.@Nullable Spare> spare = new AtomicReference<>();
    /** Held while files are deleted: whoever wants the room of the upload may do that while all of the job goes. */
    private final Object deletion = new Object();

    private final Sinks.Empty<Void> inputGone = Sinks.empty();
    private volatile boolean inputThere;

    /** What is written down of a job that is kept; of a live one nothing is. */
    private static final class Journal {
        private final TicketFile file;
        private final LineJournal cuts;
        private final boolean durable;
        private Ticket ticket;

        /** @param durable whether the ticket is for a later life of this ingest, too; the cuts are also for this one */
        Journal(TicketFile file, Ticket ticket, LineJournal cuts, boolean durable) {
            this.durable = durable;
            this.file = file;
            this.ticket = ticket;
            this.cuts = cuts;
        }

        synchronized Ticket ticket() {
            return ticket;
        }

        synchronized void write(Ticket next) throws IOException {
            if (durable) {
                file.write(next);
            }
            ticket = next;
        }
    }

    private JobFiles(
            JobFolder folder,
            @Nullable MediaFile media,
            Spool spool,
            JobOutput output,
            @Nullable Journal journal,
            DiskQuota disk) {
        this.folder = folder;
        this.media = media;
        this.spool = spool;
        this.output = output;
        this.journal = journal;
        this.disk = disk;
        this.inputThere = journal != null && !Files.exists(folder.report());
    }

    /**
     * Creates the files of a job.
     *
     * @param media the video, where it is read in place; null: it is sent
     * @param durable whether a later life of this ingest is to go on with it, if it is not live
     */
    static JobFiles create(
            JobFolder folder,
            JobRequest request,
            @Nullable MediaFile media,
            Ticket ticket,
            boolean durable,
            DiskQuota disk)
            throws IOException {
        boolean kept = !request.live();
        @Nullable Spool spool = null;
        @Nullable JobOutput output = null;
        try {
            spool = media == null
                    ? new Spool(folder.createUpload(kept, request.expectedBytes(), disk))
                    : Spool.inPlace(media, disk);
            output = JobOutput.create(folder, kept, kept && durable, disk);
            return new JobFiles(folder, media, spool, output, kept ? newJournal(folder, ticket, durable) : null, disk);
        } catch (IOException | TeselaException e) {
            closeAll(spool, output);
            folder.delete();
            throw e;
        }
    }

    /** Opens what a former life of this ingest left. */
    static JobFiles reopen(JobFolder folder, Ticket ticket, IngestConfig config, DiskQuota disk) throws IOException {
        MediaFile media = placed(folder, ticket, config);
        @Nullable Spool spool = null;
        @Nullable JobOutput output = null;
        try {
            spool = reopenUpload(folder, media, ticket, disk);
            output = JobOutput.reopen(folder, disk);
            return new JobFiles(folder, media, spool, output, journal(folder, ticket, true), disk);
        } catch (IOException | RuntimeException e) {
            closeAll(spool, output);
            throw e;
        }
    }

    private static void closeAll(@Nullable Spool spool, @Nullable JobOutput output) throws IOException {
        if (spool != null) {
            spool.close();
        }
        if (output != null) {
            output.close();
        }
    }

    /** Nobody needs the video of a job that is done. */
    private static @Nullable MediaFile placed(JobFolder folder, Ticket ticket, IngestConfig config) throws IOException {
        Ticket.Media media = ticket.media();
        return media == null || Files.exists(folder.report())
                ? null
                : PlacedVideo.findAgain(ticket.name(), media, config);
    }

    private static Spool reopenUpload(JobFolder folder, @Nullable MediaFile media, Ticket ticket, DiskQuota disk)
            throws IOException {
        Ticket.Uploaded complete = ticket.upload();
        if (media != null) {
            // Read for its checksum once more: it costs little beside decoding it once more.
            return Spool.inPlace(media, disk);
        }
        if (complete == null) {
            Long expected = ticket.size();
            return Spool.reopen(folder.reopenUpload(expected == null ? 0 : expected, disk));
        }
        return Files.exists(folder.report())
                ? Spool.gone(folder.goneUpload(complete.bytes(), disk), complete.sha256())
                : Spool.reopen(folder.reopenUpload(0, disk), complete.sha256());
    }

    private static Journal newJournal(JobFolder folder, Ticket ticket, boolean durable) throws IOException {
        Journal journal = journal(folder, ticket, durable);
        try {
            journal.write(ticket);
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.cuts.close();
            throw e;
        }
    }

    private static Journal journal(JobFolder folder, Ticket ticket, boolean durable) throws IOException {
        return new Journal(new TicketFile(folder.ticket()), ticket, LineJournal.open(folder.cuts()), durable);
    }

    Spool spool() {
        return spool;
    }

    JobOutput output() {
        return output;
    }

    JobFolder folder() {
        return folder;
    }

    /** Returns where segments were ended early, in this life or a former one. */
    List<SegmentCut> cuts(JobId job) throws IOException {
        List<SegmentCut> cuts = new ArrayList<>();
        if (journal != null) {
            journal.cuts.read(line -> cuts.add(cut(job, line)));
        }
        return cuts;
    }

    /** Writes down that a segment ends early. */
    void cut(SegmentCut cut) throws IOException {
        if (journal != null) {
            journal.cuts.append((cut.segment() + " " + cut.lastFrame()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Writes down that the upload is complete. */
    void uploaded(long bytes, String sha256) throws IOException {
        requireUnchanged();
        if (journal != null) {
            // A file that is somebody else's need not be written, and perhaps cannot be.
            if (journal.durable && media == null) {
                spool.force();
            }
            journal.write(journal.ticket().with(new Ticket.Uploaded(bytes, sha256)));
        }
    }

    /** Makes sure that a video that is read in place is what it was when the job was taken up. */
    void requireUnchanged() throws IOException {
        if (media != null) {
            media.requireUnchanged();
        }
    }

    /** Writes down that the client wants to go. */
    void detached() throws IOException {
        if (journal != null && !journal.ticket().detached()) {
            journal.write(journal.ticket().withDetached());
        }
    }

    /** Writes down that the job is done. */
    void done(JobReport report) throws IOException {
        if (journal != null && journal.durable) {
            SafeFile.write(folder.report(), ReportJson.write(report));
        }
    }

    /** Returns the report of a job that was done in a former life of this ingest. */
    @Nullable
    JobReport report() throws IOException {
        return Files.exists(folder.report()) ? ReportJson.read(Files.readAllBytes(folder.report())) : null;
    }

    /** Returns whether all of the video can be read, as far as it has come. */
    boolean inputThere() {
        return inputThere;
    }

    /** Completes when the video is deleted while the job is here: nobody is to read on. */
    Mono<Void> inputGone() {
        return inputGone.asMono();
    }

    /** Returns whether the video is read in place. */
    boolean placed() {
        return media != null;
    }

    /** Opens the video once more, to read it as it was sent; the caller closes it. */
    FileChannel openInput() throws IOException {
        requireUnchanged();
        return media == null ? folder.openUpload() : media.open();
    }

    /**
     * Closes the video, of a job that is done: nobody works on it any more.
     *
     * @param spared whether people may look at it, for as long as nobody needs its room
     */
    void retireInput(boolean spared) throws IOException {
        spool.close();
        if (media != null) {
            return;
        }
        if (spared && inputThere) {
            spare.set(disk.spare(spool.written(), this::deleteUpload).orElse(null));
        }
        if (!inputThere) {
            // Closed meanwhile. Here: sets the spare, then looks whether this is closed. In close(): closes, then takes
            // the spare. One sees the
            // other.
            giveSpareBack();
        }
        if (spare.get() == null) {
            deleteUpload();
        }
    }

    private void giveSpareBack() {
        DiskQuota.Spare held = spare.getAndSet(null);
        if (held != null) {
            held.close();
        }
    }

    /** Whoever reads it would keep its room. */
    private void deleteUpload() {
        inputThere = false;
        inputGone.tryEmitEmpty();
        try {
            synchronized (deletion) {
                folder.deleteUpload();
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("jobId", folder.job()).log("an upload stays until its job is gone");
        }
    }

    /** Closes the files, for a later life of this ingest to open them again. */
    void suspend() throws IOException {
        try {
            output.suspend();
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        inputThere = false;
        giveSpareBack();
        try {
            spool.close();
        } finally {
            closeOutput();
        }
    }

    private void closeOutput() throws IOException {
        try {
            output.close();
        } finally {
            if (journal != null) {
                journal.cuts.close();
            }
        }
    }

    /** Deletes everything. */
    void delete() throws IOException {
        synchronized (deletion) {
            folder.delete();
        }
    }

    private static SegmentCut cut(JobId job, byte[] line) throws IOException {
        String[] numbers = new String(line, StandardCharsets.US_ASCII).split(" ", -1);
        try {
            return new SegmentCut(job, Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("cuts: a line that is none (expected: the number of a segment, and a frame)", e);
        }
    }
}
