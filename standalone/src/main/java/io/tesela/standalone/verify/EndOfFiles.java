package io.tesela.standalone.verify;

import java.util.OptionalLong;

/**
 * How many frames each file has.
 *
 * @param sourceFrames that could be decoded
 * @param checksums lines of the side file
 * @param outFrames frames of the result that could be decoded; empty: it was not looked at
 * @param outDecodeErrors what the decoder of the result complained of
 */
record EndOfFiles(long sourceFrames, long checksums, OptionalLong outFrames, long outDecodeErrors) implements Step {}
