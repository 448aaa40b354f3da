package io.tesela.standalone.verify;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many frames each file has, and their audio.
 *
 * @param sourceFrames that could be decoded
 * @param checksums lines of the side file
 * @param outFrames frames of the result that could be decoded; empty: it was not looked at
 * @param outDecodeErrors what the decoder of the result complained of
 * @param audio of source and result; empty: it was not looked at
 */
record EndOfFiles(
        long sourceFrames, long checksums, OptionalLong outFrames, long outDecodeErrors, Optional<BothAudio> audio)
        implements Step {
    /**
     * The audio of both files.
     *
     * @param source what a service makes of the source's
     * @param passed whether that is the source's own, packet by packet
     */
    record BothAudio(AudioRead.Sum source, boolean passed, AudioRead.Sum out) {}
}
