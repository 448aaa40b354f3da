package io.tesela.standalone.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines of a text that may never end a line. */
final class Lines {
    /** What is longer loses its end: a line is for people. */
    static final int MAX_CHARS = 4096;

    private static final int BUFFER_CHARS = 8192;

    private final Consumer<String> taker;
    private final StringBuilder line = new StringBuilder();

    private Lines(Consumer<String> taker) {
        this.taker = taker;
    }

    /**
     * Hands on each line; returns when the text has ended, or cannot be read any more. Blocks the caller, and its writer when
     * {@code taker} is slow.
     */
    static void read(InputStream text, Consumer<String> taker) {
        Lines lines = new Lines(taker);
        try (Reader reader = new InputStreamReader(text, StandardCharsets.UTF_8)) {
            lines.readAll(reader);
        } catch (IOException | UncheckedIOException e) {
            // The other end is gone: so is what it still had to say.
        }
        lines.flush();
    }

    private void readAll(Reader reader) throws IOException {
        char[] buffer = new char[BUFFER_CHARS];
        int read = reader.read(buffer);
        while (read >= 0) {
            for (int i = 0; i < read; i++) {
                add(buffer[i]);
            }
            read = reader.read(buffer);
        }
    }

    private void add(char next) {
        if (next == '\n') {
            taker.accept(line.toString());
            line.setLength(0);
        } else if (line.length() < MAX_CHARS && next != '\r') {
            line.append(next);
        }
    }

    private void flush() {
        if (line.length() > 0) {
            taker.accept(line.toString());
        }
    }
}
