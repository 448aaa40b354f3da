package io.tesela.client;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadRequest;
import java.time.Duration;

/** Runs an upload in this process so that Ctrl-C cancels it and leaves nothing behind. */
public final class InterruptibleUpload {
    /** Longer than a job takes to end by itself, shorter than a person takes to press Ctrl-C again. */
    private static final Duration BOUND = Duration.ofSeconds(8);

    private InterruptibleUpload() {}

    /** Returns the exit code; blocks until all is closed. */
    public static int run(UploadRequest request, Console console, DisplayOptions display) {
        try (ClientRuntime runtime = ClientRuntime.create()) {
            return run(new UploadJob(new UploadClient(runtime), console, display), request);
        }
    }

    private static int run(UploadJob upload, UploadRequest request) {
        Thread onInterrupt = new Thread(() -> upload.cancel(BOUND), "client-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        int exitCode = upload.run(request);
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // The process is going down, because of the interrupt: the hook is running and ends by itself.
            return ExitCode.CANCELLED;
        }
        return exitCode;
    }
}
