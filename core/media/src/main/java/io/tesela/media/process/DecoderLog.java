package io.tesela.media.process;

import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.LogLines;
import java.io.IOException;
import java.io.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs what a decoder's process says on standard error: a level and a line of FFmpeg's, or whatever a JVM says at its end.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds one line, of which the end is cut, see {@link LogLines}. Of one process {@value #MOST_LINES} lines are
 *       logged; what comes after them is read and forgotten.
 *   <li><b>Threads:</b> one at a time.
 * </ul>
 */
final class DecoderLog {
    static final int MOST_LINES = 1000;

    private static final Logger LOG = LoggerFactory.getLogger("io.tesela.media.process.native");
    private static final int BUFFER_CHARS = 4096;

    private final long pid;
    private int lines;

    DecoderLog(long pid) {
        this.pid = pid;
    }

    /** Returns FFmpeg's level of what is logged now. */
    static int verbosity() {
        return FfmpegLog.verbosity(LOG);
    }

    /** Returns the line that is taken apart here. */
    static String line(Level level, String text) {
        return level + " " + text;
    }

    /** Logs a text line by line; returns at its end. */
    void readAll(Reader text) throws IOException {
        LogLines joined = new LogLines((level, line) -> log(line));
        char[] buffer = new char[BUFFER_CHARS];
        for (int count = text.read(buffer); count >= 0; count = text.read(buffer)) {
            joined.append(0, new String(buffer, 0, count));
        }
        joined.append(0, "\n");
    }

    private void log(String line) {
        lines++;
        if (lines < MOST_LINES) {
            said(line);
        } else if (lines == MOST_LINES) {
            said("it says more, which is not logged");
        }
    }

    /** Nothing that a video's decoder says calls for somebody to act. */
    private void said(String line) {
        for (Level known : new Level[] {Level.DEBUG, Level.TRACE}) {
            if (line.startsWith(known + " ")) {
                LOG.atLevel(known)
                        .addKeyValue("pid", pid)
                        .log(line.substring(known.name().length() + 1));
                return;
            }
        }
        LOG.atWarn().addKeyValue("pid", pid).log(line);
    }
}
