package io.tesela.client.upload;

/**
 * The files of one upload, open.
 *
 * @param video what is sent
 * @param delivery what comes back
 */
record OpenFiles(VideoSource video, Delivery delivery) implements AutoCloseable {
    static OpenFiles open(UploadRequest request) {
        VideoSource video = VideoSource.open(request.source());
        try {
            return new OpenFiles(video, Delivery.open(request));
        } catch (RuntimeException e) {
            video.close();
            throw e;
        }
    }

    /** Closes both; what was not committed is deleted, but what came of a live video. */
    @Override
    public void close() {
        try {
            video.close();
        } finally {
            delivery.close();
        }
    }
}
