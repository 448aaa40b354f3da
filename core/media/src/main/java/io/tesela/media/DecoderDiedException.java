package io.tesela.media;

/**
 * The process that decodes a video has ended before it should: it crashed, or somebody ended it.
 *
 * <p>Perhaps not the video's fault: whoever opened the decoder may open it again, but not for ever.
 */
public final class DecoderDiedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param reason in words, such as {@code was ended by signal 11}, after the name of the process
     * @param cause how that was noticed
     */
    public DecoderDiedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
