package io.tesela.client.upload;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out whether the files of a request can be read and written, before anything is sent. */
final class FileChecks {
    /** Null if it is standard input, of which there is nothing to be known. */
    private final @Nullable Path video;

    /** Files that will be written, with the flag each comes from. */
    private final Map<Path, String> written = new LinkedHashMap<>();

    /** Whether what lies under the name of an unfinished result must not be overwritten. */
    private final boolean fresh;

    /** Whether the report has the name of the video. */
    private boolean reportIsOut;

    FileChecks(UploadRequest request) {
        boolean fetches = request.source() instanceof UploadSource.Nothing;
        this.fresh = request.wishes().live() || fetches;
        this.video = request.source() instanceof FromFile file ? file.path() : null;
        if (request.target() instanceof ToFile file) {
            written.put(file.out(), "--out");
            written.put(file.report(), "--report");
            reportIsOut = plain(file.out()).equals(plain(file.report()));
        } else if (request.target() instanceof ToStream stream && stream.report() != null) {
            written.put(stream.report(), "--report");
        }
    }

    Optional<String> complaint() {
        return Stream.concat(
                        Stream.ofNullable(video).map(FileChecks::videoComplaint),
                        written.entrySet().stream().map(entry -> writtenComplaint(entry.getValue(), entry.getKey())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> videoComplaint(Path video) {
        if (!Files.exists(video)) {
            return complaint("--video", video, "no such file", "a video file");
        }
        if (Files.isDirectory(video)) {
            return complaint("--video", video, "a directory", "a video file");
        }
        if (!Files.isReadable(video)) {
            return complaint("--video", video, "not readable", "a file that may be read");
        }
        return Optional.empty();
    }

    private Optional<String> writtenComplaint(String flag, Path file) {
        Path name = file.getFileName();
        if (name == null || name.toString().isEmpty() || Files.isDirectory(file)) {
            return complaint(flag, file, "a directory", "the name of a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return complaint(flag, file, "not a regular file", "a file, or - for standard output");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return complaint(flag, file, "there is no directory " + directory, "a directory that exists");
        }
        if (!Files.isWritable(directory)) {
            return complaint(flag, file, directory + " is not writable", "a directory that may be written to");
        }
        if (isVideo(file) || isVideo(UploadTarget.part(file))) {
            return complaint(flag, file, "would overwrite --video", "another file");
        }
        if (fresh && holdsSomething(UploadTarget.part(file))) {
            return complaint(flag, UploadTarget.part(file), "holds what came of another job", "it is moved or deleted");
        }
        return reportIsOut ? complaint("--report", file, "would overwrite --out", "another file") : Optional.empty();
    }

    private static boolean holdsSomething(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static Path plain(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private boolean isVideo(Path file) {
        try {
            return video != null && Files.exists(file) && Files.isSameFile(file, video);
        } catch (IOException e) {
            // It could not be compared, so it cannot be told to be another one.
            return true;
        }
    }

    private static Optional<String> complaint(String flag, Path file, String what, String expected) {
        return Optional.of(flag + ": " + file + ": " + what + " (expected: " + expected + ")");
    }
}
