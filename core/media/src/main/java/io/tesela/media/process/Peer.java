package io.tesela.media.process;

/**
 * The decoder's process, as {@link RemoteDecoder} needs it.
 *
 * <p><b>Threads:</b> one at a time, but for {@link #close}.
 */
interface Peer extends AutoCloseable {
    /** Returns the server's end of its pipes. */
    Pipe pipe();

    /** Notes that it begins with the answer to a new question. */
    void begins();

    /** Notes that it waits for bytes of the upload. */
    void rests();

    /** Notes that it goes on, or that the next question comes. */
    void goesOn();

    /** Notes that it has answered. */
    void done();

    /**
     * Returns why it cannot be talked to any more, once that was noticed; blocks until it has ended, for some seconds at most, and ends it
     * then.
     *
     * @param noticed how
     * @param born whether it had said that it is there: one that never was says nothing of the video
     */
    RuntimeException ended(Exception noticed, boolean born);

    /** Ends it at once, whatever it does; may be called twice, and from another thread. */
    @Override
    void close();
}
