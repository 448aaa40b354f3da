package io.tesela.client.upload;

/**
 * The files of one upload, open, whatever becomes of its connections.
 *
 * @param video what is sent
 * @param chunks reads it
 * @param delivery what comes back
 */
record OpenFiles(VideoSource video, ChunkReader chunks, Delivery delivery) implements AutoCloseable {
    static OpenFiles open(UploadRequest request) {
        boolean comesBack = !request.wishes().live()
                && !request.continuation().reconnectFor().isZero();
        VideoSource video = VideoSource.open(request.source(), comesBack);
        try {
            ChunkReader chunks = new ChunkReader(video, UploadLane.CHUNK_BYTES);
            return new OpenFiles(video, chunks, Delivery.open(request));
        } catch (RuntimeException e) {
            video.close();
            throw e;
        }
    }

    /** Closes both; what was not committed is deleted, but what came of a live video or is kept. */
    @Override
    public void close() {
        try {
            video.close();
        } finally {
            delivery.close();
        }
    }
}
