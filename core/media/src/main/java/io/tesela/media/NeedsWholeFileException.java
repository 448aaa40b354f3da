package io.tesela.media;

/**
 * A video cannot be decoded while it grows, and can once all of it is there, from a source that is seekable.
 *
 * <p>Not the user's fault, and not what a job ends with: whoever opened the decoder waits for the rest, and opens it again.
 */
public final class NeedsWholeFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param reason in words */
    public NeedsWholeFileException(String reason) {
        super(reason);
    }
}
