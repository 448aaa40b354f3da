package io.tesela.client.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Sentences about files of this machine; an {@link UncheckedIOException} of ours always carries one. */
final class FileFailure {
    private FileFailure() {}

    static UncheckedIOException of(String flag, Path file, IOException cause) {
        return new UncheckedIOException(flag + ": " + file + ": " + reason(cause), cause);
    }

    static UncheckedIOException ofStandardInput(IOException cause) {
        return new UncheckedIOException("--video: -: standard input: " + reason(cause), cause);
    }

    static UncheckedIOException ofStandardOutput(IOException cause) {
        return new UncheckedIOException("--out: -: standard output: " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        String reason = cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }
}
