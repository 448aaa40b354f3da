/**
 * Whether a result is what whole frames, filtered in one process, give; knows files only, and neither roles nor a broker.
 *
 * <p>Starting points: {@link io.tesela.standalone.verify.Verifier}, {@link io.tesela.standalone.verify.FrameCheck}.
 */
@NullMarked
package io.tesela.standalone.verify;

import org.jspecify.annotations.NullMarked;
