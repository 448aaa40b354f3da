/**
 * Whose tile is filtered next, when, and for how long at most.
 *
 * <p>What a filter does, and what becomes of its result, does not belong here.
 *
 * <p>Starting points: {@link io.tesela.processor.turn.TurnGate}, {@code TurnQueue}.
 */
@NullMarked
package io.tesela.processor.turn;

import org.jspecify.annotations.NullMarked;
