/**
 * The keyed join of a job's records into whole frames in order, and a whole frame's pixels; pure, fed by records only.
 *
 * <p>Starting points: {@link io.tesela.assembler.join.FrameJoin}, {@link io.tesela.assembler.join.FrameComposer}.
 */
@NullMarked
package io.tesela.assembler.join;

import org.jspecify.annotations.NullMarked;
