package io.tesela.media.ffmpeg;

import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what FFmpeg and its codecs say to the logger {@code io.tesela.media.ffmpeg.native}, line by line.
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
    private static final Logger LOG = LoggerFactory.getLogger("io.tesela.media.ffmpeg.native");

    /** FFmpeg calls this as long as it is installed: the field is what keeps it from being collected. */
    private final Callback callback = new Callback();

    private FfmpegLog() {}

    /** Makes the process's FFmpeg log through SLF4J, as verbose as that logger is now. */
    public static FfmpegLog install() {
        Ffmpeg.warmUp();
        FfmpegLog log = new FfmpegLog();
        avutil.av_log_set_level(verbosity());
        avutil.setLogCallback(log.callback);
        return log;
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

    private static int verbosity() {
        if (LOG.isTraceEnabled()) {
            return avutil.AV_LOG_VERBOSE;
        }
        return LOG.isDebugEnabled() ? avutil.AV_LOG_WARNING : avutil.AV_LOG_ERROR;
    }

    private static final class Callback extends LogCallback {
        private final ThreadLocal<LogLines> lines = ThreadLocal.withInitial(
                () -> new LogLines((level, line) -> LOG.atLevel(level(level)).log(line)));

        @Override
        public void call(int level, BytePointer message) {
            try {
                lines.get().append(level, message.getString());
            } catch (RuntimeException e) {
                // An exception that crosses native frames ends the process; a lost log line does not.
                LOG.warn("a native log line was lost", e);
            }
        }
    }
}
