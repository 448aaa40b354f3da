/**
 * Encoded audio as plain bytes with their timestamps, and what a file says of it; no codec, no file.
 *
 * <p>Starting points: {@link io.tesela.domain.audio.AudioFormat}, {@link io.tesela.domain.audio.AudioPacket}.
 */
@NullMarked
package io.tesela.domain.audio;

import org.jspecify.annotations.NullMarked;
