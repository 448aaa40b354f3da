package io.tesela.media.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments that FFmpeg logs until each newline; a line that repeats the one before is left out.
 *
 * <p>Backpressure: holds one line; a longer one than {@value #LONGEST_LINE} characters is cut.
 */
public final class LogLines {
    private static final int LONGEST_LINE = 2048;

    private final Sink sink;
    private final StringBuilder line = new StringBuilder();
    private @Nullable String last;

    /** @param sink takes the lines */
    public LogLines(Sink sink) {
        this.sink = sink;
    }

    /** Takes one whole line without its newline; levels are FFmpeg's. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a line. */
        void accept(int level, String line);
    }

    /** Takes a fragment; emits the lines that it completes. */
    public void append(int level, String fragment) {
        int from = 0;
        for (int end = fragment.indexOf('\n'); end >= 0; end = fragment.indexOf('\n', from)) {
            add(fragment, from, end);
            emit(level);
            from = end + 1;
        }
        add(fragment, from, fragment.length());
    }

    private void add(String fragment, int from, int end) {
        line.append(fragment, from, Math.min(end, from + LONGEST_LINE - Math.min(line.length(), LONGEST_LINE)));
    }

    private void emit(int level) {
        String text = line.toString().strip();
        line.setLength(0);
        if (!text.isEmpty() && !text.equals(last)) {
            last = text;
            sink.accept(level, text);
        }
    }
}
