package io.tesela.media.process;

import io.tesela.media.ffmpeg.Ffmpeg;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * The program of a decoder's process: decodes one video for the server that started it, and ends with the pipe from it.
 *
 * <p>Arguments: FFmpeg's level of what is said on standard error, and the most bytes that it may allocate at once.
 */
public final class DecoderMain {
    /** The descriptor on which it answers. */
    static final int ANSWERS = 3;

    private DecoderMain() {}

    /** Runs until the server needs no more. */
    public static void main(String[] arguments) throws IOException {
        endWithTheServer();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Ffmpeg.limitAllocations(Long.parseLong(arguments[1]));
        FfmpegLog log = FfmpegLog.install(
                Integer.parseInt(arguments[0]), (level, line) -> err.println(DecoderLog.line(level, line)));
        try (Pipe pipe = new Pipe(new FileInputStream(FileDescriptor.in), new FileOutputStream("/dev/fd/" + ANSWERS));
                FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory();
                DecoderServer server = new DecoderServer(pipe, decoders)) {
            server.run();
        } finally {
            log.close();
        }
    }

    /** A decoder that hangs reads no pipe, and would not notice that it works for nobody. */
    private static void endWithTheServer() {
        ProcessHandle.current().parent().map(ProcessHandle::onExit).ifPresent(DecoderMain::endAfter);
    }

    private static void endAfter(CompletableFuture<ProcessHandle> exit) {
        CompletableFuture<Void> unused = exit.thenRun(() -> Runtime.getRuntime().halt(1)); // nobody waits for it
    }
}
