package io.tesela.ingest.flow;

/**
 * How many frames of a job may be decoded: those that are released, and a window more, unless the client leaves too much
 * output lying, or too much is on its way here.
 *
 * <p>Frames are reported released in one log and their output comes through another: released frames whose output has not
 * arrived are not counted as output that lies here, so they have a bound of their own.
 *
 * <p>All inputs are cumulative and the highest counts, so lost, repeated and reordered ones are harmless; what was permitted
 * once stays permitted.
 *
 * <p><b>Threads:</b> any.
 */
public final class CreditWindow {
    private int windowFrames;
    private long outputLimitBytes;
    private final int lagFrames;
    private long released;
    private long published;
    private long arrived;
    private long stored;
    private long permitted;

    /**
     * @param windowFrames most frames in flight (W), above 0
     * @param outputLimitBytes most published output that the client has not stored (S), above 0
     * @param lagFrames most frames released before their output arrives; at least those of a segment, which arrives whole
     */
    public CreditWindow(int windowFrames, long outputLimitBytes, int lagFrames) {
        if (windowFrames < 1) {
            throw new IllegalArgumentException("windowFrames: " + windowFrames + " (expected: > 0)");
        }
        if (outputLimitBytes < 1) {
            throw new IllegalArgumentException("outputLimitBytes: " + outputLimitBytes + " (expected: > 0)");
        }
        if (lagFrames < 1) {
            throw new IllegalArgumentException("lagFrames: " + lagFrames + " (expected: > 0)");
        }
        this.windowFrames = windowFrames;
        this.outputLimitBytes = outputLimitBytes;
        this.lagFrames = lagFrames;
        this.permitted = windowFrames;
    }

    /**
     * Takes another window; a smaller one takes effect as frames are released.
     *
     * @param frames most frames in flight, above 0
     */
    public synchronized void resize(int frames) {
        if (frames < 1) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: > 0)");
        }
        windowFrames = frames;
        update();
    }

    /**
     * Takes another limit of the output that the client has not stored; a smaller one holds up the next frame.
     *
     * @param bytes most of them (S), above 0
     */
    public synchronized void limitOutput(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: > 0)");
        }
        outputLimitBytes = bytes;
        update();
    }

    /** Returns the most frames in flight now. */
    public synchronized int windowFrames() {
        return windowFrames;
    }

    /** Notes that the encoders have taken the first {@code frames} frames. */
    public synchronized void released(long frames) {
        released = Math.max(released, frames);
        update();
    }

    /** Notes that {@code bytes} of output have arrived, which hold {@code frames} frames. */
    public synchronized void published(long bytes, long frames) {
        published = Math.max(published, bytes);
        arrived = Math.max(arrived, frames);
        update();
    }

    /** Notes that the client has stored {@code bytes} of output. */
    public synchronized void stored(long bytes) {
        stored = Math.max(stored, bytes);
        update();
    }

    /** Returns how many frames may be decoded, counted from the beginning of the job. */
    public synchronized long permitted() {
        return permitted;
    }

    /** Returns how many leading frames are released. */
    public synchronized long released() {
        return released;
    }

    /** Returns whether so much output is published and not stored that no further frame is permitted. */
    public synchronized boolean heldByOutput() {
        return published - stored >= outputLimitBytes;
    }

    private void update() {
        if (!heldByOutput()) {
            permitted = Math.max(permitted, Math.min(released, arrived + lagFrames) + windowFrames);
        }
    }
}
