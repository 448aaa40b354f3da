package io.tesela.media.ffmpeg;

import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Hands on what FFmpeg and its codecs say line by line, as a rule to the logger {@code io.tesela.media.ffmpeg.native}.
 *
 * <p>An error of FFmpeg is a WARN here: nearly always it is about one upload, and the job's own failure says so.
 *
 * <ul>
 *   <li><b>Threads:</b> lines may come from any thread; each thread's fragments are joined by themselves.
 *   <li><b>Ownership:</b> installed once, by the wiring, and closed when nothing of FFmpeg runs any more, which then
 *       has its own output to standard error back. JavaCPP has room for ten that are not closed.
 * </ul>
 */
public final class FfmpegLog implements AutoCloseable {
    /** FFmpeg calls this as long as it is installed: the field is what keeps it from being collected. */
    private final Callback callback;

    private FfmpegLog(Taker taker) {
        this.callback = new Callback(taker);
    }

    /** Takes whole lines, from any thread. */
    @FunctionalInterface
    public interface Taker {
        /** Takes a line without its end. */
        void accept(Level level, String line);
    }

    /** Makes the process's FFmpeg log through SLF4J, as verbose as that logger is now. */
    public static FfmpegLog install() {
        Logger logger = LoggerFactory.getLogger("io.tesela.media.ffmpeg.native");
        return install(verbosity(logger), (level, line) -> logger.atLevel(level).log(line));
    }

    /**
     * Makes the process's FFmpeg log to {@code taker}.
     *
     * @param verbosity FFmpeg's level up to which it says anything
     */
    public static FfmpegLog install(int verbosity, Taker taker) {
        Ffmpeg.warmUp();
        FfmpegLog log = new FfmpegLog(taker);
        avutil.av_log_set_level(verbosity);
        avutil.setLogCallback(log.callback);
        return log;
    }

    /** Returns FFmpeg's level of all that a logger logs now. */
    public static int verbosity(Logger logger) {
        if (logger.isTraceEnabled()) {
            return avutil.AV_LOG_VERBOSE;
        }
        return logger.isDebugEnabled() ? avutil.AV_LOG_WARNING : avutil.AV_LOG_ERROR;
    }

    @Override
    public void close() {
        org.bytedeco.ffmpeg.presets.avutil.av_log_set_callback(
                org.bytedeco.ffmpeg.presets.avutil.av_log_default_callback());
        avutil.av_log_set_level(avutil.AV_LOG_INFO);
        callback.close();
    }

    /** Returns the level at which a line of that level of FFmpeg is logged. */
    static Level level(int ffmpegLevel) {
        if (ffmpegLevel <= avutil.AV_LOG_ERROR) {
            return Level.WARN;
        }
        return ffmpegLevel <= avutil.AV_LOG_WARNING ? Level.DEBUG : Level.TRACE;
    }

    private static final class Callback extends LogCallback {
        private final Taker taker;
        private final ThreadLocal<LogLines> lines = ThreadLocal.withInitial(this::joined);

        Callback(Taker taker) {
            this.taker = taker;
        }

        @Override
        public void call(int level, BytePointer message) {
            try {
                lines.get().append(level, message.getString());
            } catch (RuntimeException e) {
                // An exception that crosses native frames ends the process; a lost log line does not.
                taker.accept(Level.WARN, "a native log line was lost: " + e);
            }
        }

        private LogLines joined() {
            return new LogLines((level, line) -> taker.accept(level(level), line));
        }
    }
}
