package io.tesela.ingest.spool;

import io.tesela.domain.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one job.
 *
 * <pre>
 * DATA/tesela-jobs/lock              see {@link DataLock}
 *                  id                see {@link IngestId}
 *                  JOB/ticket.json   what was asked for
 *                      upload        the video as it was sent
 *                      output.mp4    whole segments
 *                      frame_crc32c  one line a frame
 *                      receipts      one line a segment, JSON
 *                      cuts          one line for each segment that was ended early: its number, its last frame
 *                      report.json   once the job is done; the upload is then only for people to look at
 * </pre>
 *
 * <p>Of a job whose video may never end {@code upload} and {@code output.mp4} lie in stretches ({@code upload.1}, ...), of which
 * few are there at a time, and there is no ticket: nobody can go on with it.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 */
public final class JobFolder {
    private static final String JOBS = "tesela-jobs";
    private static final String UPLOAD = "upload";
    private static final String FRAME_CRC32C = "frame_crc32c";
    private static final String CUTS = "cuts";
    /** No job has a name like that. */
    private static final String SET_ASIDE = ".set-aside";

    private static final String TICKET = "ticket.json";
    private static final String REPORT = "report.json";
    /** Of files that are let go piece by piece: a few of them lie between who writes and who reads. */
    private static final long STRETCH_BYTES = 4L << 20;

    private final Path folder;

    private JobFolder(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder of all jobs. */
    static Path jobs(Path data) {
        return data.resolve(JOBS);
    }

    /** Creates the folder of a new job. */
    public static JobFolder create(Path data, JobId job) throws IOException {
        Path folder = jobs(data).resolve(job.value());
        Files.createDirectories(folder);
        return new JobFolder(folder);
    }

    /**
     * Returns the folders of the jobs of a former life of an ingest. Names nothing that does not look like a job of ours: the
     * folder may be a user's own.
     */
    public static List<JobFolder> all(Path data) throws IOException {
        Path jobs = jobs(data);
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(jobs)) {
            return children.filter(JobFolder::isJob).map(JobFolder::new).toList();
        }
    }

    /** Returns whose folder it is. */
    public JobId job() {
        return new JobId(String.valueOf(folder.getFileName()));
    }

    /**
     * Creates the file of the upload.
     *
     * @param kept whether to the end of the job; if not, as long as somebody may read it
     * @param expectedBytes those of a file that is kept, as far as is known: room for them is taken at once
     */
    public StretchedFile createUpload(boolean kept, long expectedBytes, DiskQuota quota) throws IOException {
        return create(upload(), kept, expectedBytes, quota);
    }

    /** Creates the file of the output; {@code kept} as for the upload. */
    public StretchedFile createOutput(boolean kept, DiskQuota quota) throws IOException {
        return create(output(), kept, 0, quota);
    }

    /** Opens the file of the upload that a former life of this ingest left. */
    public StretchedFile reopenUpload(long expectedBytes, DiskQuota quota) throws IOException {
        return StretchedFile.reopen(upload(), quota, expectedBytes);
    }

    /** Returns what is left of an upload that is deleted. */
    public StretchedFile goneUpload(long bytes, DiskQuota quota) {
        return StretchedFile.gone(upload(), quota, bytes);
    }

    /** Opens the upload once more, to read it; the caller closes it. */
    public FileChannel openUpload() throws IOException {
        return FileChannel.open(upload(), StandardOpenOption.READ);
    }

    /** Opens the file of the output that a former life of this ingest left. */
    public StretchedFile reopenOutput(DiskQuota quota) throws IOException {
        return StretchedFile.reopen(output(), quota, 0);
    }

    public Path ticket() {
        return folder.resolve(TICKET);
    }

    public Path receipts() {
        return folder.resolve("receipts");
    }

    public Path cuts() {
        return folder.resolve(CUTS);
    }

    public Path report() {
        return folder.resolve(REPORT);
    }

    Path upload() {
        return folder.resolve(UPLOAD);
    }

    public Path output() {
        return folder.resolve("output.mp4");
    }

    public Path frameCrc32c() {
        return folder.resolve(FRAME_CRC32C);
    }

    /** Deletes the upload, of a job that is done; only of one that is kept whole. */
    public void deleteUpload() throws IOException {
        Files.deleteIfExists(upload());
    }

    /** Deletes the folder with all that is in it; without its ticket, which goes first, nobody goes on with it. */
    public void delete() throws IOException {
        Files.deleteIfExists(ticket());
        delete(folder);
    }

    /** Keeps the files for a person to look at, where no ingest takes them for those of a job; returns where. */
    public Path setAside() throws IOException {
        return Files.move(folder, folder.resolveSibling(job() + SET_ASIDE));
    }

    /** So that one whose deletion was interrupted is one still. */
    private static boolean isJob(Path folder) {
        return JobId.isValid(String.valueOf(folder.getFileName()))
                && Stream.of(UPLOAD, FRAME_CRC32C, CUTS, TICKET, REPORT)
                        .map(folder::resolve)
                        .anyMatch(Files::isRegularFile);
    }

    private static StretchedFile create(Path path, boolean kept, long expectedBytes, DiskQuota quota)
            throws IOException {
        return kept
                ? StretchedFile.whole(path, quota, expectedBytes)
                : StretchedFile.inStretches(path, STRETCH_BYTES, quota);
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            paths.sorted(Comparator.reverseOrder()).forEach(JobFolder::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
