package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one ingest: another one would take the jobs in it for those of its own former life, and delete them.
 *
 * <p>The file stays, empty; what holds is the lock on it, which the system takes back however a process ends.
 *
 * <ul>
 *   <li><b>Threads:</b> any; blocks on the disk.
 *   <li><b>Ownership:</b> whoever took the lock closes it, when the last job is gone.
 *   <li><b>Errors:</b> {@link TeselaException} if another ingest, of this or another process, has the folder, or nobody can write there.
 * </ul>
 */
public final class DataLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel file;

    private DataLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock of a folder.
     *
     * @param data the folder of an ingest; made if it is not there
     */
    public static DataLock take(Path data) {
        try {
            Path jobs = Files.createDirectories(JobFolder.jobs(data));
            FileChannel file =
                    FileChannel.open(jobs.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(file)) {
                file.close();
                throw new TeselaException(
                        FailureCode.INTERNAL,
                        "--data: " + data + " is in use by another ingest (expected: a folder of its own)");
            }
            return new DataLock(file);
        } catch (IOException e) {
            throw new TeselaException(
                    FailureCode.INTERNAL, "--data: " + data + ": " + e + " (expected: a folder to write in)", e);
        }
    }

    /** Closing the file gives back the lock. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }
}
